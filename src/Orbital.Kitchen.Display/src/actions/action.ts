import type { BatchItem, Order } from '../api/types';

/** What a cook can do. The kitchen has a route for each; `rush` and `calm` set a batch item's priority. */
export type Verb = 'start' | 'complete' | 'recall' | 'acknowledge-cancellation' | 'rush' | 'calm' | 'hand-off' | 'rush-order';

/** One tap, as it goes to the kitchen: again and again, if need be, under the same key. */
export interface Action {
  /** Made once for the tap: the kitchen does what comes under one key once. */
  readonly key: string;
  readonly verb: Verb;
  /** The id of a batch item, or of an order. */
  readonly target: string;
  /** What the cook read on the card: it is said again when the action waits or is refused. */
  readonly label: string;
  /** The version that the cook saw; the kitchen refuses when it is not the present one. */
  readonly version?: number;
  /** Only so many units. */
  readonly units?: number;
  /** What has to follow to bring back exactly what was. */
  readonly then?: Pick<Action, 'verb' | 'units'>;
}

/** What the kitchen cannot take back. It is sent only after the time in which a cook may still undo it here. */
const irreversible: ReadonlySet<Verb> = new Set(['hand-off', 'rush-order']);

export function isIrreversible({ verb }: Action): boolean {
  return irreversible.has(verb);
}

/** Whether anything takes it back once it is done. */
export function isReversible({ verb }: Action): boolean {
  return verb !== 'acknowledge-cancellation' && !irreversible.has(verb);
}

export function onBatchItem(item: BatchItem, verb: Verb, key = newKey()): Action {
  const action = { key, verb, target: item.id, label: `${item.quantity} × ${item.itemName}` };
  // A priority is right whatever else has changed; all other moves are about the units that the cook saw.
  return verb === 'rush' || verb === 'calm' ? action : { ...action, version: item.version };
}

export function onOrder(order: Order, verb: Verb): Action {
  return { key: newKey(), verb, target: order.orderId, label: `#${shortId(order.orderId)} ${order.brandName}`.trim() };
}

/** What the one button of a card does now; nothing when the kitchen allows neither. */
export function primaryVerb(item: BatchItem): Verb | undefined {
  const order: readonly Verb[] = ['acknowledge-cancellation', 'start', 'complete'];
  return order.find((verb) => item.allowedActions.includes(verb));
}

/** A cook can take the hurry out again, unless it comes from an order. */
export function isRushedByOrder(item: BatchItem): boolean {
  return item.orders.some(({ isRush, isCancelled, quantity, completedQuantity }) => isRush && !isCancelled && quantity > completedQuantity);
}

/**
 * What takes an action back, once the kitchen has answered it.
 * @param action What was done.
 * @param before The batch item as the cook saw it.
 * @param after The batch item as the kitchen answered.
 */
export function undoOf(action: Action, before: BatchItem, after: BatchItem): Action | undefined {
  const verb = reverse(action.verb, before);
  // Of a batch item with cancelled units, or with only some done, the kitchen takes nothing back.
  if (!verb || (verb === 'recall' && !after.allowedActions.includes(verb))) return undefined;
  // Two tabs may both have sent an action, and both undo it: under one key that is done once too.
  const undo = onBatchItem(after, verb, `${action.key}.undo`);
  // A recall takes back all units, also those that had been done before.
  return verb === 'recall' && before.completedQuantity > 0 ? { ...undo, then: { verb: 'complete', units: before.completedQuantity } } : undo;
}

/** What has to follow an action, once the kitchen has answered it. */
export function followUpOf({ key, then }: Action, after: BatchItem): Action | undefined {
  return then && { ...onBatchItem(after, then.verb, `${key}.then`), ...then };
}

function reverse(verb: Verb, before: BatchItem): Verb | undefined {
  switch (verb) {
    case 'start':
    case 'complete':
      return 'recall';
    case 'recall':
      return before.status === 'completed' ? 'complete' : 'start';
    case 'rush':
      return 'calm';
    case 'calm':
      return 'rush';
    default:
      return undefined;
  }
}

/** The end of an order's id, which is what differs. */
export function shortId(orderId: string): string {
  return orderId.slice(-4).toUpperCase();
}

/** 128 random bits. `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
