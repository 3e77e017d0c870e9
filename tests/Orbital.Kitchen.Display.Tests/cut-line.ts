import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line between the page and the kitchen that a test can cut. */
export class CutLine {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(target: URL) {
    this.#server = createServer((inside) => {
      const outside = connect(Number(target.port), target.hostname);
      for (const [socket, other] of [[inside, outside], [outside, inside]] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => this.#sockets.delete(socket) && other.destroy());
        socket.pipe(other);
      }
    });
  }

  static async to(url: string): Promise<CutLine> {
    const line = new CutLine(new URL(url));
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every connection ends in the middle of whatever it carries; gives how many there were. */
  cut(): number {
    const count = this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.destroy();
    return count;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }
}
