/**
 * The kitchen's time, whatever the tablet's own clock says: a moment named by the kitchen, plus the time
 * that has passed here since then on a clock that nobody can set.
 */
export class ServerClock {
  #serverMs: number | undefined;
  #heardAt = 0;

  constructor(private readonly monotonicNow: () => number = () => performance.now()) {}

  /** The kitchen said what time it is. */
  set(time: string | null): void {
    const serverMs = Date.parse(time ?? '');
    if (Number.isNaN(serverMs)) return;
    this.#serverMs = serverMs;
    this.#heardAt = this.monotonicNow();
  }

  now(): number {
    return this.#serverMs === undefined ? Date.now() : this.#serverMs + this.monotonicNow() - this.#heardAt;
  }
}
