import { screenNow } from '../screen/screenClock';
import type { Entry } from './entries';

const prefix = 'orbital.actions.';

/**
 * Keeps what is not sent over a reload, or an empty battery. Each action has a place of its own, so that the pages of two tabs keep theirs
 * beside each other.
 */
export class EntryStore {
  #written = new Map<string, string>();

  /** @param longestHoldMs No action is held back longer, whatever the clock said when it was kept. */
  read(longestHoldMs: number): Entry[] {
    const now = screenNow();
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(prefix))
        .flatMap((name) => parse(localStorage.getItem(name)) ?? [])
        .map((entry) => ({
          ...entry,
          tappedAt: Math.min(entry.tappedAt, now),
          sendAt: Math.min(entry.sendAt, now + longestHoldMs),
          // Whatever was being sent has no answer here; the kitchen knows its key.
          state: entry.state === 'held' ? ('held' as const) : ('waiting' as const),
        }))
        .sort((a, b) => a.tappedAt - b.tappedAt);
    } catch {
      return [];
    }
  }

  write(entries: readonly Entry[]): void {
    const unsent = entries.filter(({ state }) => state !== 'settling');
    const texts = new Map(unsent.map((entry) => [prefix + entry.action.key, JSON.stringify(entry)]));
    try {
      for (const name of this.#written.keys()) {
        if (texts.has(name)) continue;
        localStorage.removeItem(name);
        this.#written.delete(name);
      }
      for (const [name, text] of texts) {
        if (this.#written.get(name) === text) continue;
        localStorage.setItem(name, text);
        this.#written.set(name, text);
      }
    } catch {
      // A browser that keeps nothing, or is full: the actions still wait as long as the page lives, and are tried again at the next change.
    }
  }

  /** Tells what another tab did with an action, by its key: how it is there now, or nothing when it is over. */
  onChangedElsewhere(changed: (key: string, entry: Entry | undefined) => void): void {
    addEventListener('storage', ({ key, newValue }) => {
      if (key?.startsWith(prefix)) changed(key.slice(prefix.length), parse(newValue));
    });
  }
}

function parse(text: string | null): Entry | undefined {
  try {
    const entry = text === null ? undefined : (JSON.parse(text) as Partial<Entry> | null);
    // What an older page kept, or somebody else's, must not stop this one.
    return entry?.action?.key && entry.action.target && entry.action.verb ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
