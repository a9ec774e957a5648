import { type Clock, systemClock } from '../clock.js';
import { transportFor } from '../transport/index.js';
import type { ClientLink, ConnectSettings, LinkEvents } from '../transport/transport.js';

/** What a connection touches of the world outside its program; a simulation gives its own. */
export interface World {
  readonly clock: Clock;
  /** A link to who listens at `address`, as `Transport.connect` makes it. */
  connect(address: string, events: LinkEvents, timeoutMs: number, settings?: ConnectSettings): Promise<ClientLink>;
}

export const realWorld: World = worldOf(true);

/** `mayBusyPoll`: whether the event loop may be kept awake for what links will bring. */
export function worldOf(mayBusyPoll: boolean): World {
  return {
    clock: systemClock,
    connect: (address, events, timeoutMs, settings) =>
      transportFor(address, mayBusyPoll).connect(address, events, timeoutMs, settings),
  };
}
