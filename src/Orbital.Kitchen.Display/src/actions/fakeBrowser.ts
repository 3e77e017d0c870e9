import { vi } from 'vitest';
import type { BatchItem } from '../api/types';
import { batchItem } from '../board/sampleEntities';
import { onBatchItem, type Verb } from './action';
import { Outbox } from './outbox';

/** What the outbox needs of a browser, for unit tests: a storage with several tabs on it, and a kitchen behind `fetch`. */
export class FakeBrowser {
  readonly stored = new Map<string, string>();
  storageIsFull = false;
  /** What was sent, oldest first. */
  readonly sent: Array<{ key: string; verb: string }> = [];
  /** How the kitchen answers the next sendings; when there is nothing left, it does what is asked. */
  readonly answers: Array<number | 'lost' | 'never'> = [];
  readonly #storageListeners: Array<(event: Pick<StorageEvent, 'key' | 'newValue'>) => void> = [];
  #version = 1;

  install(): void {
    vi.useFakeTimers();
    vi.stubGlobal('localStorage', this.#storage());
    vi.stubGlobal('addEventListener', (type: string, listener: () => void) => type === 'storage' && this.#storageListeners.push(listener));
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => this.#answer(path, new Headers(init.headers).get('idempotency-key') ?? ''));
  }

  /** The keys of the sendings so far. */
  get keys(): string[] {
    return this.sent.map(({ key }) => key);
  }

  /** As another tab would: the browser tells this one. */
  changeElsewhere(name: string, value: string | null): void {
    if (value === null) this.stored.delete(name);
    else this.stored.set(name, value);
    for (const listener of this.#storageListeners) listener({ key: name, newValue: value });
  }

  /** Names of stored values are the own properties of the browser's storage. */
  #storage(): object {
    const { stored } = this;
    const methods: Record<string, unknown> = {
      getItem: (name: string) => stored.get(name) ?? null,
      setItem: (name: string, value: string) => {
        if (this.storageIsFull) throw new DOMException('no room', 'QuotaExceededError');
        stored.set(name, value);
      },
      removeItem: (name: string) => void stored.delete(name),
    };
    return new Proxy(methods, {
      ownKeys: () => [...stored.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: '' }),
    });
  }

  async #answer(path: string, key: string): Promise<Response> {
    const verb = path.split('/').at(-1)!;
    this.sent.push({ key, verb });
    const answer = this.answers.shift();
    if (answer === 'never') return new Promise(() => {});
    if (answer === 'lost') throw new TypeError('Failed to fetch');
    if (answer !== undefined) return new Response(JSON.stringify({ detail: 'said the kitchen' }), { status: answer });
    return new Response(JSON.stringify(itemAfter(verb, ++this.#version)), { status: 200 });
  }
}

function itemAfter(verb: string, version: number): BatchItem {
  const status = verb === 'start' ? 'in_progress' : verb === 'complete' ? 'completed' : 'pending';
  return batchItem({ status, version, allowedActions: verb === 'start' || verb === 'complete' ? ['recall'] : ['start'] });
}

/** The page of one tab; it shows at once what the kitchen does. */
export function openTab(): Outbox {
  return new Outbox({ position: () => Infinity });
}

/** Gives the key of the tap. */
export function tap(outbox: Outbox, verb: Verb, id = 'burgers'): string {
  const item = batchItem({ id });
  const action = onBatchItem(item, verb);
  outbox.act(action, item);
  return action.key;
}

/** Lets time pass, with all that is due in it. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
