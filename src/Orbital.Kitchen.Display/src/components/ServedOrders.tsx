import type { ServedOrder } from '../api/types';
import { shortId } from '../actions/action';
import { words } from '../i18n/language';

/** More than these make a card higher than a glance; the rest is among its details. */
const mostShown = 4;

/** Whose units these are. */
export function ServedOrders({ orders }: { orders: readonly ServedOrder[] }) {
  const { servedOrders, moreOrders } = words.value;
  if (orders.length === 0) return null;
  const shown = orders.length > mostShown ? orders.slice(0, mostShown - 1) : orders;
  return (
    <ul class="served" aria-label={servedOrders}>
      {shown.map(({ orderId, quantity, isCancelled, isRush }) => (
        <li key={orderId} class="served-order" data-cancelled={isCancelled} data-rush={isRush}>
          #{shortId(orderId)}
          <b dir="ltr">×{quantity}</b>
        </li>
      ))}
      {shown.length < orders.length && <li class="served-order">{moreOrders(orders.length - shown.length)}</li>}
    </ul>
  );
}
