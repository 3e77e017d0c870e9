import type { Selection } from '../board/selection';

interface Props {
  view: Selection['view'];
  orderCount: number;
  onSelect: (view: Selection['view']) => void;
}

/** Board or orders, where the screen is too narrow for both. */
export function ViewSwitch({ view, orderCount, onSelect }: Props) {
  return (
    <nav class="view-switch" aria-label="Views">
      <button type="button" aria-pressed={view === 'board'} onClick={() => onSelect('board')}>
        Board
      </button>
      <button type="button" aria-pressed={view === 'orders'} onClick={() => onSelect('orders')}>
        Orders <span class="tab-count">{orderCount}</span>
      </button>
    </nav>
  );
}
