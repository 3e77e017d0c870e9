import type { Entry } from './entries';

const name = 'orbital.actions';

/** Keeps what is not sent over a reload, or an empty battery. */
export class EntryStore {
  #written = '[]';

  read(): Entry[] {
    try {
      const entries = JSON.parse(localStorage.getItem(name) ?? '[]') as Entry[];
      // Whatever was being sent has no answer here; the kitchen knows its key.
      return entries.map((entry) => (entry.state === 'held' ? entry : { ...entry, state: 'waiting' }));
    } catch {
      return [];
    }
  }

  write(entries: readonly Entry[]): void {
    const text = JSON.stringify(entries.filter(({ state }) => state !== 'settling'));
    if (text === this.#written) return;
    this.#written = text;
    try {
      localStorage.setItem(name, text);
    } catch {
      // A browser that keeps nothing: the actions still wait as long as the page lives.
    }
  }
}
