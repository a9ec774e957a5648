import {
  aValue,
  delay,
  duration,
  flag,
  list,
  listOf,
  name,
  nothing,
  number,
  option,
  optional,
  plainly,
  positive,
  type ResultKind,
  takenValues,
  value,
} from '../kinds.js';
import { operation, reading } from '../operation.js';

/** How long a delivery is its receiver's when nobody says, in milliseconds. */
export const DEFAULT_LEASE_MS = 30_000;

/** What `stats` answers: how many items can be taken now, later, and are out to be acknowledged, and so on. */
export interface QueueStats {
  /** Items that can be taken now: what `qsize` tells. */
  readonly ready: number;
  /** Items that can be taken later. */
  readonly delayed: number;
  /** Items that were reserved, and neither acknowledged nor given back. */
  readonly reserved: number;
  /** Items that `join` waits for. */
  readonly unfinished: number;
  /** The encodings of the ready and the delayed items, together: what `maxBytes` bounds. */
  readonly bytes: number;
}

/** A reserved item, as `reserve` answers it. */
export interface Reserved {
  readonly number: number;
  readonly attempt: number;
  readonly value: unknown;
  readonly id: string | undefined;
  /** When the lease ends, in milliseconds from when the call arrived in the broker. */
  readonly endsMs: number;
}

/** A reserved item that cannot be decoded here. It is this session's all the same, until it is given back. */
export class Unreadable {
  constructor(
    readonly number: number,
    readonly cause: unknown,
  ) {}
}

const aReserved: ResultKind<Reserved | Unreadable> = {
  decode(wire, codec) {
    const [number, attempt, encoded, id, endsMs] = wire as [number, number, unknown, string | null, number];
    try {
      return { number, attempt, value: aValue.decode(encoded, codec), id: id ?? undefined, endsMs };
    } catch (cause) {
      return new Unreadable(number, cause);
    }
  },
};

/** What a put says of its items, beside their values. */
const terms = [
  ['priority', option(optional(number))],
  ['delay', option(optional(delay))],
  ['ttl', option(optional(duration))],
  ['id', option(optional(name))],
] as const;

const putting = {
  line: 'put',
  late: { error: 'FULL', message: 'the queue had no free slot in the time given' },
} as const;
const getting = { line: 'get', late: { error: 'EMPTY', message: 'the queue had no item in the time given' } } as const;

/** What a queue does, by the names on the wire. PROTOCOL.md, "Queue". */
export const queueOperations = {
  put: operation([['value', value], ...terms], nothing, putting),
  putMany: operation([['values', list(value)], ...terms], nothing, putting),
  get: operation([], aValue, getting),
  getMany: operation([['max', positive]], takenValues, getting),
  reserve: operation([['lease', option(optional(duration))]], aReserved, getting),
  reserveMany: operation(
    [
      ['max', positive],
      ['lease', option(optional(duration))],
    ],
    listOf(aReserved),
    getting,
  ),
  ack: operation([['delivery', positive]], nothing, { frees: true }),
  nack: operation(
    [
      ['delivery', positive],
      ['delay', option(optional(delay))],
    ],
    nothing,
    { frees: true },
  ),
  extend: operation(
    [
      ['delivery', positive],
      ['lease', optional(duration)],
    ],
    nothing,
  ),
  peek: operation([], aValue, reading),
  drain: operation([], takenValues),
  clear: operation([], plainly<number>()),
  qsize: operation([], plainly<number>(), reading),
  empty: operation([], plainly<boolean>(), reading),
  full: operation([], plainly<boolean>(), reading),
  stats: operation([], plainly<QueueStats>(), reading),
  taskDone: operation([['count', optional(positive)]], nothing),
  join: operation([], nothing, { ...reading, line: 'join' }),
  shutdown: operation([['immediate', option(optional(flag))]], nothing),
};
