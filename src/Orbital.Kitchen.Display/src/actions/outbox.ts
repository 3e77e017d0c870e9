import { batch, effect, signal } from '@preact/signals';
import type { BatchItem, Order } from '../api/types';
import { Refusal, send } from '../live/kitchenApi';
import { isIrreversible, onBatchItem, undoOf, type Action } from './action';
import { nextDue, withdrawable, type Entry, type RefusedAction, type Undoable } from './entries';
import { EntryStore } from './entryStore';

/** How long a cook may take an action back. */
export const undoMs = 10_000;

/** A card that has just been acted on takes no other tap for so long: the second one of a double tap must not do the next thing. */
const shortestRestMs = 600;

const firstRetryMs = 1_000;
const longestRetryMs = 5_000;

/** What the outbox needs to know of the rest of the page. */
interface Surroundings {
  /** The number of the last event that the page shows. */
  position(): number | undefined;
  onSignInNeeded(): void;
}

/**
 * The cooks' actions on their way to the kitchen, one after the other. None is lost: those that cannot be sent wait, over a reload too. None
 * is done twice: each goes under its own key however often it is sent. Those that the kitchen refuses are told.
 */
export class Outbox {
  readonly entries = signal<readonly Entry[]>([]);
  readonly undoables = signal<readonly Undoable[]>([]);
  readonly refused = signal<readonly RefusedAction[]>([]);

  readonly #store = new EntryStore();
  readonly #surroundings: Surroundings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #notBefore = 0;
  #isSending = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.entries.value = this.#store.read();
    effect(() => this.#store.write(this.entries.value));
    effect(() => this.#settle(surroundings.position()));
    this.#pump();
  }

  /** Takes an action, unless another one on the same card is still on its way. */
  act(action: Action, before?: BatchItem): void {
    if (this.entries.value.some(({ action: { target } }) => target === action.target)) return;
    // What was done to it before is not the last thing any more.
    this.undoables.value = this.undoables.value.filter(({ action: { target } }) => target !== action.target);
    this.#add({ action, ...(before && { before }), isUndo: false });
  }

  /** Takes back what was done last and can still be undone. */
  undoLast(): void {
    const candidates = [...this.entries.value.filter(withdrawable), ...this.undoables.value];
    const last = candidates.reduce<Entry | Undoable | undefined>((latest, each) => (latest && latest.since > each.since ? latest : each), undefined);
    if (last) this.undo(last.action.key);
  }

  /** Takes an action back, by its key: withdraws it when it was not sent yet. */
  undo(key: string): void {
    const undoable = this.undoables.value.find(({ action }) => action.key === key);
    if (undoable) {
      this.undoables.value = this.undoables.value.filter((each) => each !== undoable);
      this.#add({ action: undoable.undo, isUndo: true });
      return;
    }
    const entry = this.entries.value.find(({ action }) => action.key === key);
    if (entry?.state === 'sending') this.#change(key, { undoWhenDone: true });
    else if (entry && withdrawable(entry)) this.#remove(key);
  }

  dismiss(key: string): void {
    this.refused.value = this.refused.value.filter(({ action }) => action.key !== key);
  }

  /** The kitchen can be reached again: what waits need not wait longer. */
  wake(): void {
    this.#notBefore = 0;
    this.#pump();
  }

  #add(entry: Pick<Entry, 'action' | 'before' | 'isUndo'>): void {
    const now = Date.now();
    const isHeld = isIrreversible(entry.action);
    this.entries.value = [
      ...this.entries.value,
      { ...entry, state: isHeld ? 'held' : 'waiting', since: now, sendAt: isHeld ? now + undoMs : now, attempts: 0 },
    ];
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#isSending) return;
    const next = nextDue(this.entries.value);
    if (!next) return;
    const wait = Math.max(next.sendAt, this.#notBefore) - Date.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#pump(), wait);
    else void this.#send(next);
  }

  async #send({ action, attempts }: Entry): Promise<void> {
    this.#isSending = true;
    this.#change(action.key, { state: 'sending', attempts: attempts + 1 });
    try {
      const answer = await send(action);
      this.#failures = 0;
      this.#done(action.key, answer);
    } catch (error) {
      this.#failed(action, error);
    }
    this.#isSending = false;
    this.#pump();
  }

  #done(key: string, answer: BatchItem | Order): void {
    const entry = this.entries.value.find(({ action }) => action.key === key);
    if (!entry) return;
    batch(() => {
      this.#change(key, { state: 'settling', version: answer.version });
      if (!('itemName' in answer)) return;
      const { action, before, isUndo, undoWhenDone } = entry;
      if (action.then) this.#add({ action: { ...onBatchItem(answer, action.then.verb), ...action.then }, isUndo: true });
      const undo = before && !isUndo ? undoOf(action, before, answer) : undefined;
      if (undo && undoWhenDone) this.#add({ action: undo, isUndo: true });
      else if (undo) this.#offer({ action, undo, since: Date.now() });
    });
    setTimeout(() => this.#settle(this.#surroundings.position()), shortestRestMs);
  }

  #offer(undoable: Undoable): void {
    this.undoables.value = [...this.undoables.value, undoable];
    setTimeout(() => (this.undoables.value = this.undoables.value.filter((each) => each !== undoable)), undoMs);
  }

  #failed(action: Action, error: unknown): void {
    if (error instanceof Refusal && !error.isPassing) {
      batch(() => {
        this.#remove(action.key);
        this.refused.value = [...this.refused.value, { action, status: error.status }];
      });
      return;
    }
    if (error instanceof Refusal && error.needsSignIn) this.#surroundings.onSignInNeeded();
    this.#notBefore = Date.now() + Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures++);
    if (this.entries.value.find((entry) => entry.action.key === action.key)?.undoWhenDone) this.#remove(action.key);
    // Behind what else is due: one request that the kitchen cannot answer must not keep all others.
    else this.#change(action.key, { state: 'waiting', sendAt: this.#notBefore });
  }

  /** An answered action is over when the page shows what it did. */
  #settle(position: number | undefined): void {
    const entries = this.entries.peek();
    const left = entries.filter(
      ({ state, version = 0, since }) => state !== 'settling' || version > (position ?? 0) || Date.now() - since < shortestRestMs,
    );
    if (left.length < entries.length) this.entries.value = left;
  }

  #change(key: string, change: Partial<Entry>): void {
    this.entries.value = this.entries.value.map((entry) => (entry.action.key === key ? { ...entry, ...change } : entry));
  }

  #remove(key: string): void {
    this.entries.value = this.entries.value.filter(({ action }) => action.key !== key);
    this.#pump();
  }
}
