import type { BatchItem } from '../api/types';
import { isReversible, type Action } from './action';

/** An action on its way. */
export interface Entry {
  readonly action: Action;
  /** The batch item as the cook saw it. */
  readonly before?: BatchItem;
  readonly isUndo: boolean;
  /**
   * `held`: the kitchen cannot take it back, so it may still be undone here. `waiting`: to be sent. `sending`: no answer yet. `settling`:
   * the kitchen has done it, and the page does not show it yet.
   */
  readonly state: 'held' | 'waiting' | 'sending' | 'settling';
  /** When the cook tapped, and when to send it, by `screenNow`. */
  readonly tappedAt: number;
  readonly sendAt: number;
  readonly attempts: number;
  /** It was sent, and the answer may have been lost: only a later answer tells what the kitchen did. */
  readonly mayBeDone: boolean;
  /** The number of the event that shows what was done. */
  readonly version?: number;
  /** The cook took it back when it might have been done: it is sent until it is answered, and undone then. */
  readonly undoWhenDone?: boolean;
}

/** An action that the kitchen has done, and what takes it back. */
export interface Undoable {
  readonly action: Action;
  readonly undo: Action;
  readonly tappedAt: number;
  readonly answeredAt: number;
}

/** Why an action was not done, or, for `notUndone`, why it could not be taken back. */
export type RefusalReason = 'changed' | 'forbidden' | 'unknown' | 'notAllowed' | 'notUndone' | 'other';

export const refusalReasons: Readonly<Record<number, RefusalReason>> = { 403: 'notAllowed', 404: 'unknown', 409: 'forbidden', 412: 'changed' };

export interface RefusedAction {
  readonly action: Action;
  readonly reason: RefusalReason;
  /** What the kitchen said besides, where the reason leaves it open. */
  readonly detail?: string;
}

/** What to send next: the first that is due first, and of one card nothing before what was tapped earlier. */
export function nextDue(entries: readonly Entry[]): Entry | undefined {
  return entries
    .filter(({ state }) => state === 'held' || state === 'waiting')
    .reduce<Entry | undefined>((first, entry) => (first && first.sendAt <= entry.sendAt ? first : entry), undefined);
}

/** It was sent once at least, and there is no answer yet: the kitchen is away. */
export function isDelayed({ state, attempts }: Entry): boolean {
  return (state === 'waiting' && attempts > 0) || (state === 'sending' && attempts > 1);
}

/** What the cook can take back: what the kitchen has surely not done, and what an undo can follow. */
export function isWithdrawable({ action, state, isUndo, mayBeDone, undoWhenDone = false }: Entry): boolean {
  return !isUndo && !undoWhenDone && state !== 'settling' && (!mayBeDone || isReversible(action));
}

/** It is on its way, and nothing takes it back any more. */
export function isBeyondUndo(entry: Entry): boolean {
  return !entry.isUndo && !entry.undoWhenDone && entry.state !== 'settling' && !isWithdrawable(entry);
}

/** What the pages of two tabs know together of one action: it may have arrived from either, and was taken back in either. */
export function knownTogether(here: Entry, there: Entry): Partial<Entry> {
  return {
    mayBeDone: here.mayBeDone || there.mayBeDone,
    ...((here.undoWhenDone || there.undoWhenDone) && { undoWhenDone: true }),
  };
}

export function tappedLast<T extends { readonly tappedAt: number }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((latest, each) => (latest && latest.tappedAt > each.tappedAt ? latest : each), undefined);
}
