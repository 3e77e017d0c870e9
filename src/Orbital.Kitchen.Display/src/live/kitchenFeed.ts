import { computed, signal } from '@preact/signals';
import { applyEvent, type Board } from '../board/board';
import { batchItemEventTypes, orderEventTypes, type Heartbeat, type KitchenEvent } from '../wire';
import { connectionOf } from './connection';
import { fetchBoard } from './kitchenApi';
import { ServerClock } from './serverClock';

const firstRetryMs = 1_000;
const longestRetryMs = 5_000;
const shortestTimeBetweenReadsMs = 1_000;

/**
 * Keeps the board equal to the kitchen's: reads the lists, then follows the numbered events from there. It
 * starts over when the kitchen says so (`reset`), when a number is missing, or when the stream cannot be had.
 *
 * It opens a new EventSource for each attempt instead of leaving that to the browser, which gives up for good
 * after any answer but 200 (a proxy's 502 while the kitchen restarts, say).
 */
export class KitchenFeed {
  readonly #clock = new ServerClock();
  readonly #board = signal<Board | undefined>(undefined);
  readonly #now = signal(this.#clock.now());
  readonly #streamIsOpen = signal(false);
  readonly #failedAttempts = signal(0);
  readonly #trueAsOf = signal(0);

  #stream: EventSource | undefined;
  #nextAttempt: ReturnType<typeof setTimeout> | undefined;
  #lastReadAt = -Infinity;
  /** What the last heartbeat of this stream named as the newest event: due here before the next one. */
  #promised: number | undefined;

  /** Undefined until the kitchen has been read once. */
  get board(): Board | undefined {
    return this.#board.value;
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
      failedAttempts: this.#failedAttempts.value,
      silentMs: this.#now.value - this.#trueAsOf.value,
    }),
  );

  start(): void {
    setInterval(() => this.#tick(), 1_000);
    void this.#read();
  }

  #tick(): void {
    this.#now.value = this.#clock.now();
    // A half-open connection never reports an error: silence is the only sign.
    if (this.connection.value === 'stale' && this.#streamIsOpen.value) this.#retry();
  }

  async #read(): Promise<void> {
    this.#closeStream();
    this.#lastReadAt = performance.now();
    try {
      this.#board.value = await fetchBoard(this.#clock);
    } catch (error) {
      console.warn('The kitchen could not be read.', error);
      this.#retry();
      return;
    }
    this.#heard();
    this.#follow(this.#board.value.position);
  }

  #follow(position: number): void {
    const stream = new EventSource(`/api/v1/events?after=${position}`);
    this.#stream = stream;
    stream.onopen = () => {
      this.#streamIsOpen.value = true;
      this.#failedAttempts.value = 0;
      this.#heard();
    };
    stream.onerror = () => this.#retry();
    // Only the types named here are listened to: an event of a type unknown to this page is no error.
    for (const type of [...batchItemEventTypes, ...orderEventTypes]) {
      stream.addEventListener(type, (message) => this.#apply(JSON.parse(message.data) as KitchenEvent));
    }
    stream.addEventListener('heartbeat', (message) => this.#onHeartbeat(JSON.parse(message.data) as Heartbeat));
    stream.addEventListener('reset', () => this.#readAgain());
  }

  #apply(event: KitchenEvent): void {
    if (!this.#board.value) return;
    this.#heard();
    const next = applyEvent(this.#board.value, event);
    if (next === 'gap') this.#readAgain();
    else this.#board.value = next;
  }

  /**
   * A heartbeat closes the gap that no later event would show. The events it names may still be on their way,
   * so they are missed only when the next one arrives before them.
   */
  #onHeartbeat(heartbeat: Heartbeat): void {
    this.#clock.set(heartbeat.at);
    this.#heard();
    const position = this.#board.value?.position ?? 0;
    const isMissingSome = this.#promised !== undefined && position < this.#promised;
    this.#promised = heartbeat.sequence;
    if (isMissingSome) this.#readAgain();
  }

  #heard(): void {
    this.#now.value = this.#clock.now();
    this.#trueAsOf.value = this.#now.value;
  }

  #readAgain(): void {
    this.#closeStream();
    const sinceLastRead = performance.now() - this.#lastReadAt;
    this.#schedule(() => void this.#read(), Math.max(0, shortestTimeBetweenReadsMs - sinceLastRead));
  }

  /** The first retry goes on from the position; when that fails too, the lists are read again. */
  #retry(): void {
    this.#closeStream();
    const position = this.#failedAttempts.value === 0 ? this.#board.value?.position : undefined;
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
  }
}
