import type { BatchItem, Order, Page } from '../wire';
import { latestOrdersShown, readBoard, type Board } from '../board/board';
import type { ServerClock } from './serverClock';

const requestTimeoutMs = 10_000;

/** The most that the kitchen puts on one page. */
const batchItemsPerPage = 500;

/** Everything the page shows, read afresh. Throws when the kitchen cannot be reached or answers with an error. */
export async function fetchBoard(clock: ServerClock): Promise<Board> {
  const [batchItemPages, orderPage] = await Promise.all([
    fetchOpenBatchItems(clock),
    fetchJson<Page<Order>>(`/api/v1/orders?limit=${latestOrdersShown}`, clock),
  ]);
  return readBoard(batchItemPages, orderPage);
}

async function fetchOpenBatchItems(clock: ServerClock): Promise<Page<BatchItem>[]> {
  const pages: Page<BatchItem>[] = [];
  const query = new URLSearchParams([
    ['status', 'pending'],
    ['status', 'in_progress'],
    ['limit', String(batchItemsPerPage)],
  ]);
  for (;;) {
    const page = await fetchJson<Page<BatchItem>>(`/api/v1/batch-items?${query}`, clock);
    pages.push(page);
    if (page.nextCursor === null) return pages;
    query.set('cursor', page.nextCursor);
  }
}

async function fetchJson<T>(url: string, clock: ServerClock): Promise<T> {
  const response = await fetch(url, {
    cache: 'no-store',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
  clock.set(response.headers.get('date'));
  return (await response.json()) as T;
}
