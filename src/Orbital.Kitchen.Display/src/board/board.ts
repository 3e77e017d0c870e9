import type { BatchItem, KitchenEvent, Order, Page } from '../wire';

/** What the page knows of the kitchen, true as of one position in its numbered events. Never changed in place. */
export interface Board {
  /** The number of the last event that is in here. */
  readonly position: number;
  /** Work that is still to do, by id. */
  readonly batchItems: ReadonlyMap<string, BatchItem>;
  /** The latest orders, newest first. */
  readonly orders: readonly Order[];
}

/** The rail shows the latest orders only: the board of a long day must not grow without end. */
export const latestOrdersShown = 50;

/** A new board from freshly read lists. Pages may differ in age: events from the oldest of them on are applied again. */
export function readBoard(batchItemPages: readonly Page<BatchItem>[], orderPage: Page<Order>): Board {
  return {
    position: Math.min(orderPage.sequence, ...batchItemPages.map((page) => page.sequence)),
    batchItems: new Map(
      batchItemPages
        .flatMap((page) => page.items)
        .filter(isToDo)
        .map((item) => [item.id, item]),
    ),
    orders: latest(orderPage.items),
  };
}

/** The board after an event; `gap` when events before it are missing, so that the lists must be read again. */
export function applyEvent(board: Board, event: KitchenEvent): Board | 'gap' {
  if (event.sequence > board.position + 1) return 'gap';
  if (event.sequence <= board.position) return board;
  const position = event.sequence;
  if ('batchItem' in event) return { ...board, position, batchItems: withBatchItem(board.batchItems, event.batchItem) };
  if ('order' in event) return { ...board, position, orders: withOrder(board.orders, event.order) };
  return { ...board, position };
}

function withBatchItem(items: ReadonlyMap<string, BatchItem>, item: BatchItem): ReadonlyMap<string, BatchItem> {
  const known = items.get(item.id);
  if (known && known.version >= item.version) return items;
  const next = new Map(items);
  if (isToDo(item)) next.set(item.id, item);
  else next.delete(item.id);
  return next;
}

function withOrder(orders: readonly Order[], order: Order): readonly Order[] {
  const known = orders.find((other) => other.orderId === order.orderId);
  if (known && known.version >= order.version) return orders;
  return latest([order, ...orders.filter((other) => other !== known)]);
}

function latest(orders: readonly Order[]): readonly Order[] {
  return [...orders].sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt)).slice(0, latestOrdersShown);
}

function isToDo(item: BatchItem): boolean {
  return item.status === 'pending' || item.status === 'in_progress';
}
