import { type Clock, systemClock } from '../clock.js';
import { transportFor } from '../transport/index.js';
import type { ClientLink, LinkEvents } from '../transport/transport.js';

/** What a connection touches of the world outside its program; a simulation gives its own. */
export interface World {
  readonly clock: Clock;
  /** A link to who listens at `address`, as `Transport.connect` makes it. */
  connect(address: string, events: LinkEvents, timeoutMs: number): Promise<ClientLink>;
}

export const realWorld: World = {
  clock: systemClock,
  connect: (address, events, timeoutMs) => transportFor(address).connect(address, events, timeoutMs),
};
