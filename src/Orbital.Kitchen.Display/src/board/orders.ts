import type { BatchItem, Order, OrderItem } from '../api/types';
import type { Board } from './board';

/** How far one line of an order is. */
export interface LineProgress extends OrderItem {
  readonly done: number;
  readonly cooking: number;
}

export interface OrderProgress {
  readonly order: Order;
  readonly lines: readonly LineProgress[];
  readonly units: number;
  readonly unitsDone: number;
}

/** Ready orders first, for somebody waits for them; then rush, then the oldest. */
export function ordersInHand(board: Board): OrderProgress[] {
  const open = openUnits(board.batchItems.values());
  return [...board.orders.values()]
    .sort((a, b) => rank(a) - rank(b) || Date.parse(a.receivedAt) - Date.parse(b.receivedAt))
    .map((order) => progressOf(order, open));
}

interface OpenUnits {
  waiting: number;
  cooking: number;
}

/** Every ordered unit that is not done is in an open batch item: the rest of the order is done. */
function openUnits(items: Iterable<BatchItem>): ReadonlyMap<string, OpenUnits> {
  const open = new Map<string, OpenUnits>();
  for (const item of items) {
    for (const { orderId, quantity, completedQuantity, isCancelled } of item.orders) {
      if (isCancelled) continue;
      const key = keyOf(orderId, item);
      const units = open.get(key) ?? { waiting: 0, cooking: 0 };
      units[item.status === 'pending' ? 'waiting' : 'cooking'] += quantity - completedQuantity;
      open.set(key, units);
    }
  }
  return open;
}

function progressOf(order: Order, open: ReadonlyMap<string, OpenUnits>): OrderProgress {
  const lines = mergedLines(order).map((line) => {
    const { waiting, cooking } = open.get(keyOf(order.orderId, line)) ?? { waiting: 0, cooking: 0 };
    // An order's own event comes just before those of its batch items.
    const done = order.status === 'received' ? 0 : Math.max(0, line.quantity - waiting - cooking);
    return { ...line, done, cooking };
  });
  return { order, lines, units: sum(lines, ({ quantity }) => quantity), unitsDone: sum(lines, ({ done }) => done) };
}

/** Lines of one item at one station are cooked together, so their progress cannot be told apart. */
function mergedLines(order: Order): OrderItem[] {
  const lines = new Map<string, OrderItem>();
  for (const line of order.orderItems) {
    const key = keyOf(order.orderId, line);
    const known = lines.get(key);
    lines.set(key, known ? { ...known, quantity: known.quantity + line.quantity } : line);
  }
  return [...lines.values()];
}

function keyOf(orderId: string, { stationName, itemName }: { stationName: string; itemName: string }): string {
  return JSON.stringify([orderId, stationName, itemName]);
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

function rank({ status, priority }: Order): number {
  if (status === 'ready') return 0;
  return priority === 'rush' ? 1 : 2;
}
