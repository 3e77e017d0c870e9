import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { BatchItem, DisplaySettings, KitchenEvent, Order } from '../../src/Orbital.Kitchen.Display/src/api/types';
import { wwwroot } from './build-page';
import { FakeBoard } from './fake-board';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/**
 * Stands in for the kitchen where a test needs faults that the real one does not make on demand: lost numbers, silence, refusals, lost answers.
 * It speaks the kitchen's REST and SSE and serves the real page under the strictest policy.
 */
export class FakeKitchen {
  readonly board = new FakeBoard();
  settings: DisplaySettings = { lateAfterSeconds: 300, overdueAfterSeconds: 480, heartbeatSeconds: 15, stations: [] };
  /** How often the board was read: a page that reads again has noticed something. */
  boardReads = 0;
  /** What the API answers instead of 200, and how many requests were answered so. */
  refusal: number | undefined;
  refusals = 0;
  /** What actions alone are answered, and why. */
  actionRefusal: { status: number; detail: string } | undefined;
  /** Streams that are opened get no answer; how many did not. */
  streamsHang = false;
  hangingStreams = 0;
  /** Actions that have arrived are done when this has come. */
  gate: Promise<void> | undefined;
  /** Requests that did not say that they come from the display. The event stream cannot. */
  readonly unmarked: string[] = [];
  /** The keys of all actions that arrived, in the order in which they came. */
  readonly arrivedKeys: string[] = [];
  /** So many of the next actions are done, and their answers lost. */
  answersToLose = 0;

  readonly #streams = new Set<ServerResponse>();
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
    this.#send(frame(this.board.storeBatchItem(batchItem)));
  }

  /** Stores a batch item, and its event never reaches the streams that are open. */
  putBatchItemUnheard(batchItem: BatchItem): void {
    this.board.storeBatchItem(batchItem);
  }

  putOrder(order: Order): void {
    this.#send(frame(this.board.storeOrder(order)));
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

  #heartbeatFrame(): string {
    return `event: heartbeat\ndata: ${JSON.stringify({ at: this.board.now(), sequence: this.board.sequence, history: this.board.history })}\n\n`;
  }

  #resetFrame(): string {
    return `event: reset\ndata: ${JSON.stringify({ sequence: this.board.sequence, history: this.board.history })}\n\n`;
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
    if (!request.headers['x-orbital-display'] && url.pathname !== '/api/v1/events') this.unmarked.push(`${request.method} ${url.pathname}`);
    if (request.method !== 'GET') return this.#act(url.pathname, request, response);
    switch (url.pathname) {
      case '/api/v1/board':
        this.boardReads++;
        return answerJson(response, this.board.snapshot());
      case '/api/v1/display':
        return answerJson(response, this.settings);
      case '/api/v1/batch-items':
        return answerJson(response, { items: this.board.completed(), nextCursor: null, sequence: this.board.sequence });
      case '/api/v1/events':
        return this.#answerEvents(url, response);
      default:
        response.writeHead(404).end();
    }
  }

  async #act(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, target = '', verb = 'update'] = /^\/api\/v1\/(?:batch-items|orders)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const key = String(request.headers['idempotency-key']);
    const version = request.headers['if-match'];
    this.arrivedKeys.push(key);
    if (this.actionRefusal) return answerJson(response, this.actionRefusal, this.actionRefusal.status);
    await this.gate;
    const { answer, event } = this.board.act({
      key,
      verb,
      target: decodeURIComponent(target),
      version: version === undefined ? undefined : Number(version.replaceAll('"', '')),
      body: JSON.parse((await textOf(request)) || '{}'),
    });
    if (event) this.#send(frame(event));
    if (this.answersToLose > 0) {
      this.answersToLose--;
      response.destroy();
      return;
    }
    answerJson(response, answer.body, answer.status);
  }

  #answerEvents(url: URL, response: ServerResponse): void {
    if (this.streamsHang) return void this.hangingStreams++;
    const after = Number(url.searchParams.get('after'));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\n\n${this.#heartbeatFrame()}`);
    const history = url.searchParams.get('history');
    if (after > this.board.sequence || history !== this.board.history) response.write(this.#resetFrame());
    for (const event of this.board.events.slice(after)) response.write(frame(event));
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

function answerJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
