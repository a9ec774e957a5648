import type { Operations } from '../objects/operation.js';
import { isPlainObject } from '../objects/plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../objects/shared-object.js';

/** The names of all call options, which the compiler keeps complete. */
const optionNames = new Set<string>(
  Object.keys({ timeout: true, signal: true, fence: true, owner: true } satisfies Record<keyof CallOptions, true>),
);

/** How many arguments a method must be given. */
export type Arities = ReadonlyMap<string, number>;

/** Makes the class of a type's proxies: one method for each operation, on its prototype as if it were written there. */
export function proxyClass(operations: Operations, arities: Arities): new (reference: Reference) => SharedObject {
  class UserProxy extends SharedObject {
    constructor(reference: Reference) {
      super(reference, operations);
    }

    call(name: string, given: readonly unknown[], options: CallOptions | undefined): Promise<unknown> {
      return this.invoke(name, [given] as never, options);
    }
  }
  const { call } = UserProxy.prototype;
  // From here on the class has no members but those of all proxies, and those that follow.
  Reflect.deleteProperty(UserProxy.prototype, 'call');
  for (const name of Object.keys(operations)) {
    const value = function method(this: UserProxy, ...given: unknown[]): Promise<unknown> {
      const options = optionsIn(given, arities.get(name) ?? 0);
      return call.call(this, name, options ? given.slice(0, -1) : given, options);
    };
    Object.defineProperty(value, 'name', { value: name });
    Object.defineProperty(UserProxy.prototype, name, { value, configurable: true, writable: true });
  }
  return UserProxy;
}

/**
 * The call options among what a proxy's method was given. They come last, after all that the method must be given, and are
 * an object in which every field is a call option, and at least one is there: so an object of data is not taken for them.
 */
function optionsIn(given: readonly unknown[], arity: number): CallOptions | undefined {
  const last = given.at(-1);
  if (given.length <= arity || !isPlainObject(last)) return undefined;
  const names = Object.keys(last);
  return names.length > 0 && names.every((name) => optionNames.has(name)) ? last : undefined;
}
