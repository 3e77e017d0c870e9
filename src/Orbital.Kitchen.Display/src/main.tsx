import { render } from 'preact';
import { App } from './components/App';
import { KitchenFeed } from './live/kitchenFeed';
import './styles/theme.css';
import './styles/layout.css';
import './styles/topBar.css';
import './styles/notices.css';
import './styles/board.css';
import './styles/orders.css';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app.');

const feed = new KitchenFeed();
render(<App feed={feed} />, root);
feed.start();
