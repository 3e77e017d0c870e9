import type { Board } from '../board/board';
import { words } from '../i18n/language';
import { feed } from '../kitchen';
import { summary } from '../screen/news';
import { selection } from '../screen/selection';
import { AllDay } from './AllDay';
import { BoardView } from './BoardView';
import { DetailsDialog } from './DetailsDialog';
import { DisplaysDialog } from './DisplaysDialog';
import { HistoryView } from './HistoryView';
import { MenuDialog } from './MenuDialog';
import { Connecting, Unreachable } from './Notices';
import { OrdersView } from './OrdersView';
import { PairingScreen } from './PairingScreen';
import { StationTabs } from './StationTabs';
import { TopBar } from './TopBar';
import { Tray } from './Tray';

export function App() {
  return (
    <>
      <TopBar />
      <Content />
      <Tray />
      <MenuDialog />
      <DisplaysDialog />
      <p class="unseen" aria-live="polite">
        {summary}
      </p>
    </>
  );
}

function Content() {
  const { board } = feed;
  const connection = feed.connection.value;
  if (connection === 'signInNeeded') return <PairingScreen />;
  if (!board) return connection === 'unreachable' ? <Unreachable /> : <Connecting />;
  return (
    <>
      <Views board={board} />
      <DetailsDialog board={board} />
    </>
  );
}

function Views({ board }: { board: Board }) {
  const { station, view } = selection.value;
  return (
    <div class="content" data-view={view}>
      {view !== 'orders' && <StationTabs board={board} selected={station} />}
      {view === 'board' && <BoardView key={station} board={board} station={station} />}
      {view === 'orders' && <OrdersView board={board} />}
      {view === 'history' && <HistoryView key={station} board={board} station={station} />}
      {view === 'allDay' ? (
        <main class="scrolling" tabIndex={0}>
          <AllDay board={board} station={station} />
        </main>
      ) : (
        <aside class="rail" tabIndex={0} aria-label={words.value.allDayTotals}>
          <AllDay board={board} station={view === 'orders' ? undefined : station} />
        </aside>
      )}
    </div>
  );
}
