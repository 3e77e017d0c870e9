import type { KitchenFeed } from '../live/kitchenFeed';
import { formatTime } from './time';
import { ConnectionBadge } from './ConnectionBadge';
import { OrbitIcon } from './icons';

export function TopBar({ feed }: { feed: KitchenFeed }) {
  return (
    <header class="top-bar">
      <OrbitIcon />
      <h1>
        Orbital <span>Kitchen</span>
      </h1>
      <ConnectionBadge connection={feed.connection.value} trueAsOf={feed.trueAsOf} />
      <time class="clock">{formatTime(feed.now)}</time>
    </header>
  );
}
