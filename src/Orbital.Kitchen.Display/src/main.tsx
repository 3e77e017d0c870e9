import { render } from 'preact';
import { App } from './components/App';
import { feed } from './kitchen';
import { listenToKeys } from './screen/keys';
import { tellNews } from './screen/news';
import './screen/theme';
import './styles/theme.css';
import './styles/layout.css';
import './styles/topBar.css';
import './styles/narrow.css';
import './styles/controls.css';
import './styles/cards.css';
import './styles/cardFacts.css';
import './styles/orders.css';
import './styles/history.css';
import './styles/allDay.css';
import './styles/tray.css';
import './styles/dialogs.css';
import './styles/notices.css';
import './styles/pairing.css';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app.');

render(<App />, root);
feed.start();
tellNews();
listenToKeys();
