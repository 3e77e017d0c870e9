import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';

const host = join(import.meta.dirname, '../../src/Orbital.AppHost/bin');
const readyWithinMs = 120_000;
const stoppedWithinMs = 15_000;

/** A document as the point of sale writes it; the fields that do not matter here are left out. */
export interface SourceDocument {
  OtterOrderId?: string;
  BrandName: string;
  CustomerName?: string;
  StationOrders: Array<{ OwnStationName: string; OrderItems: Array<{ Name: string; Quantity: number }> }>;
}

/** The whole of Orbital as real processes, on ports and data of its own. */
export class OrbitalSystem {
  readonly #process: ChildProcess;
  readonly #data: string;
  readonly #mongo: MongoClient;

  private constructor(
    readonly url: string,
    process: ChildProcess,
    data: string,
    mongoPort: number,
  ) {
    this.#process = process;
    this.#data = data;
    this.#mongo = new MongoClient(`mongodb://127.0.0.1:${mongoPort}/?directConnection=true`);
  }

  static async start(): Promise<OrbitalSystem> {
    const [kitchen, grpc, orderManagement, mongo] = await freePorts(4);
    const data = mkdtempSync(join(tmpdir(), 'orbital-display-tests-'));
    // PostgreSQL gives up root's rights and must still get through here.
    chmodSync(data, 0o755);
    const process = spawn(
      'dotnet',
      [
        ...[hostAssembly(), '--no-samples', '--data', join(data, 'orbital'), '--kitchen-port', String(kitchen)],
        ...['--grpc-port', String(grpc), '--order-management-port', String(orderManagement), '--mongodb-port', String(mongo)],
      ],
      { env: environmentWithoutConnections(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const system = new OrbitalSystem(`http://localhost:${kitchen}`, process, data, mongo!);
    try {
      await untilReady(process);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** Puts a document where Order Management watches. */
  async insert(document: SourceDocument): Promise<void> {
    await this.#mongo.db('orbital').collection('orders').insertOne({ ...document });
  }

  async stop(): Promise<void> {
    await this.#mongo.close();
    await ended(this.#process);
    rmSync(this.#data, { recursive: true, force: true });
  }
}

function hostAssembly(): string {
  const built = ['Debug', 'Release']
    .map((configuration) => join(host, configuration, 'net10.0/Orbital.AppHost.dll'))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built[0]) throw new Error('Orbital.AppHost is not built: dotnet build src/Orbital.AppHost');
  return built[0];
}

/** Never a database that the user has named: these tests write. */
function environmentWithoutConnections(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ConnectionStrings|OrderFeed)(__|:)/i.test(name)));
}

function untilReady(process: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`Orbital ${what}:\n${said.slice(-40).join('\n')}`));
    const deadline = setTimeout(() => fail(`was not ready within ${readyWithinMs / 1000} s`), readyWithinMs);
    process.once('error', (error) => fail(`did not start (${error.message})`));
    process.once('exit', (code) => fail(`ended with ${code} before it was ready`));
    for (const output of [process.stdout!, process.stderr!]) {
      createInterface(output).on('line', (line) => {
        said.push(line);
        if (!line.startsWith('ready')) return;
        clearTimeout(deadline);
        resolve();
      });
    }
  });
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = new Promise((resolve) => process.once('exit', resolve));
  const deadline = setTimeout(() => process.kill('SIGKILL'), stoppedWithinMs);
  process.kill('SIGTERM');
  await exit;
  clearTimeout(deadline);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject).listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
