import type { Id } from '../../protocol/messages.js';
import type { Options, State } from '../objects/contract.js';
import type { Deadline } from '../objects/deadlines.js';
import type { Weighed } from './budget.js';
import { bytesHeld } from './bytes-held.js';
import type { Governed } from './entitlement.js';
import type { HostedType } from './hosted-type.js';
import { Line } from './line.js';
import type { PendingCall } from './pending-call.js';
import { Tally } from './tally.js';

const NO_LINES: readonly Line<PendingCall>[] = [];

/** An object that holds nothing, with its place in the directory. */
export const OBJECT_BYTES = 1_024;

/** A reference in what is stored: it counts here and there. */
const REFERENCE_BYTES = 128;

/** What is left of a state that was dropped. */
const NO_STATE: State = { snapshot: () => null };

/** A shared object with all the engine knows of it. */
export class HostedObject implements Deadline, Governed, Weighed {
  /** When its state has something to do, as long as it is among the deadlines. */
  at = Number.POSITIVE_INFINITY;
  place = -1;
  /** What keeps it alive from outside, if it has no name: handles of sessions, calls and answers under way. */
  references = 0;
  /** The objects that values stored here refer to, and how often. */
  readonly contents = new Tally<HostedObject>();
  /** The other way round: the objects, perhaps itself, where values are stored that refer to it. */
  readonly containers = new Tally<HostedObject>();
  /** Whether it is among the `Changed`, whose own this is. */
  hasChanged = false;
  bytes = 0;
  grown = 0;
  isUnweighed = false;
  hasLeft = false;
  /** The object whose content it passes on, as a subscription does that of its topic. */
  source: HostedObject | undefined = undefined;
  /** None before somebody comes who could have to wait: most objects are never waited for. */
  #lines: Line<PendingCall>[] | undefined;
  /** What it was called when it was dropped; `undefined` as long as it is there. */
  #droppedAs: string | undefined;

  constructor(
    readonly id: Id,
    readonly type: HostedType,
    public name: string | null,
    readonly options: Options,
    public state: State,
  ) {}

  /** Options count too: a value that it began with may be large. */
  weigh(): number {
    const own = OBJECT_BYTES + (this.name?.length ?? 0) + bytesHeld(Object.values(this.options));
    return own + (this.state.bytes ?? 0) + REFERENCE_BYTES * this.contents.total;
  }

  /** It ended while something may still refer to it. Calls must not reach it any more. */
  get isDropped(): boolean {
    return this.#droppedAs !== undefined;
  }

  becomeDropped(): void {
    this.#droppedAs = `${this}`;
    this.name = null;
    this.state = NO_STATE;
  }

  /** Counts one more reference. It is given back through `Directory.release`, which ends what nothing refers to. */
  retain(): void {
    this.references++;
  }

  /** `content` is referred to by a value stored here, once more. Pairs with `Directory.unstore`. */
  store(content: HostedObject): void {
    this.contents.add(content);
    content.containers.add(this);
  }

  /** What else keeps it alive: how often stored values refer to it. */
  get stored(): number {
    return this.containers.total;
  }

  /** The waiting lines; an object has as many as its type's operations name. */
  get lines(): readonly Line<PendingCall>[] {
    return this.#lines ?? NO_LINES;
  }

  /** The calls that wait, line by line, first come first. */
  *waiters(): Iterable<PendingCall> {
    for (const line of this.lines) yield* line;
  }

  /** Looked for one by one: no type has more than a few. */
  line(name: string): Line<PendingCall> {
    this.#lines ??= [];
    for (const line of this.#lines) if (line.name === name) return line;
    const line = new Line<PendingCall>(name);
    this.#lines.push(line);
    return line;
  }

  /** What people call it. */
  toString(): string {
    if (this.#droppedAs !== undefined) return this.#droppedAs;
    return this.name === null ? `unnamed ${this.type.name}` : `${this.type.name} ${JSON.stringify(this.name)}`;
  }
}
