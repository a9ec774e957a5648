import { Broker } from '../../src/broker/broker.js';
import { breakableLink, lastingLink } from '../../src/broker/grace.js';
import { Principals } from '../../src/broker/principals.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { transportFor } from '../../src/transport/index.js';
import type { Listener } from '../../src/transport/transport.js';
import { types } from '../engine/driver.js';
import { AUTHKEY } from './doors.js';
import { MovedClock } from './moved-clock.js';

/** A broker as `serve` makes it, on a clock that the test moves. */
export class MovedBroker {
  readonly clock = new MovedClock();
  readonly #broker = new Broker({
    engine: new MemoryEngine(types),
    clock: this.clock,
    principals: Principals.ofOwner(Buffer.from(AUTHKEY)),
  });
  readonly #listeners: Listener[] = [];

  static async listen(addresses: readonly string[], graceMs: number): Promise<MovedBroker> {
    const broker = new MovedBroker();
    for (const address of addresses) {
      const listener = await transportFor(address).listen(address, (link, { breakable }) =>
        broker.#broker.accept(link, breakable ? breakableLink(graceMs) : lastingLink, address),
      );
      broker.#listeners.push(listener);
    }
    return broker;
  }

  get addresses(): readonly string[] {
    return this.#listeners.map(({ address }) => address);
  }

  async close(): Promise<void> {
    this.#broker.stop();
    for (const listener of this.#listeners) await listener.close();
  }
}
