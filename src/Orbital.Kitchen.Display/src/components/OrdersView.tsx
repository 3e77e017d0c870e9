import type { Board } from '../board/board';
import { ordersInHand } from '../board/orders';
import { words } from '../i18n/language';
import { entriesByTarget } from '../kitchen';
import { fingerDown } from '../screen/finger';
import { useKeptFocus } from '../screen/focus';
import { usePlaces } from '../screen/places';
import { NoOrders } from './Notices';
import { OrderCard } from './OrderCard';

/** Every order in hand, how far it is, and what it waits for; those that are ready come first. */
export function OrdersView({ board }: { board: Board }) {
  useKeptFocus();
  const places = usePlaces(ordersInHand(board), ({ order }) => order.orderId);
  const entries = entriesByTarget.value;
  return (
    <main class="scrolling" aria-label={words.value.views.orders} onPointerDown={fingerDown}>
      {places.length === 0 && <NoOrders />}
      <ul class="cards orders">
        {places.map(({ item: progress, isOver }, index) => (
          <OrderCard key={progress.order.orderId} progress={progress} number={index + 1} isOver={isOver} entry={entries.get(progress.order.orderId)} />
        ))}
      </ul>
    </main>
  );
}
