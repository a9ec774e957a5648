import { ArgumentError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Option } from '../objects/contract.js';
import { describe } from '../objects/describe.js';
import { sharedTypes } from '../objects/index.js';
import { aValue, list, value } from '../objects/kinds.js';
import { type Operations, operation } from '../objects/operation.js';
import { checkOptions, initialValue } from '../objects/options.js';
import { type Reference, SharedObject } from '../objects/shared-object.js';
import { proxyClass } from './proxy.js';
import type { ArgumentsOf, MethodName, ProxyFor, UserClass } from './typing.js';

declare const proxyOf: unique symbol;
declare const argumentsOf: unique symbol;

export interface TypeOptions<Name extends string = string> {
  /** The methods that clients may call; no other can be. */
  readonly methods: readonly Name[];
  /**
   * The waiting lines of methods that return `PARK`: calls of one line are served in their order. Default: each method has
   * a line of its own, named like it.
   */
  readonly lines?: { readonly [K in Name]?: string };
  /**
   * Those of the methods that change nothing: who may only read the object may call them. Default: none, so that each method
   * needs the right to write.
   */
  readonly reads?: readonly NoInfer<Name>[];
}

/** A method that clients may call. */
export type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/** A shared type of a user's: what `defineType` returned. `manager.open` opens objects of it. */
export class UserType<P extends SharedObject = SharedObject, Args extends readonly unknown[] = readonly unknown[]> {
  /** For the compiler alone: the type's proxies, and what its constructor takes. */
  declare readonly [proxyOf]: P;
  declare readonly [argumentsOf]: Args;
  /** The name on the wire. */
  readonly name: string;
  readonly #definition: Definition;

  /** Use `defineType`. */
  constructor(definition: Definition) {
    this.name = definition.name;
    this.#definition = definition;
  }

  /** What a type is made of; `undefined` for what is no user-defined type. */
  static definitionOf(type: unknown): Definition | undefined {
    return typeof type === 'object' && type !== null && #definition in type ? type.#definition : undefined;
  }
}

export const definitionOf = UserType.definitionOf;

/** The proxies of a user-defined type: `ProxyOf<typeof leaderboard>`. */
export type ProxyOf<Type> = Type extends UserType<infer Proxy, infer _Args> ? Proxy : never;

/** A user-defined type with all that client and broker need of it. */
export interface Definition {
  readonly name: string;
  readonly class: UserClass;
  /** By name, taken from the class once: a name off the wire is looked up here and never in an object. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly operations: Operations;
  readonly options: Readonly<Record<string, Option>>;
  /** Makes a proxy of a reference. */
  revive(reference: Reference): SharedObject;
}

/** All types that this process has defined, by name. */
const defined = new Map<string, Definition>();

/** The type of this name, if this process has imported the module that defines it. */
export function definedType(name: string): Definition | undefined {
  return defined.get(name);
}

/**
 * Defines a shared type of your own: its state is an instance of `Class` in the broker, and its `methods` can be called
 * through proxies that `manager.open` gives. Call it at the top level of a module and export what it returns: the broker
 * imports that module and takes the type from it (`Manager.start({ types })`, `holdall serve --types`), and each program
 * that uses the type imports it too. Throws `ArgumentError` for what can be no type. docs/guide.md, "Types of your own".
 */
export function defineType<Class extends UserClass, const Name extends MethodName<InstanceType<Class>>>(
  name: string,
  Class: Class,
  options: TypeOptions<Name>,
): UserType<ProxyFor<InstanceType<Class>, Name>, ArgumentsOf<Class>> {
  checkTypeName(name);
  checkClass(name, Class);
  checkOptions(options, ['methods', 'lines', 'reads'], `defineType(${JSON.stringify(name)})`);
  const methods = methodsOf(name, Class, options.methods);
  const operations = operationsOf(name, methods, options.lines, readingOf(name, methods, options.reads));
  const ProxyClass = proxyClass(operations, new Map([...methods].map(([each, method]) => [each, method.length])));
  const definition: Definition = {
    name,
    class: Class,
    methods,
    operations,
    options: { args: initialValue },
    revive: (reference) => new ProxyClass(reference),
  };
  defined.set(name, definition);
  return new UserType(definition);
}

function checkTypeName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > limits.nameBytes) {
    throw new ArgumentError(
      `the name of a type must be a string of 1 to ${limits.nameBytes} bytes, as 'leaderboard'; got ${describe(name)}`,
    );
  }
  if (Object.hasOwn(sharedTypes, name) || name === 'broker') {
    throw new ArgumentError(`${JSON.stringify(name)} is a type of holdall's own: choose another name for yours`);
  }
  if (defined.has(name)) {
    throw new ArgumentError(
      `there is a type named ${JSON.stringify(name)} already, of class ${defined.get(name)?.class.name}: give the second one another name`,
    );
  }
}

function checkClass(name: string, given: unknown): asserts given is UserClass {
  // A prototype is what methods are looked up in; functions that are no classes may lack one.
  const isClass = typeof given === 'function' && typeof given.prototype === 'object' && given.prototype !== null;
  if (!isClass) throw new ArgumentError(`the type ${JSON.stringify(name)} needs a class; got ${describe(given)}`);
  const what = `the class ${given.name || '(anonymous)'} of type ${JSON.stringify(name)}`;
  if (typeof Reflect.get(given.prototype, 'snapshot') !== 'function') {
    throw new ArgumentError(`${what} needs a method snapshot(), which returns all of its state as a value`);
  }
  if (typeof Reflect.get(given, 'restore') !== 'function') {
    throw new ArgumentError(`${what} needs a static method restore(snapshot), which makes an equal instance of it`);
  }
}

function methodsOf(type: string, { prototype }: UserClass, names: unknown): Map<string, Method> {
  if (!Array.isArray(names) || names.length === 0) {
    throw new ArgumentError(
      `methods of type ${JSON.stringify(type)} must be an array of one name or more, as ['add', 'top']; got ${describe(names)}`,
    );
  }
  const methods = new Map<string, Method>();
  for (const name of names as readonly unknown[]) {
    const problem = problemOf(name, prototype) ?? (methods.has(name as string) ? 'stands there twice' : undefined);
    if (problem !== undefined) {
      throw new ArgumentError(`methods of type ${JSON.stringify(type)}: ${describe(name)} ${problem}`);
    }
    methods.set(name as string, Object.getOwnPropertyDescriptor(prototype, name as string)?.value as Method);
  }
  return methods;
}

const nowSynchronous = 'must return its result, not a promise: the broker carries out one call at a time';

/** What functions that do not return their result are, by their tags. */
const notSynchronous: Readonly<Record<string, string>> = {
  '[object AsyncFunction]': `is async, but ${nowSynchronous}`,
  '[object AsyncGeneratorFunction]': `is an async generator, but ${nowSynchronous}`,
  '[object GeneratorFunction]': 'is a generator: return an array instead',
};

/** Why this can be no method for clients to call, after its name; `undefined` if it can. */
function problemOf(name: unknown, prototype: object): string | undefined {
  if (typeof name !== 'string' || name === '') return 'is no name: a method is named by a string';
  if (Buffer.byteLength(name) > limits.nameBytes) return `is longer than ${limits.nameBytes} bytes`;
  // Every proxy has these, be it by inheritance; and what has a `then` is taken for a promise.
  if (name === 'then' || name in SharedObject.prototype)
    return 'is a name that every proxy uses itself: choose another';
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (!descriptor) {
    return name in prototype
      ? 'is inherited: declare it in the class itself'
      : 'is no method of the class. A function that is kept in a field is none';
  }
  if (typeof descriptor.value !== 'function') return 'is no method of the class but an accessor or a value';
  return notSynchronous[Object.prototype.toString.call(descriptor.value)];
}

function readingOf(type: string, methods: ReadonlyMap<string, Method>, names: unknown = []): ReadonlySet<string> {
  const what = `reads of type ${JSON.stringify(type)}`;
  if (!Array.isArray(names)) {
    throw new ArgumentError(`${what} must be an array of names among its methods, as ['top']; got ${describe(names)}`);
  }
  const unknown = names.find((name) => !methods.has(name));
  if (unknown === undefined) return new Set(names);
  throw new ArgumentError(
    `${what}: ${describe(unknown)} is none of its methods, which are ${[...methods.keys()].join(', ')}`,
  );
}

function operationsOf(
  type: string,
  methods: ReadonlyMap<string, Method>,
  lines: unknown = {},
  reads: ReadonlySet<string>,
): Operations {
  const what = `lines of type ${JSON.stringify(type)}`;
  checkOptions(lines, [...methods.keys()], what);
  const lineOf = new Map<string, unknown>(Object.entries(lines));
  return Object.fromEntries(
    [...methods.keys()].map((name) => {
      const line = lineOf.get(name) ?? name;
      if (typeof line !== 'string' || line === '') {
        throw new ArgumentError(`${what}: the line of ${name} must be named by a string; got ${describe(line)}`);
      }
      return [name, operation([['args', list(value)]], aValue, { line, reads: reads.has(name) })];
    }),
  );
}
