import { ArgumentError, errorClass, HoldallError, InternalError } from '../../protocol/errors.js';
import type { Handle, Id, Plain } from '../../protocol/messages.js';
import type { Adds, Call, Option, Options, Outcome, State, TypeDefinition } from '../objects/contract.js';
import { describe } from '../objects/describe.js';
import type { Operation, Waiting } from '../objects/operation.js';
import { checkOptionNames } from '../objects/options.js';
import { CallCounts } from './call-counts.js';
import { type RightSet, setOf } from './entitlement.js';
import type { HostedObject } from './hosted-object.js';

/** An operation, bound to the method of the state class that carries it out. */
export interface Method<Description extends Waiting = Waiting> {
  readonly name: string;
  /** With the name of its type, as `list.remove`. */
  readonly calledAs: string;
  readonly operation: Description;
  /** Whether a call is refused for want of room in its session's answers: see `Waiting.frees`. */
  readonly needsRoom: boolean;
  /** How many items a call may add to its object; `undefined` for what adds none. */
  readonly adds: Adds | undefined;
  /** The right that its caller must have on the object. */
  readonly needs: RightSet;
  run(state: State, call: Call, args: readonly unknown[]): Outcome;
}

/** One that messages name. */
export interface CalledMethod extends Method<Operation> {
  /** What errors call each of its arguments: made once, as every argument of every call needs it at hand. */
  readonly argumentTitles: readonly string[];
  readonly counts: CallCounts;
}

/** A registered type, as the engine uses it. */
export class HostedType {
  readonly #definition: TypeDefinition;
  /** By name, built from the description: a name off the wire is only ever looked up here, never in an object. */
  readonly methods: ReadonlyMap<string, CalledMethod>;
  /** Those that only a `GoOn` leads to: no message is looked up here. */
  readonly #inner: ReadonlyMap<string, Method>;
  /** How many objects of it were made, and how many there are. */
  made = 0;
  objects = 0;
  /** Whether its states are known to have a method for each operation. */
  #isChecked = false;
  /** The options of those who ask for none: most objects. */
  #usual: Options | undefined;

  constructor(definition: TypeDefinition) {
    this.#definition = definition;
    this.methods = calledMethodsOf(definition);
    this.#inner = innerMethodsOf(definition);
  }

  /** What an item takes in its objects beside its bytes. */
  get itemBytes(): number {
    return this.#definition.growth?.bytesEach ?? 0;
  }

  get name(): string {
    return this.#definition.name;
  }

  /** The method that a call goes on as. */
  method(name: string): Method {
    const method = this.#inner.get(name) ?? this.methods.get(name);
    if (!method) throw new InternalError(`a call was to go on as ${this.name}.${name}, which is no operation`);
    return method;
  }

  /**
   * A new object's state. Throws `ArgumentError` where an option is missing without which there can be none, and
   * `InternalError` when the state class lacks a method for one of its operations.
   */
  create(options: Options): State {
    this.#checkNeeded(options);
    const state = this.#definition.create(options);
    if (!this.#isChecked) this.#checkMethods(state);
    return state;
  }

  /**
   * The options in force when `given` are asked for; handles among them become ids. Throws `ArgumentError` for unknown and
   * for wrong ones.
   */
  completeOptions(given: Options, lookUp: LookUp): Options {
    if (Object.keys(given).length > 0) return this.#complete(given, lookUp);
    this.#usual ??= this.#complete(given, lookUp);
    return this.#usual;
  }

  #complete(given: Options, lookUp: LookUp): Options {
    const known = this.#definition.options;
    checkOptionNames(given, Object.keys(known), this.name);
    return Object.fromEntries(
      Object.entries(known).map(([name, option]) => {
        const value = given[name] ?? option.byDefault;
        const wanted = option.wrong(value);
        if (wanted !== undefined) throw this.#wrongOption(name, wanted, describe(value));
        return [name, this.#taken(name, option, value, lookUp)] as const satisfies [string, Plain];
      }),
    );
  }

  /** The ids of the objects without which one with these options is nothing. */
  bases(options: Options): readonly Id[] {
    const bases = Object.entries(this.#definition.options).filter(([, { isBasis }]) => isBasis);
    return bases.flatMap(([name]) => (options[name] ?? []) as Id | []);
  }

  /** What `options` refer to. */
  references(options: Options): readonly { readonly option: string; readonly id: Id; readonly isSource: boolean }[] {
    return Object.entries(this.#definition.options)
      .filter(([name, option]) => option.refersTo && options[name] !== null)
      .map(([name, { isSource = false }]) => ({ option: name, id: options[name] as Id, isSource }));
  }

  /** The options of an object as people may see them: `told` stands for an object among them. Values are left out. */
  shownOptions(options: Options, told: (id: Id) => Plain): Options {
    const shown = Object.entries(this.#definition.options).filter(([, { holdsValue }]) => !holdsValue);
    return Object.fromEntries(
      shown.map(([name, { refersTo }]) => {
        const value = options[name] ?? null;
        return [name, refersTo && value !== null ? told(value as Id) : value];
      }),
    );
  }

  /**
   * How an option that is asked for differs from that of the object that is there; `undefined` if it does not. Says no ids:
   * who knows an object's id can reach it.
   */
  difference(name: string, wanted: Plain, present: Plain): string | undefined {
    const option = this.#definition.options[name];
    if (option?.holdsValue || wanted === present) return undefined;
    if (present === null) return `without ${name}`;
    if (option?.refersTo) return `with another ${name}`;
    return `with ${name} ${JSON.stringify(present)}, not ${JSON.stringify(wanted)}`;
  }

  /** The first state of the type stands for all. */
  #checkMethods(state: State): void {
    for (const name of this.#definition.run ? [] : [...this.methods.keys(), ...this.#inner.keys()]) {
      if (typeof (state as State & Record<string, unknown>)[name] !== 'function') {
        throw new InternalError(`the state of ${this.name} has no method ${name}, which its operations name`);
      }
    }
    this.#isChecked = true;
  }

  #checkNeeded(options: Options): void {
    const known = Object.entries(this.#definition.options);
    const missing = known.find(([name, option]) => option.isNeeded && options[name] === null)?.[0];
    if (missing === undefined) return;
    throw new ArgumentError(
      `option ${missing} of ${this.name} is missing: a new one cannot be made without, as ${this.name}(name, { ${missing}: … })`,
    );
  }

  /** An option as the state gets it. */
  #taken(name: string, { refersTo, holdsValue }: Option, value: Plain, lookUp: LookUp): Plain {
    // The bytes given are a view that would keep the whole frame in memory.
    if (holdsValue && value instanceof Uint8Array) return new Uint8Array(value);
    if (!refersTo || value === null) return value;
    const object = this.#referredTo(name, () => lookUp(value as Handle));
    if (refersTo.includes(object.type.name)) return object.id;
    throw this.#wrongOption(name, `a ${refersTo.join(' or a ')}`, `${object}`);
  }

  /** An object whose own opening failed fails this one, for the same reason. */
  #referredTo(name: string, find: () => HostedObject): HostedObject {
    try {
      return find();
    } catch (error) {
      const Class = error instanceof HoldallError ? errorClass(error.code) : undefined;
      throw Class ? new Class(`option ${name} of ${this.name}: ${(error as Error).message}`) : error;
    }
  }

  #wrongOption(name: string, wanted: string, got: string): ArgumentError {
    return new ArgumentError(`option ${name} of ${this.name} must be ${wanted}; got ${got}`);
  }
}

/** The object behind a handle of whoever asks for the options. */
export type LookUp = (handle: Handle) => HostedObject;

function calledMethodsOf(definition: TypeDefinition): Map<string, CalledMethod> {
  const { name: type, operations } = definition;
  const called = ([name, operation]: [string, Operation]): [string, CalledMethod] => {
    const argumentTitles = operation.names.map((argument) => `argument ${argument} of ${type}.${name}`);
    const needsRoom = !operation.frees;
    const calledAs = `${type}.${name}`;
    const needs = neededFor(operation);
    const adds = definition.growth?.by[name];
    const run = runnerOf(name, definition);
    const counts = new CallCounts();
    return [name, { name, calledAs, operation, needsRoom, adds, needs, run, argumentTitles, counts }];
  };
  return new Map(Object.entries(operations).map(called));
}

function innerMethodsOf(definition: TypeDefinition): Map<string, Method> {
  const inner = ([name, operation]: [string, Waiting]): [string, Method] => {
    const calledAs = `${definition.name}.${name}`;
    const needs = neededFor(operation);
    const run = runnerOf(name, definition);
    return [name, { name, calledAs, operation, needsRoom: false, adds: undefined, needs, run }];
  };
  return new Map(Object.entries(definition.inner ?? {}).map(inner));
}

function neededFor({ reads = false }: Waiting): RightSet {
  return setOf(reads ? 'read' : 'write');
}

function runnerOf(name: string, definition: TypeDefinition): Method['run'] {
  type Run = (call: Call, ...args: readonly unknown[]) => Outcome;
  if (definition.run) return (state, call, args) => definition.run?.(state, name, call, args);
  return (state, call, args) => (state as State & Record<string, Run>)[name]?.(call, ...args);
}
