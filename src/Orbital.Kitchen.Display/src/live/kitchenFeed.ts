import { computed, effect, signal } from '@preact/signals';
import { applyEvent, readBoard, type Board } from '../board/board';
import type { DisplaySettings, Heartbeat, KitchenEvent } from '../api/types';
import { connectionOf } from './connection';
import { EventStream } from './eventStream';
import { fetchBoard, fetchCompleted, fetchSettings } from './kitchenApi';
import { ServerClock } from './serverClock';
import { signInNeeded } from './signIn';
import { onWakeUp } from './wakeUp';

const firstRetryMs = 1_000;
const longestRetryMs = 5_000;
const shortestTimeBetweenReadsMs = 1_000;

/** What holds until the kitchen has told its own, or where an older one does not tell. */
const usualSettings: DisplaySettings = { lateAfterSeconds: 300, overdueAfterSeconds: 480, heartbeatSeconds: 15, stations: [] };

/** Events that come together are drawn together: one by one, a busy kitchen's would leave no time for the cook's finger. */
const drawEveryMs = 100;

/**
 * Keeps the page's board equal to the kitchen's: reads it, then follows the numbered events from there. It starts over when the kitchen says
 * so (`reset`), when a number is missing, or when the stream cannot be had.
 *
 * It opens a new EventSource for each attempt instead of leaving that to the browser, which gives up for good after any answer but 200 (a
 * proxy's 502 while the kitchen restarts, say).
 */
export class KitchenFeed {
  readonly #clock = new ServerClock();
  readonly #board = signal<Board | undefined>(undefined);
  readonly #settings = signal(usualSettings);
  readonly #now = signal(this.#clock.now());
  readonly #streamIsOpen = signal(false);
  readonly #failedAttempts = signal(0);
  readonly #hasSlept = signal(false);
  readonly #trueAsOf = signal(0);

  #stream: EventStream | undefined;
  #nextAttempt: ReturnType<typeof setTimeout> | undefined;
  #nextDrawing: ReturnType<typeof setTimeout> | undefined;
  #lastReadAt = -Infinity;
  /** How often the board was read: an answer that is overtaken by a later reading is dropped. */
  #reads = 0;
  /** The board with the events that are not drawn yet. */
  #latest: Board | undefined;
  /** The history that positions belong to: a number of another one means another event. */
  #history = '';
  /** What the last heartbeat of this stream named as the newest event: due here before the next one. */
  #promised: number | undefined;

  /** Undefined until the kitchen has been read once. */
  get board(): Board | undefined {
    return this.#board.value;
  }

  get settings(): DisplaySettings {
    return this.#settings.value;
  }

  /** The kitchen's time in Unix milliseconds; moves every second. */
  get now(): number {
    return this.#now.value;
  }

  /** The kitchen's time when it was last heard. */
  get trueAsOf(): number {
    return this.#trueAsOf.value;
  }

  readonly connection = computed(() =>
    connectionOf({
      hasBoard: this.#board.value !== undefined,
      streamIsOpen: this.#streamIsOpen.value,
      signInNeeded: signInNeeded.value,
      hasSlept: this.#hasSlept.value,
      failedAttempts: this.#failedAttempts.value,
      silentMs: this.#now.value - this.#trueAsOf.value,
      heartbeatMs: this.#settings.value.heartbeatSeconds * 1_000,
    }),
  );

  start(): void {
    setInterval(() => this.#tick(), 1_000);
    onWakeUp(() => this.#doubt());
    void this.#read();
    effect(() => void (signInNeeded.value && this.#readAgain()));
  }

  #tick(): void {
    this.#now.value = this.#clock.now();
    // A half-open connection never reports an error: silence is the only sign.
    if (this.connection.value === 'stale' && this.#streamIsOpen.value) this.#readAgain();
  }

  async #read(): Promise<void> {
    this.#closeStream();
    const read = ++this.#reads;
    this.#lastReadAt = performance.now();
    try {
      const [snapshot, settings] = await Promise.all([fetchBoard(), fetchSettings()]);
      this.#setClock(snapshot.at);
      // After the board: what is completed in between is in the history, and in the events too.
      const completed = await fetchCompleted(this.#clock.now());
      if (read !== this.#reads) return;
      this.#settings.value = { ...usualSettings, ...settings };
      this.#latest = readBoard(snapshot, completed);
      this.#history = snapshot.history ?? '';
      this.#draw();
      this.#heard(Date.parse(snapshot.at));
    } catch (error) {
      if (read !== this.#reads) return;
      console.warn('The kitchen could not be read.', error);
      this.#retry();
      return;
    }
    signInNeeded.value = false;
    this.#follow(this.#latest.position);
  }

  #follow(position: number): void {
    this.#stream = new EventStream(position, this.#history, {
      onOpen: () => this.#opened(),
      onEvent: (event) => this.#apply(event),
      onHeartbeat: (heartbeat) => this.#onHeartbeat(heartbeat),
      onReset: () => this.#readAgain(),
      onFailure: () => this.#retry(),
    });
  }

  #opened(): void {
    this.#streamIsOpen.value = true;
    signInNeeded.value = false;
    this.#failedAttempts.value = 0;
    this.#heard();
  }

  #apply(event: KitchenEvent): void {
    if (!this.#latest) return;
    const next = applyEvent(this.#latest, event);
    if (next === 'gap') return this.#readAgain();
    this.#latest = next;
    this.#nextDrawing ??= setTimeout(() => {
      this.#draw();
      this.#heard();
    }, drawEveryMs);
  }

  #draw(): void {
    clearTimeout(this.#nextDrawing);
    this.#nextDrawing = undefined;
    this.#board.value = this.#latest;
  }

  /**
   * A heartbeat closes the gap that no later event would show. The events it names may still be on their way, so they are missed only when the
   * next one arrives before them.
   */
  #onHeartbeat(heartbeat: Heartbeat): void {
    this.#setClock(heartbeat.at);
    this.#heard();
    // Another history without a reset has all events up to here in common with the one before. A replica of an older version names none.
    this.#history = heartbeat.history ?? this.#history;
    const position = this.#latest?.position ?? 0;
    const isMissingSome = this.#promised !== undefined && position < this.#promised;
    this.#promised = heartbeat.sequence;
    if (isMissingSome) this.#readAgain();
  }

  /** Whatever seems to be open may have ended long ago: until the kitchen is heard again, nothing here counts as live. */
  #doubt(): void {
    this.#hasSlept.value = true;
    this.#readAgain();
  }

  #setClock(time: string): void {
    this.#clock.set(time);
    this.#now.value = this.#clock.now();
  }

  /** @param at The kitchen's time of what was heard. */
  #heard(at = this.#clock.now()): void {
    this.#hasSlept.value = false;
    this.#trueAsOf.value = at;
  }

  #readAgain(): void {
    this.#closeStream();
    const sinceLastRead = performance.now() - this.#lastReadAt;
    this.#schedule(() => void this.#read(), Math.max(0, shortestTimeBetweenReadsMs - sinceLastRead));
  }

  /** The first retry goes on from the position; when that fails too, the board is read again. */
  #retry(): void {
    this.#closeStream();
    const position = this.#failedAttempts.value === 0 ? this.#latest?.position : undefined;
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failedAttempts.value);
    this.#failedAttempts.value++;
    this.#schedule(() => (position === undefined ? void this.#read() : this.#follow(position)), delay);
  }

  #schedule(attempt: () => void, delayMs: number): void {
    clearTimeout(this.#nextAttempt);
    this.#nextAttempt = setTimeout(attempt, delayMs);
  }

  #closeStream(): void {
    this.#stream?.close();
    this.#stream = undefined;
    this.#streamIsOpen.value = false;
    this.#promised = undefined;
    // What was to be drawn came before: it says nothing about now.
    if (this.#nextDrawing !== undefined) this.#draw();
  }
}
