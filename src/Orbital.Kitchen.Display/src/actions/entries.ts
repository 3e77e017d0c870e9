import type { BatchItem } from '../api/types';
import type { Action } from './action';

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
  /** When the cook tapped, and when to send it; Unix milliseconds of this screen. */
  readonly since: number;
  readonly sendAt: number;
  readonly attempts: number;
  /** The number of the event that shows what was done. */
  readonly version?: number;
  /** The cook undid it while it was being sent. */
  readonly undoWhenDone?: boolean;
}

/** An action that the kitchen has done, and what takes it back. */
export interface Undoable {
  readonly action: Action;
  readonly undo: Action;
  readonly since: number;
}

/** An action that the kitchen did not do. */
export interface RefusedAction {
  readonly action: Action;
  /** The answer's status: 412 when the card had changed, 409 when its state forbids it, and so on. */
  readonly status: number;
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

/** Not sent, or sent without an answer; the one that is being sent is undone when its answer comes. */
export function withdrawable({ state, isUndo }: Entry): boolean {
  return !isUndo && state !== 'settling';
}
