import type { BatchItem, BoardSnapshot, KitchenEvent, Order } from '../api/types';

/** What the page knows of the kitchen, true as of one position in its numbered events. Never changed in place. */
export interface Board {
  /** The number of the last event that is in here. */
  readonly position: number;
  /** Work that is still to do, by id, in the order in which it came. */
  readonly batchItems: ReadonlyMap<string, BatchItem>;
  /** Orders that are neither handed off nor cancelled, by id, in the order in which they came. */
  readonly orders: ReadonlyMap<string, Order>;
  /** What was completed last, the newest first. */
  readonly completed: readonly BatchItem[];
  /** The same object for as long as events lead from one board to the next; another one when the board was read anew. */
  readonly reading: object;
}

/** What was completed before that is not worth a place on the page. */
export const completedKept = 40;

/** The board as the kitchen tells it, with what was completed before. */
export function readBoard(snapshot: BoardSnapshot, completed: readonly BatchItem[] = []): Board {
  return {
    position: snapshot.sequence,
    batchItems: new Map(snapshot.batchItems.map((item) => [item.id, item])),
    orders: new Map(snapshot.orders.map((order) => [order.orderId, order])),
    completed: newestFirst(completed),
    reading: {},
  };
}

/** The board after an event; `gap` when events before it are missing, so that the board must be read again. */
export function applyEvent(board: Board, event: KitchenEvent): Board | 'gap' {
  if (event.sequence > board.position + 1) return 'gap';
  if (event.sequence <= board.position) return board;
  const next = { ...board, position: event.sequence };
  if (event.batchItem) return withBatchItem(next, event.batchItem);
  if (event.order) return withOrder(next, event.order);
  return next;
}

/** A batch item wherever it is on the board: to do, or just completed. */
export function findBatchItem(board: Board, id: string): BatchItem | undefined {
  return board.batchItems.get(id) ?? board.completed.find((item) => item.id === id);
}

export function isOpen(item: BatchItem): boolean {
  return item.status === 'pending' || item.status === 'in_progress';
}

/** The kitchen brings completed units back as long as all of their orders are in the house. */
export function isHandedOff(board: Board, item: BatchItem): boolean {
  return item.status === 'completed' && item.orders.some(({ orderId, isCancelled }) => !isCancelled && !board.orders.has(orderId));
}

export function canRecall(board: Board, item: BatchItem): boolean {
  return item.allowedActions.includes('recall') && !isHandedOff(board, item);
}

function withBatchItem(board: Board, item: BatchItem): Board {
  const known = findBatchItem(board, item.id);
  // The history is read after the board, and may already be ahead of the events.
  if (known && known.version > item.version) return board;
  return {
    ...board,
    batchItems: replaced(board.batchItems, item.id, isOpen(item) ? item : undefined),
    completed: withCompleted(board.completed, item),
  };
}

function withCompleted(completed: readonly BatchItem[], item: BatchItem): readonly BatchItem[] {
  const others = completed.some(({ id }) => id === item.id) ? completed.filter(({ id }) => id !== item.id) : completed;
  return item.status === 'completed' ? newestFirst([item, ...others]) : others;
}

function withOrder(board: Board, order: Order): Board {
  const known = board.orders.get(order.orderId);
  if (known && known.version > order.version) return board;
  const isOver = order.status === 'handed_off' || order.status === 'cancelled';
  return { ...board, orders: replaced(board.orders, order.orderId, isOver ? undefined : order) };
}

/** The same map when nothing changes, so that nothing is drawn again. */
function replaced<T>(entries: ReadonlyMap<string, T>, id: string, entry: T | undefined): ReadonlyMap<string, T> {
  if (entry === undefined && !entries.has(id)) return entries;
  const next = new Map(entries);
  if (entry === undefined) next.delete(id);
  else next.set(id, entry);
  return next;
}

function newestFirst(items: readonly BatchItem[]): readonly BatchItem[] {
  return [...items].sort((a, b) => Date.parse(b.completedAt ?? '') - Date.parse(a.completedAt ?? '')).slice(0, completedKept);
}
