import { batch, effect, signal } from '@preact/signals';
import type { BatchItem, Order } from '../api/types';
import { Refusal, send } from '../live/kitchenApi';
import { screenNow } from '../screen/screenClock';
import { followUpOf, isIrreversible, undoOf, type Action } from './action';
import { isBeyondUndo, isWithdrawable, knownTogether, nextDue, refusalReasons, tappedLast, type Entry, type RefusedAction, type Undoable } from './entries';
import { EntryStore } from './entryStore';

/** How long a cook may take an action back. */
export const undoMs = 10_000;

/** A card that has just been acted on takes no other tap for so long: the second one of a double tap must not do the next thing. */
const shortestRestMs = 600;

/** More refusals than these would cover the board; the oldest give way. */
const mostRefused = 4;

const firstRetryMs = 1_000;
const longestRetryMs = 5_000;

/** What the outbox needs to know of the rest of the page. */
interface Surroundings {
  /** The number of the last event that the page shows. */
  position(): number | undefined;
}

/**
 * The cooks' actions on their way to the kitchen, one after the other. None is lost: those that cannot be sent wait, over a reload too. None
 * is done twice: each goes under its own key however often it is sent, from two tabs too. Those that the kitchen refuses are told.
 */
export class Outbox {
  readonly entries = signal<readonly Entry[]>([]);
  readonly undoables = signal<readonly Undoable[]>([]);
  readonly refused = signal<readonly RefusedAction[]>([]);

  readonly #store = new EntryStore();
  readonly #surroundings: Surroundings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was done last that cannot be undone. */
  #final: Omit<Undoable, 'undo'> | undefined;
  #failures = 0;
  #notBefore = 0;
  #isSending = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.entries.value = this.#store.read(undoMs);
    this.#store.onChangedElsewhere((key, entry) => this.#changedElsewhere(key, entry));
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

  /** Takes back what was tapped last and can still be undone; answers come in any order. */
  undoLast(): void {
    const last = tappedLast([...this.entries.value.filter(isWithdrawable), ...this.undoables.value]);
    const final = this.#lastFinal();
    // The cook means this one, and not the one before it.
    if (final && final.tappedAt > (last?.tappedAt ?? 0)) this.#tellRefused({ action: final.action, reason: 'notUndone' });
    else if (last) this.undo(last.action.key);
  }

  /** Takes an action back, by its key: withdraws it when the kitchen has surely not done it. */
  undo(key: string): void {
    const undoable = this.undoables.value.find(({ action }) => action.key === key);
    if (undoable) {
      this.undoables.value = this.undoables.value.filter((each) => each !== undoable);
      this.#add({ action: undoable.undo, isUndo: true });
      return;
    }
    const entry = this.#find(key);
    if (!entry || !isWithdrawable(entry)) return;
    if (entry.mayBeDone) this.#change(key, { undoWhenDone: true });
    else this.#remove(key);
  }

  dismiss(key: string): void {
    this.refused.value = this.refused.value.filter(({ action }) => action.key !== key);
  }

  /** The kitchen can be reached again: what waits need not wait longer. */
  wake(): void {
    this.#notBefore = 0;
    const now = screenNow();
    this.entries.value = this.entries.value.map((entry) => (entry.state === 'waiting' && entry.sendAt > now ? { ...entry, sendAt: now } : entry));
    this.#pump();
  }

  /** What was tapped last that cannot be undone: on its way, or done not long ago. */
  #lastFinal(): Pick<Entry, 'action' | 'tappedAt'> | undefined {
    const isRecent = this.#final && screenNow() - this.#final.answeredAt < undoMs;
    return tappedLast([...this.entries.value.filter(isBeyondUndo), ...(isRecent ? [this.#final!] : [])]);
  }

  #add(entry: Pick<Entry, 'action' | 'before' | 'isUndo'>): void {
    const now = screenNow();
    const isHeld = isIrreversible(entry.action);
    const sendAt = isHeld ? now + undoMs : now;
    this.entries.value = [
      ...this.entries.value,
      { ...entry, state: isHeld ? 'held' : 'waiting', tappedAt: now, sendAt, attempts: 0, mayBeDone: false },
    ];
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#isSending) return;
    const next = nextDue(this.entries.value);
    if (!next) return;
    const wait = Math.max(next.sendAt, this.#notBefore) - screenNow();
    if (wait > 0) this.#timer = setTimeout(() => this.#pump(), wait);
    else void this.#send(next);
  }

  async #send({ action, attempts, mayBeDone }: Entry): Promise<void> {
    this.#isSending = true;
    this.#change(action.key, { state: 'sending', attempts: attempts + 1, mayBeDone: true });
    try {
      const answer = await send(action);
      this.#failures = 0;
      this.#done(action.key, answer);
    } catch (error) {
      if (error instanceof Refusal && !error.isPassing) this.#refused(action, error);
      // A refusal says that this sending did nothing; an earlier one may have.
      else this.#waitAgain(action.key, mayBeDone || !(error instanceof Refusal && error.isSurelyNotDone));
    }
    this.#isSending = false;
    this.#pump();
  }

  #done(key: string, answer: BatchItem | Order): void {
    const entry = this.#find(key);
    if (!entry) return;
    batch(() => {
      this.#change(key, { state: 'settling', version: answer.version });
      const { action, before, isUndo, undoWhenDone, tappedAt } = entry;
      const answered = { action, tappedAt, answeredAt: screenNow() };
      if (!('itemName' in answer)) {
        if (!isUndo) this.#final = answered;
        return;
      }
      const followUp = followUpOf(action, answer);
      if (followUp) this.#add({ action: followUp, isUndo: true });
      const undo = before && !isUndo ? undoOf(action, before, answer) : undefined;
      if (undo && undoWhenDone) this.#add({ action: undo, isUndo: true });
      else if (undo) this.#offer({ ...answered, undo });
      else if (undoWhenDone) this.#tellRefused({ action, reason: 'notUndone' });
      else if (!isUndo) this.#final = answered;
    });
    setTimeout(() => this.#settle(this.#surroundings.position()), shortestRestMs);
  }

  #offer(undoable: Undoable): void {
    this.undoables.value = [...this.undoables.value, undoable];
    setTimeout(() => (this.undoables.value = this.undoables.value.filter((each) => each !== undoable)), undoMs);
  }

  #refused(action: Action, { status, problem: { detail } }: Refusal): void {
    const reason = refusalReasons[status] ?? 'other';
    batch(() => {
      this.#remove(action.key);
      this.#tellRefused({ action, reason, ...(detail && (reason === 'notAllowed' || reason === 'other') && { detail }) });
    });
  }

  #tellRefused(refused: RefusedAction): void {
    const others = this.refused.value.filter(({ action }) => action.key !== refused.action.key);
    this.refused.value = [...others, refused].slice(-mostRefused);
  }

  /** Behind what else is due: one request that the kitchen cannot answer must not keep all others. */
  #waitAgain(key: string, mayBeDone: boolean): void {
    this.#notBefore = screenNow() + Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures++);
    this.#change(key, { state: 'waiting', sendAt: this.#notBefore, mayBeDone });
  }

  /** Another tab has the same action too, from before a reload: what is over there is over, unless it is on its way from here too. */
  #changedElsewhere(key: string, there: Entry | undefined): void {
    const here = this.#find(key);
    if (!here) return;
    if (there) this.#change(key, knownTogether(here, there));
    else if ((here.state === 'held' || here.state === 'waiting') && !here.undoWhenDone) this.#remove(key);
  }

  /** An answered action is over when the page shows what it did. */
  #settle(position: number | undefined): void {
    const entries = this.entries.peek();
    const left = entries.filter(
      ({ state, version = 0, tappedAt }) => state !== 'settling' || version > (position ?? 0) || screenNow() - tappedAt < shortestRestMs,
    );
    if (left.length < entries.length) this.entries.value = left;
  }

  #find(key: string): Entry | undefined {
    return this.entries.peek().find(({ action }) => action.key === key);
  }

  #change(key: string, change: Partial<Entry>): void {
    this.entries.value = this.entries.value.map((entry) => (entry.action.key === key ? { ...entry, ...change } : entry));
  }

  #remove(key: string): void {
    this.entries.value = this.entries.value.filter(({ action }) => action.key !== key);
    this.#pump();
  }
}
