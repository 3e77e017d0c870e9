import { spawn, type ChildProcess } from 'node:child_process';
import { freePorts } from './free-ports';
import { ended, environmentOfTests, newestAssembly, projectFolder } from './processes';

const readyWithinMs = 60_000;

/** A kitchen as a process of its own, to be killed and started again. */
export class KitchenReplica {
  #process: ChildProcess | undefined;

  private constructor(
    readonly connectionString: string,
    readonly port: number,
    readonly grpcPort: number,
    readonly settings: Record<string, string>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(connectionString: string, settings: Record<string, string> = {}): Promise<KitchenReplica> {
    const [port, grpcPort] = await freePorts(2);
    const replica = new KitchenReplica(connectionString, port!, grpcPort!, settings);
    await replica.start();
    return replica;
  }

  async start(): Promise<void> {
    this.#process = spawn('dotnet', [newestAssembly('Orbital.Kitchen.Api')], {
      cwd: projectFolder('Orbital.Kitchen.Api'),
      env: {
        ...environmentOfTests(),
        DOTNET_ENVIRONMENT: 'Development',
        ...this.settings,
        ConnectionStrings__PostgreSQL: this.connectionString,
        Kitchen__HttpPort: String(this.port),
        Kitchen__GrpcPort: String(this.grpcPort),
      },
      stdio: 'ignore',
    });
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.#isReady())) {
      if (Date.now() > deadline) throw new Error('The kitchen did not get ready.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Without a word to anybody. */
  async kill(): Promise<void> {
    if (this.#process) await ended(this.#process, 'SIGKILL');
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }
}
