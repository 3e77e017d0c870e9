import { eventTypes, type Heartbeat, type KitchenEvent } from '../api/types';

const longestOpeningMs = 10_000;

export interface EventStreamListener {
  /** The kitchen has said something: an answer alone may come from a proxy, or from a kitchen that does not know its own events yet. */
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

  /** @param history Which numbering the position is of: the kitchen says `reset` when it has another one by now. */
  constructor(position: number, history: string, listener: EventStreamListener) {
    const source = new EventSource(`/api/v1/events?after=${position}&history=${encodeURIComponent(history)}`);
    this.#source = source;
    // A connection that hangs while it opens reports nothing.
    this.#deadline = setTimeout(() => listener.onFailure(), longestOpeningMs);
    source.onerror = () => listener.onFailure();
    let isOpen = false;
    const hear = (type: string, tell: (data: string) => void) =>
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        clearTimeout(this.#deadline);
        if (!isOpen) listener.onOpen();
        isOpen = true;
        tell(data);
      });
    // Only the types named here are listened to; one that is not is missed by its number, and the board read again.
    for (const type of eventTypes) hear(type, (data) => listener.onEvent(JSON.parse(data) as KitchenEvent));
    hear('heartbeat', (data) => listener.onHeartbeat(JSON.parse(data) as Heartbeat));
    hear('reset', () => listener.onReset());
  }

  close(): void {
    clearTimeout(this.#deadline);
    this.#source.close();
  }
}
