import type { BatchItem, BoardSnapshot, KitchenEvent, Order } from '../../src/Orbital.Kitchen.Display/src/api/types';

/** An answer to a request. */
export interface Answer {
  status: number;
  body: object;
}

/** A request that acts on something. */
export interface ActionRequest {
  key: string;
  /** `start`, `complete`, …; `update` for a change of priority. */
  verb: string;
  target: string;
  version: number | undefined;
  body: { priority?: BatchItem['priority']; quantity?: number };
}

/** The kitchen's work in memory, with its numbers, its guards and as much of its rules as the page's tests need. */
export class FakeBoard {
  readonly batchItems = new Map<string, BatchItem>();
  readonly orders = new Map<string, Order>();
  readonly events: KitchenEvent[] = [];
  /** How often each action took effect, by key. */
  readonly effects = new Map<string, number>();
  /** How far the kitchen's clock is ahead of this machine's. */
  aheadMs = 0;
  readonly #answers = new Map<string, Answer>();

  /** Which numbering the events are of. */
  history = 'first';

  get sequence(): number {
    return this.events.length;
  }

  now(): string {
    return new Date(Date.now() + this.aheadMs).toISOString();
  }

  snapshot(): BoardSnapshot {
    const batchItems = [...this.batchItems.values()].filter(({ status }) => status === 'pending' || status === 'in_progress');
    const orders = [...this.orders.values()].filter(({ status }) => status !== 'handed_off' && status !== 'cancelled');
    return { sequence: this.sequence, at: this.now(), batchItems, orders, history: this.history };
  }

  completed(): BatchItem[] {
    return [...this.batchItems.values()].filter(({ status }) => status === 'completed');
  }

  storeBatchItem(given: BatchItem): KitchenEvent {
    const sequence = this.sequence + 1;
    const batchItem = { ...given, version: sequence, allowedActions: allowedActions(given) };
    this.batchItems.set(batchItem.id, batchItem);
    const event: KitchenEvent = { sequence, type: 'batch-item.updated', occurredAt: batchItem.updatedAt, batchItem };
    this.events.push(event);
    return event;
  }

  storeOrder(given: Order): KitchenEvent {
    const sequence = this.sequence + 1;
    const order = { ...given, version: sequence };
    this.orders.set(order.orderId, order);
    const event: KitchenEvent = { sequence, type: 'order.updated', occurredAt: order.updatedAt, orderId: order.orderId, order };
    this.events.push(event);
    return event;
  }

  /** Does what is asked, once for each key. */
  act(request: ActionRequest): { answer: Answer; event?: KitchenEvent } {
    const known = this.#answers.get(request.key);
    if (known) return { answer: known };
    const item = this.batchItems.get(request.target);
    const order = this.orders.get(request.target);
    if (!item && !order) return { answer: { status: 404, body: { status: 404 } } };
    if (item && request.version !== undefined && request.version !== item.version) return { answer: { status: 412, body: { status: 412 } } };
    if (item && !item.allowedActions.includes(request.verb)) return { answer: { status: 409, body: { status: 409 } } };
    const event = item ? this.storeBatchItem(moved(item, request)) : this.storeOrder(movedOrder(order!, request));
    const answer = { status: 200, body: (event.batchItem ?? event.order)! };
    this.#answers.set(request.key, answer);
    this.effects.set(request.key, (this.effects.get(request.key) ?? 0) + 1);
    return { answer, event };
  }
}

function moved(item: BatchItem, { verb, body }: ActionRequest): BatchItem {
  const now = new Date().toISOString();
  switch (verb) {
    case 'start':
      return { ...item, status: 'in_progress', startedAt: now };
    case 'complete':
      return { ...item, status: 'completed', completedQuantity: item.quantity, completedAt: now };
    case 'recall':
      return { ...item, status: item.status === 'completed' ? 'in_progress' : 'pending', completedQuantity: 0, completedAt: null };
    case 'acknowledge-cancellation':
      return { ...item, quantity: item.quantity - item.cancelledQuantity, cancelledQuantity: 0 };
    default:
      return { ...item, priority: body.priority ?? item.priority };
  }
}

function movedOrder(order: Order, { verb }: ActionRequest): Order {
  return verb === 'hand-off' ? { ...order, status: 'handed_off' } : { ...order, priority: 'rush' };
}

function allowedActions({ status, cancelledQuantity, completedQuantity }: BatchItem): string[] {
  const acknowledge = cancelledQuantity > 0 ? ['acknowledge-cancellation'] : [];
  switch (status) {
    case 'pending':
      return ['start', 'complete', 'update'];
    case 'in_progress':
      return ['complete', 'update', ...acknowledge, ...(completedQuantity + cancelledQuantity === 0 ? ['recall'] : [])];
    case 'completed':
      return ['recall'];
    default:
      return [];
  }
}
