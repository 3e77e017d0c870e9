import type { Action } from '../actions/action';
import type { BatchItem, BatchItemPage, BoardSnapshot, DisplaySettings, Order, Problem } from '../api/types';
import { noteRefusal } from './signIn';

const requestTimeoutMs = 10_000;

/** Most entries that the kitchen puts on one page. */
const entriesPerPage = 500;

/** How far back the history goes when the page is opened; it grows from then on. */
const historyMs = 30 * 60_000;

/** What the kitchen answered instead of doing it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    super(`${status} ${problem.detail ?? ''}`);
  }

  /** The same request may be answered differently in a moment, or when this screen is signed in. */
  get isPassing(): boolean {
    return this.isSurelyNotDone || this.status >= 500 || this.status === 408;
  }

  /** It passes too, and the kitchen did not even begin. Others may come from a proxy that gave up waiting. */
  get isSurelyNotDone(): boolean {
    return this.status === 401 || this.status === 429;
  }
}

export function fetchBoard(): Promise<BoardSnapshot> {
  return fetchJson('/board');
}

export function fetchSettings(): Promise<DisplaySettings> {
  return fetchJson('/display');
}

/** What was completed lately. The list is ordered by when work came, so that the newest may stand on its last page. */
export async function fetchCompleted(now: number): Promise<BatchItem[]> {
  const query = new URLSearchParams({ status: 'completed', updatedSince: new Date(now - historyMs).toISOString(), limit: String(entriesPerPage) });
  const items: BatchItem[] = [];
  for (;;) {
    const page = await fetchJson<BatchItemPage>(`/batch-items?${query}`);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    query.set('cursor', page.nextCursor);
  }
}

/** Does it, and gives what it is about as it is then. */
export function send(action: Action): Promise<BatchItem | Order> {
  const { method, path, body } = requestOf(action);
  const headers: Record<string, string> = { 'idempotency-key': action.key };
  if (action.version !== undefined) headers['if-match'] = `"${action.version}"`;
  if (body === undefined) return fetchJson(path, { method, headers });
  headers['content-type'] = 'application/json';
  return fetchJson(path, { method, headers, body: JSON.stringify(body) });
}

interface RouteOfAction {
  method: 'POST' | 'PATCH';
  path: string;
  body?: object;
}

function requestOf({ verb, target, units }: Action): RouteOfAction {
  const id = encodeURIComponent(target);
  switch (verb) {
    case 'rush':
    case 'calm':
      return { method: 'PATCH', path: `/batch-items/${id}`, body: { priority: verb === 'rush' ? 'rush' : 'normal' } };
    case 'hand-off':
      return { method: 'POST', path: `/orders/${id}/hand-off` };
    case 'rush-order':
      return { method: 'POST', path: `/orders/${id}/rush` };
    case 'complete':
      return { method: 'POST', path: `/batch-items/${id}/complete`, ...(units === undefined ? {} : { body: { quantity: units } }) };
    default:
      return { method: 'POST', path: `/batch-items/${id}/${verb}` };
  }
}

/** All requests but the event stream go through here. */
export async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    ...init,
    cache: 'no-store',
    // The header proves that this page asks: another site's cannot add it.
    headers: { accept: 'application/json', 'x-orbital-display': '1', ...init.headers },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (!response.ok) {
    noteRefusal(response.status);
    throw new Refusal(response.status, await problemOf(response));
  }
  return (await response.json()) as T;
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Problem;
  } catch {
    // A proxy's answer, say.
    return {};
  }
}
