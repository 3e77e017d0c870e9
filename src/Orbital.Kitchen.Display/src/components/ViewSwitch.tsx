import type { Board } from '../board/board';
import { words } from '../i18n/language';
import { select, views, type View } from '../screen/selection';
import { HistoryIcon, PanIcon, ReceiptIcon, SumIcon } from './icons';

const icons = { board: PanIcon, orders: ReceiptIcon, allDay: SumIcon, history: HistoryIcon };

/** From view to view: in the bar of a wide screen, at the thumb on a phone. */
export function ViewSwitch({ board, view }: { board: Board; view: View }) {
  const text = words.value;
  const ready = [...board.orders.values()].filter(({ status }) => status === 'ready').length;
  return (
    <nav class="view-switch" aria-label={text.viewsLabel}>
      {views.map((each) => {
        const Icon = icons[each];
        return (
          <button key={each} type="button" data-view={each} aria-current={each === view ? 'page' : undefined} onClick={() => select({ view: each })}>
            <Icon />
            <span>{text.views[each]}</span>
            {each === 'orders' && ready > 0 && <ReadyCount orders={ready} />}
          </button>
        );
      })}
    </nav>
  );
}

function ReadyCount({ orders }: { orders: number }) {
  return (
    <span class="count ready-count">
      {orders} <span class="ready-word">{words.value.readyWord(orders)}</span>
    </span>
  );
}
