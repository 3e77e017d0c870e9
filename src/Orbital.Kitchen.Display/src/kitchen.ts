import { computed, effect, untracked } from '@preact/signals';
import type { BatchItem, Order } from './api/types';
import { isRushedByOrder, onBatchItem, onOrder, type Verb } from './actions/action';
import { Outbox } from './actions/outbox';
import { canRecall } from './board/board';
import { KitchenFeed } from './live/kitchenFeed';

/** What the kitchen says, and what the cooks say to it: one of each for the whole page. */
export const feed = new KitchenFeed();

export const outbox = new Outbox({ position: () => feed.board?.position });

/** What was tapped and is not over yet, by what it is about. */
export const entriesByTarget = computed(() => new Map(outbox.entries.value.map((entry) => [entry.action.target, entry])));

effect(() => {
  // What waits must not wake itself: a kitchen that answers 429 is live too.
  if (feed.connection.value === 'live') untracked(() => outbox.wake());
});

export function actOnItem(item: BatchItem, verb: Verb): void {
  const isAllowed = verb === 'recall' ? feed.board && canRecall(feed.board, item) : item.allowedActions.includes(routeOf(verb));
  if (isAllowed) outbox.act(onBatchItem(item, verb), item);
}

export function actOnOrder(order: Order, verb: 'hand-off' | 'rush-order'): void {
  if (verb === 'hand-off' ? order.status === 'ready' : canRush(order)) outbox.act(onOrder(order, verb));
}

export function toggleRush(item: BatchItem): void {
  const verb = rushVerb(item);
  if (verb) actOnItem(item, verb);
}

/** Nothing when an order is in a hurry: that cannot be taken out of the batch item alone. */
export function rushVerb(item: BatchItem): 'rush' | 'calm' | undefined {
  if (item.priority === 'normal') return 'rush';
  return isRushedByOrder(item) ? undefined : 'calm';
}

export function canRush(order: Order): boolean {
  return order.priority === 'normal' && (order.status === 'received' || order.status === 'in_progress');
}

function routeOf(verb: Verb): string {
  return verb === 'rush' || verb === 'calm' ? 'update' : verb;
}
