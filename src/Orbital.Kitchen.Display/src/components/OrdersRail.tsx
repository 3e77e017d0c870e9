import type { Order, OrderStatus } from '../wire';
import { BrandName } from './BrandName';
import { formatTime } from './time';

const statusWords: Record<OrderStatus, string> = {
  received: 'Received',
  in_progress: 'Cooking',
  ready: 'Ready',
  handed_off: 'Handed off',
  cancelled: 'Cancelled',
};

export function OrdersRail({ orders }: { orders: readonly Order[] }) {
  return (
    <aside class="orders" aria-label="Latest orders">
      <h2>Latest orders</h2>
      <ol>
        {orders.map((order) => (
          <OrderEntry key={order.orderId} order={order} />
        ))}
      </ol>
    </aside>
  );
}

function OrderEntry({ order }: { order: Order }) {
  return (
    <li class="order" data-status={order.status} data-order={order.orderId}>
      <header>
        <BrandName name={order.brandName} />
        <time dateTime={order.receivedAt}>{formatTime(Date.parse(order.receivedAt))}</time>
      </header>
      <ul class="lines">
        {order.orderItems.map((line, index) => (
          <li key={index}>
            <b>{line.quantity}</b>
            <span>{line.itemName}</span>
          </li>
        ))}
      </ul>
      <footer>
        <span class="order-status">{statusWords[order.status] ?? order.status}</span>
        <span class="order-id" title={order.orderId}>
          #{order.orderId.slice(-6)}
        </span>
      </footer>
    </li>
  );
}
