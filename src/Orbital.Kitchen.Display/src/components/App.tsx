import { openWork, stationNames } from '../board/stations';
import { select, selection } from '../board/selection';
import type { KitchenFeed } from '../live/kitchenFeed';
import { BoardView } from './BoardView';
import { Connecting, NoOrdersYet, Unreachable } from './Notices';
import { OrdersRail } from './OrdersRail';
import { StationTabs } from './StationTabs';
import { TopBar } from './TopBar';
import { ViewSwitch } from './ViewSwitch';

/** The whole page: one feed, drawn. */
export function App({ feed }: { feed: KitchenFeed }) {
  return (
    <>
      <TopBar feed={feed} />
      <Content feed={feed} />
    </>
  );
}

function Content({ feed }: { feed: KitchenFeed }) {
  const { board } = feed;
  if (!board) return feed.connection.value === 'unreachable' ? <Unreachable /> : <Connecting />;
  if (board.orders.length === 0 && board.batchItems.size === 0) return <NoOrdersYet />;

  const { station, view } = selection.value;
  const work = openWork(board);
  return (
    <div class="content" data-view={view}>
      <StationTabs
        names={stationNames(board, station)}
        work={work}
        selected={station}
        onSelect={(name) => select({ station: name, view: 'board' })}
      />
      <BoardView work={work} station={station} feed={feed} />
      <OrdersRail orders={board.orders} />
      <ViewSwitch view={view} orderCount={board.orders.length} onSelect={(next) => select({ view: next })} />
    </div>
  );
}
