import { eventTypes, type Heartbeat, type KitchenEvent } from '../api/types';

const longestOpeningMs = 10_000;

export interface EventStreamListener {
  onOpen(): void;
  onEvent(event: KitchenEvent): void;
  onHeartbeat(heartbeat: Heartbeat): void;
  onReset(): void;
  /** It did not open, or has ended. Close it: nobody tries again. */
  onFailure(): void;
}

/** The kitchen's numbered events from a position on. */
export class EventStream {
  readonly #source: EventSource;
  readonly #deadline: ReturnType<typeof setTimeout>;

  constructor(position: number, listener: EventStreamListener) {
    const source = new EventSource(`/api/v1/events?after=${position}`);
    this.#source = source;
    // A connection that hangs while it opens reports nothing.
    this.#deadline = setTimeout(() => listener.onFailure(), longestOpeningMs);
    source.onopen = () => {
      clearTimeout(this.#deadline);
      listener.onOpen();
    };
    source.onerror = () => listener.onFailure();
    // Only the types named here are listened to; one that is not is missed by its number, and the board read again.
    for (const type of eventTypes) source.addEventListener(type, ({ data }) => listener.onEvent(JSON.parse(data) as KitchenEvent));
    source.addEventListener('heartbeat', ({ data }) => listener.onHeartbeat(JSON.parse(data) as Heartbeat));
    source.addEventListener('reset', () => listener.onReset());
  }

  close(): void {
    clearTimeout(this.#deadline);
    this.#source.close();
  }
}
