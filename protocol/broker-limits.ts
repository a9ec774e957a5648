/**
 * The limits that whoever runs a broker may choose. `limits.ts` has those that the protocol fixes. PROTOCOL.md, "Limits",
 * is both tables in prose; `test/protocol/limits.test.ts` reaches each one.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

export interface BrokerLimit {
  readonly unit: string;
  /** Some are less than that where the broker has little memory: see `limitsFor`. */
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
  /** What is limited, and why. */
  readonly about: string;
}

/** V8 takes 2^24 entries into one `Map`. */
const MAP_ENTRIES = 16_000_000;

export const brokerLimits = {
  memoryBytes: {
    unit: 'bytes',
    byDefault: 2048 * MIB,
    least: 1 * MIB,
    most: Number.MAX_SAFE_INTEGER,
    about:
      'Memory for all that clients leave here: objects, waiting calls, answers that were not acknowledged. Beyond it, what would take more is refused with OVERLOADED. What is not given follows from the memory of the machine and the heap of the process.',
  },
  sessions: {
    unit: 'sessions',
    byDefault: 10_000,
    least: 1,
    most: MAP_ENTRIES,
    about: 'Clients at a time, those among them that may still come back. One takes some 20 KiB and a file descriptor.',
  },
  strangers: {
    unit: 'connections',
    byDefault: 1_024,
    least: 1,
    most: 1_000_000,
    about:
      'Connections at a time whose clients have not proved who they are. One more ends the oldest: to refuse the newest would let a few idle ones keep everybody out.',
  },
  handshakeMs: {
    unit: 'milliseconds',
    byDefault: 10_000,
    least: 100,
    most: 3_600_000,
    about: 'Time to prove who one is, from when the connection was taken.',
  },
  objects: {
    unit: 'objects',
    byDefault: 1 * MIB,
    least: 1,
    most: MAP_ENTRIES,
    about: 'Objects at a time, with and without names: a named one stays until somebody drops it.',
  },
  objectItems: {
    unit: 'items',
    byDefault: MAP_ENTRIES,
    least: 1,
    most: MAP_ENTRIES,
    about: 'Items, entries, elements of one object; the engine of JavaScript takes 16,777,216 into one map.',
  },
  objectBytes: {
    unit: 'bytes',
    byDefault: 1024 * MIB,
    least: 1 * KIB,
    most: Number.MAX_SAFE_INTEGER,
    about: 'Memory for what one object holds, so that one queue that nobody empties does not stop all others.',
  },
  holds: {
    unit: 'holds',
    byDefault: 65_536,
    least: 1,
    most: MAP_ENTRIES,
    about:
      'Items of one queue that a session has reserved, or read grants of one rwLock: all come back at once when it ends.',
  },
  handles: {
    unit: 'handles',
    byDefault: 1 * MIB,
    least: 1,
    most: MAP_ENTRIES / 2,
    about: 'References to objects that one session has at a time, those whose opening failed among them.',
  },
  callsInFlight: {
    unit: 'calls',
    byDefault: 262_144,
    least: 1,
    most: MAP_ENTRIES,
    about: 'Calls of one session that wait. More means that the caller does not wait for its results.',
  },
  callBytesInFlight: {
    unit: 'bytes',
    byDefault: 256 * MIB,
    least: 1 * KIB,
    most: Number.MAX_SAFE_INTEGER,
    about: 'Arguments of the calls of one session that wait.',
  },
  unacknowledgedBytes: {
    unit: 'bytes',
    byDefault: 256 * MIB,
    least: 1 * KIB,
    most: Number.MAX_SAFE_INTEGER,
    about:
      'Answers to one client that it has not acknowledged: the broker has to keep them. Beyond it its calls are refused, at twice as many its session ends.',
  },
  unacknowledgedMessages: {
    unit: 'messages',
    byDefault: 1 * MIB,
    least: 1,
    most: MAP_ENTRIES,
    about: 'The same in messages. A session that leaves so many unacknowledged does not read, and ends.',
  },
  unacknowledgedBytesInAll: {
    unit: 'bytes',
    byDefault: 1024 * MIB,
    least: 1 * KIB,
    most: Number.MAX_SAFE_INTEGER,
    about:
      'Such bytes of all clients together. Beyond it calls of clients with more than 1 MiB of their own are refused; at twice as many the session with the most ends.',
  },
  bytesUnderWay: {
    unit: 'bytes',
    byDefault: 16 * MIB,
    least: 1 * KIB,
    most: 1024 * MIB,
    about:
      'Such bytes of one client that were sent; the rest is kept back. What was sent lies in the transport until the client reads it or is dead.',
  },
} as const satisfies Record<string, BrokerLimit>;

export type BrokerLimitName = keyof typeof brokerLimits;

/** All limits of a broker, by name. */
export type BrokerLimits = { readonly [Name in BrokerLimitName]: number };

/** Each is this at least where memory is short: one call must get through. */
const LEAST_SHARE = 1 * MIB;

/** What one of these takes at most of `memoryBytes` where nobody says: `1 / share` of it. */
const shares: Partial<Record<BrokerLimitName, number>> = {
  objectBytes: 2,
  callBytesInFlight: 2,
  unacknowledgedBytes: 2,
  unacknowledgedBytesInAll: 1,
};

/** Those that were chosen, and for the others what they are by default with so much memory. */
export function limitsFor(
  chosen: Partial<BrokerLimits> = {},
  memoryBytes = brokerLimits.memoryBytes.byDefault,
): BrokerLimits {
  const memory = chosen.memoryBytes ?? memoryBytes;
  const byDefault = (name: BrokerLimitName): number => {
    if (name === 'memoryBytes') return memory;
    const share = shares[name];
    const most = share === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_SHARE, Math.floor(memory / share));
    return Math.min(brokerLimits[name].byDefault, most);
  };
  const names = Object.keys(brokerLimits) as BrokerLimitName[];
  return Object.fromEntries(names.map((name) => [name, chosen[name] ?? byDefault(name)])) as BrokerLimits;
}

/** Where nobody chooses any. */
export const usualLimits: BrokerLimits = limitsFor();
