import { limits } from '../../protocol/limits.js';
import type { Id, Owner } from '../../protocol/messages.js';
import {
  type Call,
  type Identity,
  type NewObject,
  ReferringValue,
  type Stored,
  type Turn,
} from '../objects/contract.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Session } from './session.js';

/** What waits alone can take so many times what it takes among others. Until it is weighed, it counts so. */
const MOST_TIMES = 40;

/** What an object's state sees of the world in its turn. */
export class ObjectTurn implements Turn {
  constructor(
    protected readonly directory: Directory,
    public object: HostedObject,
    public now: number,
  ) {}

  get self(): Id {
    return this.object.id;
  }

  keep(value: Stored): void {
    if (!(value instanceof ReferringValue)) return;
    for (const id of value.references) this.object.store(this.directory.getAlsoDropped(id));
  }

  drop(value: Stored): void {
    if (!(value instanceof ReferringValue)) return;
    for (const id of value.references) this.directory.unstore(this.object, this.directory.getAlsoDropped(id));
  }

  send(to: Id, value: Stored): boolean {
    const object = this.directory.find(to);
    if (!object) return false;
    object.state.receive?.(new ObjectTurn(this.directory, object, this.now), value);
    this.directory.changed.add(object);
    return true;
  }

  mayTake(bytes: number): boolean {
    const { budget } = this.directory;
    if (budget.objection(bytes)) return false;
    budget.grow(this.object, MOST_TIMES * bytes);
    return true;
  }

  get mostHeld(): number {
    return this.directory.budget.limits.holds;
  }

  waiting(line: string): number {
    return this.object.line(line).length;
  }

  hasStale(line: string): boolean {
    for (const call of this.object.line(line)) if (call.fence?.objection()) return true;
    return false;
  }
}

/** The same on behalf of one session. */
export class ObjectCall extends ObjectTurn implements Call {
  readonly since: number;

  constructor(
    directory: Directory,
    readonly caller: Session,
    object: HostedObject,
    now: number,
    readonly owner: Owner | undefined = undefined,
  ) {
    super(directory, object, now);
    this.since = now;
  }

  get room(): number {
    return limits.messageBytes;
  }

  get session(): Id {
    return this.caller.id;
  }

  /** No operation: what the session had comes back. */
  get calledAs(): string {
    return 'the end of a session';
  }

  get waits(): boolean {
    return false;
  }

  whatIs(id: Id): Identity | undefined {
    const object = this.directory.find(id);
    return object && { type: object.type.name, name: object.name };
  }

  create(wanted: NewObject): void {
    this.directory.make(wanted, this.now, this.caller.rights);
  }

  hold(): void {
    this.caller.stakes.add(this.object);
  }

  letGo(): void {
    this.caller.stakes.delete(this.object);
  }
}
