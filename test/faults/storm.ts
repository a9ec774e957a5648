/** A broker behind a network that cuts, duplicates and delays. */
import { Manager, type RunningBroker, serve } from 'holdall';
import { onTestFailed, onTestFinished } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { calm, type Rates, storm, type Weather } from '../harness/weather.js';
import { ZmtpProxy } from '../harness/zmtp-proxy.js';

/** Set it to see again what a test that failed has seen. */
const { HOLDALL_FAULTS_SEED } = process.env;

/** Every few messages something happens, so that some get through at all. */
const ROUGH: Rates = { cuts: 0.04, duplicates: 0.2, pauses: 0.05 };

/** A seed, told where the test fails. */
export function seedOfTest(): string {
  const seed = HOLDALL_FAULTS_SEED ?? String(Math.floor(Math.random() * 2 ** 32));
  onTestFailed(() => console.error(`to have the same faults again, set HOLDALL_FAULTS_SEED=${seed}`));
  return seed;
}

export class Storm {
  readonly seed = seedOfTest();
  readonly proxy: ZmtpProxy;
  /** Its connection is spared. */
  readonly ashore: Manager;
  readonly #broker: RunningBroker;
  readonly #afloat: Manager[] = [];
  #isOver = false;

  private constructor(broker: RunningBroker, proxy: ZmtpProxy, ashore: Manager) {
    this.#broker = broker;
    this.proxy = proxy;
    this.ashore = ashore;
    onTestFinished(() => this.#clearUp());
  }

  /** It is calm until `rise`. Clients try to resume for `grace` milliseconds, where that is given. */
  static async gather(grace?: number): Promise<Storm> {
    const broker = await serve({
      listen: 'tcp://127.0.0.1:*',
      authkey: AUTHKEY,
      ...(grace !== undefined && { grace }),
    });
    const [address] = broker.addresses as readonly [string];
    return new Storm(broker, await ZmtpProxy.to(address), await Manager.connect(address, { authkey: AUTHKEY }));
  }

  /** Managers in this process whose connections are not spared. */
  async managers(count: number): Promise<readonly Manager[]> {
    const connecting = Array.from({ length: count }, () => Manager.connect(this.proxy.address, { authkey: AUTHKEY }));
    const managers = await Promise.all(connecting);
    this.#afloat.push(...managers);
    return managers;
  }

  rise(weather: Weather = storm(this.seed, ROUGH)): void {
    this.proxy.weather = weather;
  }

  /** From now on everything arrives once. */
  subside(): void {
    this.proxy.weather = calm;
  }

  /** Closes everything, and fails if the broker holds more than so many named objects then. */
  async end(names: number): Promise<void> {
    this.subside();
    // Who is away when it says bye would be left to the grace.
    await Promise.all(this.#afloat.map((manager) => manager.ping()));
    await Promise.all(this.#afloat.map((manager) => manager.close()));
    await this.ashore.close();
    await assertEmpty(this.#broker.addresses[0] as string, names);
    await this.#clearUp();
  }

  async #clearUp(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await Promise.all([...this.#afloat, this.ashore].map((manager) => manager.close()));
    await this.proxy.close();
    await this.#broker.close();
  }
}
