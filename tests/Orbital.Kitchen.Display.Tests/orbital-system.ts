import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient, ObjectId } from 'mongodb';
import { freePorts } from './free-ports';
import { KitchenReplica } from './kitchen-replica';
import { ended, environmentOfTests, newestAssembly } from './processes';

const readyWithinMs = 120_000;

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
  #ready = '';

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
        ...[newestAssembly('Orbital.AppHost'), '--no-samples', '--data', join(data, 'orbital'), '--kitchen-port', String(kitchen)],
        ...['--grpc-port', String(grpc), '--order-management-port', String(orderManagement), '--mongodb-port', String(mongo)],
      ],
      { env: environmentOfTests(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const system = new OrbitalSystem(`http://localhost:${kitchen}`, process, data, mongo!);
    try {
      system.#ready = await untilReady(process);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** Puts a document where Order Management watches, and gives the id of the order that it becomes. */
  async insert(document: SourceDocument): Promise<string> {
    const _id = new ObjectId();
    await this.#mongo.db('orbital').collection('orders').insertOne({ _id, ...document });
    return _id.toHexString();
  }

  /** Another kitchen on the same database, that a test may kill, with settings of its own. */
  startReplica(settings: Record<string, string> = {}): Promise<KitchenReplica> {
    const port = /PostgreSQL .* on 127\.0\.0\.1:(\d+)/.exec(this.#ready)?.[1];
    const cluster = readdirSync(join(this.#data, 'orbital')).find((name) => name.startsWith('postgres-'));
    if (!port || !cluster) throw new Error(`Where is PostgreSQL? ${this.#ready}`);
    const password = readFileSync(join(this.#data, 'orbital', cluster, 'password'), 'utf8').trim();
    return KitchenReplica.start(`Host=127.0.0.1;Port=${port};Username=orbital;Password=${password};Database=orbital`, settings);
  }

  async stop(): Promise<void> {
    await this.#mongo.close();
    await ended(this.#process);
    rmSync(this.#data, { recursive: true, force: true });
  }
}

/** Gives the line that says so. */
function untilReady(process: ChildProcess): Promise<string> {
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
        resolve(line);
      });
    }
  });
}

