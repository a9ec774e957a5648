import { ArgumentError, InternalError } from '../../protocol/errors.js';
import type { Plain } from '../../protocol/messages.js';
import type { Call, Options, Outcome, State, TypeDefinition } from '../objects/contract.js';
import { describe } from '../objects/describe.js';
import type { Operation } from '../objects/operation.js';
import { checkOptionNames } from '../objects/options.js';

/** An operation, bound to the method of the state class that carries it out. */
export interface Method {
  readonly name: string;
  readonly operation: Operation;
  run(state: State, call: Call, args: readonly unknown[]): Outcome;
}

/** A registered type, as the engine uses it. */
export class HostedType {
  readonly #definition: TypeDefinition;
  /** By name, built from the description: a name off the wire is only ever looked up here, never in an object. */
  readonly methods: ReadonlyMap<string, Method>;

  constructor(definition: TypeDefinition) {
    this.#definition = definition;
    this.methods = new Map(
      Object.entries(definition.operations).map(([name, operation]) => [name, methodOf(name, operation)]),
    );
  }

  get name(): string {
    return this.#definition.name;
  }

  /** Throws when the state class lacks a method for one of its operations. */
  create(options: Options): State {
    const state = this.#definition.create(options);
    for (const name of this.methods.keys()) {
      if (typeof (state as State & Record<string, unknown>)[name] !== 'function') {
        throw new InternalError(`the state of ${this.name} has no method ${name}, which its operations name`);
      }
    }
    return state;
  }

  /** The options in force when `given` are asked for. Throws `ArgumentError` for unknown and for wrong ones. */
  completeOptions(given: Options): Options {
    const known = this.#definition.options;
    checkOptionNames(given, Object.keys(known), this.name);
    return Object.fromEntries(
      Object.entries(known).map(([name, option]) => {
        const value = given[name] ?? option.byDefault;
        const wanted = option.wrong(value);
        if (wanted !== undefined) {
          throw new ArgumentError(`option ${name} of ${this.name} must be ${wanted}; got ${describe(value)}`);
        }
        return [name, value] as const satisfies [string, Plain];
      }),
    );
  }
}

function methodOf(name: string, operation: Operation): Method {
  type Run = (call: Call, ...args: readonly unknown[]) => Outcome;
  return {
    name,
    operation,
    run: (state, call, args) => (state as State & Record<string, Run>)[name]?.(call, ...args),
  };
}
