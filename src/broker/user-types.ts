import { ArgumentError, StateError } from '../../protocol/errors.js';
import type { Id, Plain } from '../../protocol/messages.js';
import {
  type Call,
  type Options,
  type Outcome,
  PARK,
  ReferringValue,
  type Result,
  type State,
  type Stored,
  type TypeDefinition,
} from '../objects/contract.js';
import { describe } from '../objects/describe.js';
import { checkOptions } from '../objects/options.js';
import { textOf } from '../objects/text-of.js';
import { Thrown } from '../objects/thrown.js';
import { type CurrentCall, during } from '../user-types/current-call.js';
import { type Definition, definitionOf } from '../user-types/define.js';
import { idOf, SharedReference } from '../user-types/reference.js';
import type { Snapshooting } from '../user-types/typing.js';
import { decodeValue, derivedId } from '../wire/index.js';
import {
  bare,
  decodeArgument,
  decodeBytes,
  encoded,
  encodedResult,
  type KnownTokens,
  type Tokens,
  thrownBy,
} from './user-values.js';

/** What the classes of one broker need beside their calls. */
export interface World {
  /** Nobody outside of the broker knows it: ids of objects that objects make follow from it. */
  readonly secret: Uint8Array;
  /** All types of the broker, by name. */
  readonly types: ReadonlyMap<string, TypeDefinition>;
}

/**
 * A user's class as the engine hosts it. The engine never looks into values, and the class works with nothing else: this
 * stands between them, decodes what goes in and encodes what comes out, at once. PROTOCOL.md, "User-defined types".
 */
export function hostedType(definition: Definition, world: World): TypeDefinition {
  const { name, operations, options } = definition;
  return {
    name,
    operations,
    options,
    create: ({ args }) => new UserState(definition, world, construct(definition, args as Uint8Array | null)),
    restore: (_options, snapshot) => UserState.restore(definition, world, snapshot),
    run: (state, operation, call, [args]) => (state as UserState).run(operation, call, args as readonly Stored[]),
  };
}

/** An instance of a user's class, and the references that it stores. */
class UserState implements State {
  readonly #definition: Definition;
  readonly #world: World;
  readonly #instance: Snapshooting;
  /** What its snapshot refers to: each is kept once, and is the same object as long as it is. */
  #kept: Tokens = new Map();
  /** How many objects it has made. */
  #made = 0;

  constructor(definition: Definition, world: World, instance: Snapshooting) {
    this.#definition = definition;
    this.#world = world;
    this.#instance = instance;
  }

  /** One call of a method. What it throws, and what it gives that cannot travel, is the caller's to know. */
  run(name: string, call: Call, args: readonly Stored[]): Outcome {
    const what = `${this.#definition.name}.${name}`;
    const arrived = new Map(this.#kept);
    const given = args.map((arg, place) => decodeArgument(arg, call, arrived, `argument args[${place}] of ${what}`));
    let isParked = false;
    try {
      const outcome = this.#carryOut(name, call, arrived, given, what);
      isParked = outcome === PARK;
      return outcome;
    } finally {
      if (!isParked && arrived.size > 0) this.#recount(call);
    }
  }

  /** Tells the class that a client has ended who held something here. There is nobody to tell what it throws. */
  sessionEnded(call: Call): void {
    try {
      this.#instance.sessionEnded?.(call.session);
      if (this.#kept.size > 0) this.#recount(call);
    } catch (thrown) {
      process.emitWarning(`${this.#definition.name}.sessionEnded threw: ${textOf(thrown)}`, 'HoldallWarning');
    }
  }

  snapshot(): Result {
    const { value, tokens } = this.#encodedSnapshot();
    return [value, this.#made, [...tokens.values()].map(({ type, name }) => [type, name ?? null])];
  }

  static restore(definition: Definition, world: World, snapshot: Result): UserState {
    const [value, made, identities] = snapshot as [Stored, number, [type: string, name: string | null][]];
    const ids = value instanceof ReferringValue ? value.references : [];
    const tokens = new Map<Id, SharedReference>();
    for (const [place, [type, name]] of identities.entries()) {
      tokens.set(ids[place] as Id, new SharedReference(ids[place] as Id, type, name ?? undefined));
    }
    const bytes = value instanceof ReferringValue ? value.bytes : value;
    const restored = definition.class.restore(decodeValue(bytes, [...tokens.values()]) as never);
    const state = new UserState(definition, world, restored);
    state.#kept = tokens;
    state.#made = made;
    return state;
  }

  #carryOut(name: string, call: Call, known: KnownTokens, args: readonly unknown[], what: string): Outcome {
    const method = this.#definition.methods.get(name);
    const { current, end } = this.#currentCall(call, known);
    let result: unknown;
    try {
      result = during(current, () => method?.apply(this.#instance, [...args]));
    } catch (thrown) {
      throw thrownBy(thrown, what);
    } finally {
      end();
    }
    return result === PARK ? PARK : encodedResult(result, call, what);
  }

  /** What it says to store now is kept, what it said before and does not say any more is not. */
  #recount(call: Call): void {
    const { tokens } = this.#encodedSnapshot();
    const kept = new Map([...tokens].filter(([id]) => call.whatIs(id) !== undefined));
    for (const id of kept.keys()) if (!this.#kept.has(id)) call.keep(referenceTo(id));
    for (const id of this.#kept.keys()) if (!kept.has(id) && call.whatIs(id)) call.drop(referenceTo(id));
    this.#kept = kept;
  }

  #encodedSnapshot(): { readonly value: Stored; readonly tokens: Tokens } {
    const what = `${this.#definition.name}.snapshot()`;
    let snapshot: unknown;
    try {
      snapshot = this.#instance.snapshot();
    } catch (thrown) {
      throw thrownBy(thrown, what);
    }
    return encoded(snapshot, what);
  }

  /** The call as the method sees it; `end` is called when the method has returned, and then it sees nothing any more. */
  #currentCall(call: Call, known: Map<Id, SharedReference>): { readonly current: CurrentCall; end(): void } {
    let isOver = false;
    const whileItLasts = () => {
      if (isOver)
        throw new StateError('this call is over: what currentCall() gives is for the method that asks for it');
    };
    const current: CurrentCall = {
      now: call.now,
      session: call.session,
      owner: call.owner,
      hold() {
        whileItLasts();
        call.hold();
      },
      letGo() {
        whileItLasts();
        call.letGo();
      },
      create: (type: unknown, ...args: readonly unknown[]): SharedReference<never> => {
        whileItLasts();
        return this.#create(call, known, type, args);
      },
    };
    return { current, end: () => (isOver = true) };
  }

  #create(call: Call, known: KnownTokens, given: unknown, args: readonly unknown[]): SharedReference<never> {
    const userType = definitionOf(given);
    const type = userType?.name ?? given;
    if (typeof type !== 'string') {
      throw new ArgumentError(`create takes the name of a type, or what defineType returned; got ${describe(given)}`);
    }
    const id = derivedId(this.#world.secret, call.self, ++this.#made);
    const options = userType ? { args } : (args[0] ?? {});
    try {
      call.create({ id, type, ...this.#wireOptions(type, options) });
    } catch (error) {
      throw error instanceof Thrown ? decodeValue(error.encoding) : error;
    }
    const token = new SharedReference<never>(id, type, undefined);
    known.set(id, token);
    return token;
  }

  /** Options as the engine takes them: values encoded, and a place in a list for each reference. */
  #wireOptions(type: string, given: unknown): { readonly options: Options; readonly references: readonly Id[] } {
    const known = this.#world.types.get(type)?.options ?? {};
    checkOptions(given, Object.keys(known), type);
    const references: Id[] = [];
    const options = Object.entries(given).map(([name, option]): [string, Plain] => {
      if (known[name]?.holdsValue) return [name, bare(option, `option ${name} of ${type}`)];
      const id = idOf(option);
      return [name, id === undefined ? (option as Plain) : references.push(id) - 1];
    });
    return { options: Object.fromEntries(options.filter(([, option]) => option !== undefined)), references };
  }
}

function construct({ name, class: Class }: Definition, args: Uint8Array | null): Snapshooting {
  const given = args === null ? [] : decodeBytes(args, [], `option args of ${name}`);
  if (!Array.isArray(given)) {
    throw new ArgumentError(
      `option args of ${name} must be an array, the arguments of its constructor; got ${describe(given)}`,
    );
  }
  try {
    return during(undefined, () => new Class(...(given as never)));
  } catch (thrown) {
    throw thrownBy(thrown, `new ${name}`);
  }
}

function referenceTo(id: Id): ReferringValue {
  return new ReferringValue(new Uint8Array(), [id]);
}
