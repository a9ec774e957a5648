/** A type of one's own that blocks: a pool of resources. What a process has when it is killed goes to the next in line. */
import { currentCall, defineType, isMain, Manager, PARK, Process, type ProxyOf, task } from 'holdall';

interface Contents {
  readonly free: readonly string[];
  readonly taken: ReadonlyMap<string, string>;
}

class ResourcePool {
  readonly #free: string[];
  /** Which session has which resource. */
  readonly #taken: Map<string, string>;

  constructor(free: readonly string[], taken: ReadonlyMap<string, string> = new Map()) {
    this.#free = [...free];
    this.#taken = new Map(taken);
  }

  /** Waits until a resource is free. */
  take(): string | typeof PARK {
    const resource = this.#free.shift();
    if (resource === undefined) return PARK;
    const call = currentCall();
    this.#taken.set(resource, call.session);
    call.hold();
    return resource;
  }

  giveBack(resource: string): void {
    if (!this.#taken.delete(resource)) throw new RangeError(`nobody has taken ${resource}`);
    this.#free.push(resource);
  }

  free(): number {
    return this.#free.length;
  }

  /** A process that took something is gone: what it did not give back is free again. */
  sessionEnded(session: string): void {
    for (const [resource, holder] of this.#taken) if (holder === session) this.giveBack(resource);
  }

  snapshot(): Contents {
    return { free: this.#free, taken: this.#taken };
  }

  static restore({ free, taken }: Contents): ResourcePool {
    return new ResourcePool(free, taken);
  }
}

export const resourcePool = defineType('resourcePool', ResourcePool, { methods: ['take', 'giveBack', 'free'] });

const work = task(
  import.meta.url,
  async function work(printers: ProxyOf<typeof resourcePool>, name: string, careless: boolean) {
    const printer = await printers.take({ timeout: 10_000 });
    console.log(`  ${name} prints at ${printer}`);
    if (careless) process.kill(process.pid, 'SIGKILL');
    await printers.giveBack(printer);
  },
);

if (isMain(import.meta.url)) {
  await using manager = await Manager.start({ types: [import.meta.url] });
  const printers = manager.open(resourcePool, 'printers', ['the only printer']);
  const [careless, patient] = ['careless', 'patient'].map(
    (name) => new Process(work, [printers, name, name === 'careless']),
  );
  await careless?.start();
  await careless?.join();
  console.log(`  careless was killed, exit code ${careless?.exitCode}`);
  await patient?.start();
  await patient?.join();
  console.log(`  all done, ${await printers.free()} printer is free`);
}
