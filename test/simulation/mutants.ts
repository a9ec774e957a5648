import { ClientKind, type Plain } from '../../protocol/messages.js';
import { Inbox, Outbox } from '../../protocol/stream.js';
import { Calls } from '../../src/engine/calls.js';
import { Fence } from '../../src/engine/pending-call.js';
import { PARK } from '../../src/objects/contract.js';
import { DictState } from '../../src/objects/dict/state.js';
import { ExclusiveState } from '../../src/objects/lock/exclusive.js';
import { LockState } from '../../src/objects/lock/state.js';
import { Bounds } from '../../src/objects/queue/bounds.js';
import { QueueState } from '../../src/objects/queue/state.js';
import { types } from '../engine/driver.js';
import { type LogEntry, LoggedEngine } from './logged-engine.js';

/** A bug, planted on purpose: who finds none of these finds nothing. */
export interface Mutant {
  readonly name: string;
  /** The workloads that it shows in. */
  readonly workloads: readonly string[];
  /** Plants it in what all runs use; the function returned takes it out. */
  readonly plant?: () => () => void;
  /** The engine that has it, where it is one of its own. */
  readonly engine?: () => LoggedEngine;
}

/** What is seen of a class, or of an object, whose methods are replaced: also what is not for everybody. */
type Methods = Record<string, (...args: never[]) => unknown>;

/** Puts another method in the place of one; `make` gets the one that was there, whose `this` is the first argument. */
function replaced(
  owner: object,
  name: string,
  make: (original: (self: object, ...args: unknown[]) => unknown) => (self: object, ...args: unknown[]) => unknown,
): () => () => void {
  return () => {
    const methods = owner as Methods;
    const original = methods[name] as (...args: unknown[]) => unknown;
    const other = make((self, ...args) => original.apply(self, args));
    methods[name] = function (this: object, ...args: unknown[]) {
      return other(this, ...args);
    } as Methods[string];
    return () => {
      methods[name] = original as Methods[string];
    };
  };
}

/** Does nothing at all. */
const nothing = () => () => undefined;

/** Lets effects out first, and writes an event into the log when the next one comes. */
class HastyEngine extends LoggedEngine {
  #unwritten: LogEntry | undefined;

  override crash(): void {
    this.#unwritten = undefined;
    super.crash();
  }

  protected override write(entry: LogEntry): void {
    if (this.#unwritten) super.write(this.#unwritten);
    this.#unwritten = entry;
  }
}

/** What each dict last said of each of its keys. */
const lastReads = new WeakMap<object, Map<string, unknown>>();

function staleRead(self: object, key: Uint8Array, present: unknown): unknown {
  const reads = lastReads.get(self) ?? new Map<string, unknown>();
  lastReads.set(self, reads);
  const name = String(key);
  const stale = reads.has(name) ? reads.get(name) : present;
  reads.set(name, present);
  return stale;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a queue gives the last item first',
    workloads: ['queue'],
    plant: replaced(typeNamed('queue'), 'create', (create) => (self, options) => {
      return create(self, { ...(options as object), order: 'lifo' });
    }),
  },
  {
    name: 'a lock that is held is granted again',
    workloads: ['lock'],
    plant: replaced(LockState.prototype, 'acquire', (acquire) => (self, call) => {
      const outcome = acquire(self, call);
      const { latestToken } = self as LockState;
      const isTime = outcome === PARK && latestToken !== undefined && latestToken % 4 === 3;
      return isTime ? (self as unknown as Methods)['grant']?.(call as never) : outcome;
    }),
  },
  {
    name: 'a read gives what was there at the read before',
    workloads: ['registers'],
    plant: replaced(DictState.prototype, 'get', (get) => (self, call, key) => {
      return staleRead(self, key as Uint8Array, get(self, call, key));
    }),
  },
  {
    name: 'a cancel is lost',
    workloads: ['queue', 'lock'],
    plant: replaced(Calls.prototype, 'cancel', nothing),
  },
  {
    name: 'calls that a resumed connection repeats are carried out again',
    workloads: ['queue', 'registers'],
    plant: replaced(Inbox.prototype, 'admit', (admit) => (self, first, messages) => {
      const known = (self as Inbox).received - (first as number) + 1;
      const repeat = (message: Plain[], index: number) => (index < known ? callOrNothing(message) : message);
      return admit(self, first, messages) && (messages as Plain[][]).map(repeat);
    }),
  },
  {
    name: 'an answer leaves before the log has it',
    workloads: ['queue', 'registers'],
    engine: () => new HastyEngine(),
  },
  {
    name: 'an item that its receiver never had does not come back',
    workloads: ['queue'],
    plant: replaced(QueueState.prototype, 'takeBack', nothing),
  },
  {
    name: 'a call whose session is over waits on',
    workloads: ['queue'],
    plant: replaced(Calls.prototype, 'abandon', nothing),
  },
  {
    name: 'a bounded queue takes more',
    workloads: ['queue'],
    plant: replaced(Bounds.prototype, 'admit', () => () => true),
  },
  {
    name: 'the lock of a session that is over stays locked',
    workloads: ['lock'],
    plant: replaced(ExclusiveState.prototype, 'sessionEnded', nothing),
  },
  {
    name: 'two grants have one token',
    workloads: ['lock'],
    plant: replaced(ExclusiveState.prototype, 'grant', (grant) => (self, ...args) => {
      const [token, abandoned] = grant(self, ...args) as [number, boolean];
      return [token - (token % 2), abandoned];
    }),
  },
  {
    name: 'a stale fence is taken',
    workloads: ['lock'],
    plant: replaced(Fence.prototype, 'objection', nothing),
  },
  {
    name: 'a message is forgotten before its receiver has it',
    workloads: ['queue', 'registers'],
    plant: replaced(Outbox.prototype, 'acknowledge', (acknowledge) => (self, number, forgotten) => {
      return acknowledge(self, (number as number) + 1, forgotten);
    }),
  },
];

/** To repeat other messages than calls would be noticed at once: a cancel of nothing stands in their place. */
function callOrNothing(message: Plain[]): Plain[] {
  return message[0] === ClientKind.call ? message : [ClientKind.cancel, Number.MAX_SAFE_INTEGER];
}

function typeNamed(name: string): object {
  return types.find((type) => type.name === name) as object;
}
