import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { BatchItem, KitchenEvent, Order } from '../../src/Orbital.Kitchen.Display/src/wire';
import { wwwroot } from './build-page';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/**
 * Stands in for the kitchen where a test needs faults that the real one does not make on demand: lost numbers,
 * silence, refusals. It speaks the kitchen's REST and SSE and serves the real page under the strictest policy.
 */
export class FakeKitchen {
  readonly batchItems = new Map<string, BatchItem>();
  readonly orders = new Map<string, Order>();
  /** How many pages of batch items were read: a page that reads again has noticed something. */
  batchItemReads = 0;
  pageSize = 100;
  /** What the API answers instead of 200. */
  refusal: number | undefined;
  /** How many requests were refused so. */
  refusals = 0;

  #sequence = 0;
  #events: KitchenEvent[] = [];
  #streams = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts, the second time on the same port. */
  async start(port = this.#port): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As if killed: every connection is cut. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await closed;
  }

  /** Stores a batch item and tells everybody. */
  putBatchItem(batchItem: BatchItem): void {
    this.#publish(this.#storeBatchItem(batchItem));
  }

  /** Stores a batch item, and its event never reaches the streams that are open. */
  putBatchItemUnheard(batchItem: BatchItem): void {
    this.#storeBatchItem(batchItem);
  }

  putOrder(order: Order): void {
    this.orders.set(order.orderId, order);
    const event = { sequence: ++this.#sequence, type: 'order.received', occurredAt: order.updatedAt, orderId: order.orderId, order } as const;
    this.#events.push(event);
    this.#publish(event);
  }

  heartbeat(): void {
    this.#send(this.#heartbeatFrame());
  }

  reset(): void {
    this.#send(this.#resetFrame());
  }

  /** An event of a type that the page was built before. It has no number, so that nothing is missing after it. */
  sendUnknownEvent(): void {
    this.#send('event: station.renamed\ndata: {"from":"Grill","to":"Plancha"}\n\n');
  }

  cutStreams(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #storeBatchItem(batchItem: BatchItem): KitchenEvent {
    this.batchItems.set(batchItem.id, batchItem);
    const orderId = batchItem.orders.at(-1)?.orderId ?? '';
    const event = { sequence: ++this.#sequence, type: 'batch-item.updated', occurredAt: batchItem.updatedAt, orderId, batchItem } as const;
    this.#events.push(event);
    return event;
  }

  #heartbeatFrame(): string {
    return `event: heartbeat\ndata: ${JSON.stringify({ at: new Date().toISOString(), sequence: this.#sequence })}\n\n`;
  }

  #resetFrame(): string {
    return `event: reset\ndata: ${JSON.stringify({ sequence: this.#sequence })}\n\n`;
  }

  #publish(event: KitchenEvent): void {
    this.#send(frame(event));
  }

  #send(text: string): void {
    for (const stream of this.#streams) stream.write(text);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (!url.pathname.startsWith('/api/')) return this.#answerFile(url.pathname, response);
    if (this.refusal !== undefined) {
      this.refusals++;
      return void response.writeHead(this.refusal).end();
    }
    if (url.pathname === '/api/v1/batch-items') return this.#answerBatchItems(url, response);
    if (url.pathname === '/api/v1/orders') return this.#answerPage([...this.orders.values()].slice(-50), null, response);
    if (url.pathname === '/api/v1/events') return this.#answerEvents(url, response);
    response.writeHead(404).end();
  }

  #answerBatchItems(url: URL, response: ServerResponse): void {
    this.batchItemReads++;
    const statuses = url.searchParams.getAll('status');
    const found = [...this.batchItems.values()].filter((item) => statuses.includes(item.status));
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + this.pageSize;
    this.#answerPage(found.slice(from, to), to < found.length ? String(to) : null, response);
  }

  #answerPage(items: unknown[], nextCursor: string | null, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items, nextCursor, sequence: this.#sequence }));
  }

  #answerEvents(url: URL, response: ServerResponse): void {
    const after = Number(url.searchParams.get('after'));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\n\n${this.#heartbeatFrame()}`);
    if (after > this.#sequence) response.write(this.#resetFrame());
    for (const event of this.#events) if (event.sequence > after) response.write(frame(event));
    this.#streams.add(response);
    response.once('close', () => this.#streams.delete(response));
  }

  async #answerFile(path: string, response: ServerResponse): Promise<void> {
    const file = path === '/' ? '/index.html' : path;
    try {
      const content = await readFile(join(wwwroot, file));
      response.writeHead(200, {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': "default-src 'self'",
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}

function frame(event: KitchenEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
