import {
  ArgumentError,
  ObjectGoneError,
  OptionsConflictError,
  Overloaded,
  TypeConflictError,
  UnknownTypeError,
  ValueError,
} from '../../protocol/errors.js';
import type { Id, Plain } from '../../protocol/messages.js';
import type { NewObject, Options, TypeDefinition } from '../objects/contract.js';
import type { Deadlines } from '../objects/deadlines.js';
import { withArticle } from '../objects/describe.js';
import { reached } from '../objects/reached.js';
import type { Budget } from './budget.js';
import { bytesHeld } from './bytes-held.js';
import { Changed } from './changed.js';
import type { DeadlockWatch } from './deadlock-watch.js';
import { type Rights, rightsIn, setOf } from './entitlement.js';
import { unreachable } from './garbage.js';
import { HostedObject, OBJECT_BYTES } from './hosted-object.js';
import { HostedType, type LookUp } from './hosted-type.js';
import { ObjectTurn } from './object-turn.js';
import type { PendingCall } from './pending-call.js';
import { lackingAny, lackingOn } from './refused-right.js';
import type { Expiry } from './session.js';

/** What has a deadline, the directory's own objects among it. */
export type Due = PendingCall | Expiry | HostedObject | DeadlockWatch;

/** What an opener asks for. */
export interface Wanted {
  readonly type: string;
  readonly name: string | null;
  /** The id of the object, should it be a new one. */
  readonly id: Id;
  readonly options: Options;
}

/** All shared objects: found by id or name, counted, and ended when nothing refers to them any more. */
export class Directory {
  readonly #types: ReadonlyMap<string, HostedType>;
  readonly #byId = new Map<Id, HostedObject>();
  readonly #byName = new Map<string, HostedObject>();
  /** Objects that were dropped, as long as references to them are counted. */
  readonly #dropped = new Map<Id, HostedObject>();
  /** Objects whose last reference went; they end at the next `sweep` unless they were referred to again. */
  readonly #doomed = new Set<HostedObject>();
  /** Containers that lost a reference and are only stored in others since: these may be each other's only ones. */
  readonly #suspects = new Set<HostedObject>();
  /** Objects whose waiting calls are to be tried, because something changed. */
  readonly changed = new Changed();
  readonly #deadlines: Deadlines<Due>;
  /** What objects and sessions may take. */
  readonly budget: Budget;

  constructor(definitions: readonly TypeDefinition[], deadlines: Deadlines<Due>, budget: Budget) {
    this.#deadlines = deadlines;
    this.budget = budget;
    this.#types = new Map(definitions.map((definition) => [definition.name, new HostedType(definition)]));
  }

  get size(): number {
    return this.#byId.size;
  }

  /** All of them, oldest first. */
  objects(): Iterable<HostedObject> {
    return this.#byId.values();
  }

  /** All types, in the order of their registration. */
  types(): Iterable<HostedType> {
    return this.#types.values();
  }

  find(id: Id): HostedObject | undefined {
    return this.#byId.get(id);
  }

  get(id: Id): HostedObject {
    const object = this.#byId.get(id);
    if (!object)
      throw new ObjectGoneError('the object does not exist any more: the last reference to it was given back');
    return object;
  }

  /** Also one that was dropped: whoever stores references to it must be able to move them and to let them go. */
  getAlsoDropped(id: Id): HostedObject {
    return this.#dropped.get(id) ?? this.get(id);
  }

  /** The object of this name. Throws `ObjectGoneError` if there is none. */
  named(name: string): HostedObject {
    const object = this.#byName.get(name);
    if (!object) throw new ObjectGoneError(`there is no object ${JSON.stringify(name)}`);
    return object;
  }

  /** Throws `ValueError` where another object has the new name. */
  rename(object: HostedObject, newName: string): void {
    const other = this.#byName.get(newName);
    if (other) throw new ValueError(`the name ${JSON.stringify(newName)} is taken, by ${withArticle(other.type.name)}`);
    if (object.name !== null) this.#byName.delete(object.name);
    object.name = newName;
    this.#byName.set(newName, object);
  }

  /** Objects that are nothing without this one, as conditions on a lock. */
  *builtOn(object: HostedObject): Iterable<HostedObject> {
    for (const other of object.containers) if (other.type.bases(other.options).includes(object.id)) yield other;
  }

  /** Ends an object whatever refers to it; what only it referred to ends with the next sweep. No call may wait there. */
  drop(object: HostedObject): void {
    if (!this.#byId.delete(object.id)) return;
    if (object.name !== null) this.#byName.delete(object.name);
    this.#dropped.set(object.id, object);
    this.#leaveAll(object);
    object.becomeDropped();
    this.#loosened(object);
  }

  /** The object of this name, or a new one of this id, for somebody with these rights. */
  open({ type: typeName, name, id, options: given }: Wanted, lookUp: LookUp, now: number, by: Rights): HostedObject {
    const type = this.#type(typeName);
    if (name !== null && !by.areAll) checkAny(by, { type: typeName, name });
    const present = name === null ? undefined : this.#byName.get(name);
    if (present) return agreeing(present, type, given, lookUp);
    if (name !== null && !by.areAll) checkCreate(by, { type: typeName, name });
    return this.#create(type, name, id, type.completeOptions(given, lookUp), now, by);
  }

  /** The object of this id, for somebody with these rights. */
  attach(id: Id, by: Rights): HostedObject {
    const object = this.get(id);
    if (object.name !== null && !by.areAll) checkAny(by, { type: object.type.name, name: object.name });
    return object;
  }

  /**
   * A new object without a name, which the next sweep ends unless something refers to it by then. It is made with the rights
   * of whoever called the object that makes it.
   */
  make({ type: typeName, id, options, references }: NewObject, now: number, by: Rights): void {
    const type = this.#type(typeName);
    const lookUp: LookUp = (place) => this.get(references[place] as Id);
    this.#loosened(this.#create(type, null, id, type.completeOptions(options, lookUp), now, by));
  }

  /** Gives one reference back. */
  release(object: HostedObject): void {
    object.references--;
    this.#loosened(object);
  }

  /** A value that is no longer stored in `container` referred to `content`. */
  unstore(container: HostedObject, content: HostedObject): void {
    container.contents.remove(content);
    content.containers.remove(container);
    this.#loosened(content);
  }

  /** Ends the objects that nothing refers to, and with each what only its contents referred to. */
  sweep(): void {
    if (this.#doomed.size === 0) return;
    for (const object of this.#doomed) {
      this.#doomed.delete(object);
      if (object.references === 0 && object.stored === 0) this.#end(object);
    }
  }

  /** Ends the containers that are kept only by each other. */
  collect(): void {
    this.sweep();
    // What contained others of their kind leaves new ones.
    while (this.#suspects.size > 0) {
      const lost = unreachable(this.#suspects);
      this.#suspects.clear();
      for (const object of lost) this.#end(object);
      this.sweep();
    }
  }

  /**
   * Sees to it that the object gets its turn when its state has something to do, and that it is weighed again. To be called
   * after every turn.
   */
  schedule(object: HostedObject): void {
    this.budget.changed(object);
    const { dueAt } = object.state;
    if (object.place >= 0 ? object.at === dueAt : dueAt === undefined) return;
    this.#deadlines.remove(object);
    if (dueAt === undefined || this.#byId.get(object.id) !== object) return;
    object.at = dueAt;
    this.#deadlines.add(object);
  }

  #type(name: string): HostedType {
    const type = this.#types.get(name);
    if (type) return type;
    const known = [...this.#types.keys()].join(', ');
    throw new UnknownTypeError(
      `this broker has no shared type ${JSON.stringify(name)}; it has ${known}. Give it the module of a type of your own: Manager.start({ types: [url] }), or holdall serve --types <module>`,
    );
  }

  #create(type: HostedType, name: string | null, id: Id, options: Options, now: number, by: Rights): HostedObject {
    if (this.#byId.has(id) || this.#dropped.has(id))
      throw new ArgumentError(`the id ${id} is taken: choose 128 random bits for each new object`);
    this.#checkRoom(options);
    const references = type.references(options);
    if (!by.areAll) {
      for (const { option, id: other, isSource } of references) {
        by.require(isSource ? 'read' : 'write', this.get(other), `option ${option} of ${type.name}`);
      }
    }
    const object = new HostedObject(id, type, name, options, type.create(options));
    this.#byId.set(id, object);
    type.made++;
    type.objects++;
    if (name !== null) this.#byName.set(name, object);
    for (const { id: other, isSource } of references) {
      object.store(this.get(other));
      if (isSource) object.source = this.get(other);
    }
    this.budget.enter(object);
    object.state.created?.(new ObjectTurn(this, object, now));
    this.changed.add(object);
    return object;
  }

  #checkRoom(options: Options): void {
    const { objects } = this.budget.limits;
    if (this.#byId.size >= objects) {
      throw reached('objects', `the broker has ${objects} objects already: drop some that nobody needs`, Overloaded);
    }
    const lack = this.budget.objection(OBJECT_BYTES + bytesHeld(Object.values(options)));
    if (lack) throw lack;
  }

  /** A container's end gives back its references at once, so that a long chain of them ends in one sweep. */
  #end(object: HostedObject): void {
    if (this.#byId.delete(object.id)) this.#leaveAll(object);
    else this.#dropped.delete(object.id);
  }

  /** Gives back what the object has, and takes it out of all that it stands in but the maps. */
  #leaveAll(object: HostedObject): void {
    this.budget.leave(object);
    object.type.objects--;
    this.#suspects.delete(object);
    this.changed.delete(object);
    this.#deadlines.remove(object);
    if (object.contents.total === 0) return;
    for (const content of object.contents) {
      content.containers.removeAll(object);
      this.#loosened(content);
    }
    object.contents.clear();
  }

  #loosened(object: HostedObject): void {
    if (object.name !== null || object.references > 0) return;
    if (object.stored === 0) this.#doomed.add(object);
    else if (object.contents.total > 0) this.#suspects.add(object);
  }
}

/** What its opener calls it: whether it is that, or is at all, is not told before the rights are known. */
function wantedAs({ type, name }: { readonly type: string; readonly name: string }) {
  return { name, toString: () => `${type} ${JSON.stringify(name)}` };
}

function checkAny(by: Rights, wanted: { readonly type: string; readonly name: string }): void {
  if (by.on(wanted.name) === 0) throw lackingAny(by.principal, wantedAs(wanted), 'open');
}

function checkCreate(by: Rights, wanted: { readonly type: string; readonly name: string }): void {
  const has = by.on(wanted.name);
  if ((has & setOf('create')) === 0) throw lackingOn(by.principal, 'create', rightsIn(has), wantedAs(wanted), 'open');
}

/** The object, if it is of the type and has the options that are asked for; options not asked for do not matter. */
function agreeing(present: HostedObject, type: HostedType, given: Options, lookUp: LookUp): HostedObject {
  if (present.type !== type) {
    throw new TypeConflictError(
      `${JSON.stringify(present.name)} is ${withArticle(present.type.name)}, not ${withArticle(type.name)}: choose another name, or open it as ${withArticle(present.type.name)}`,
    );
  }
  const wanted = type.completeOptions(given, lookUp);
  for (const [name, value] of Object.entries(given)) {
    const difference =
      value === null ? undefined : type.difference(name, wanted[name] as Plain, present.options[name] as Plain);
    if (difference !== undefined) {
      throw new OptionsConflictError(`${present} was created ${difference}: open it without ${name}, or with the same`);
    }
  }
  return present;
}
