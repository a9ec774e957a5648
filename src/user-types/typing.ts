/** What the compiler knows of user-defined types: the proxy that a class makes. */
import type { PARK } from '../objects/contract.js';
import type { CallOptions, SharedObject } from '../objects/shared-object.js';
import type { SharedReference } from './reference.js';

/** A class whose instances live in the broker. `Snapshot` is all of an instance, as a value that can travel. */
export interface UserClass<Instance extends Snapshooting = Snapshooting> {
  new (...args: never): Instance;
  /** An instance equal to the one that the snapshot was taken of. */
  restore(snapshot: never): Instance;
}

/** The hooks of an instance. */
export interface Snapshooting {
  /** Everything that `restore` needs, as a value that can travel. Must change nothing. */
  snapshot(): unknown;
  /** A client that held something here, by `currentCall().hold()`, has ended: what it held is free. */
  sessionEnded?(session: string): void;
}

/** The names of the methods that can be called from afar: synchronous ones, which do not hide a proxy's own members. */
export type MethodName<Instance> = Exclude<
  { [K in keyof Instance & string]: IsMethod<Instance[K]> extends true ? K : never }[keyof Instance & string],
  keyof SharedObject | keyof object | 'then'
>;

type IsMethod<Member> = Member extends (...args: never) => infer Result
  ? [Extract<Result, PromiseLike<unknown>>] extends [never]
    ? true
    : false
  : false;

/** The arguments of a class's constructor. */
export type ArgumentsOf<Class> = Class extends new (...args: infer Args) => unknown ? Args : never;

/** A proxy of an object whose class has these methods. */
export type ProxyFor<Instance, Name extends keyof Instance> = SharedObject & {
  readonly [K in Name]: ProxyMethod<Instance[K]>;
};

type ProxyMethod<Method> = Method extends (...args: infer Args) => infer Result
  ? (...args: [...ElementsOutside<Args>, options?: CallOptions]) => Promise<Outside<Exclude<Result, typeof PARK>>>
  : never;

type ElementsOutside<Elements extends readonly unknown[]> = { [I in keyof Elements]: Outside<Elements[I]> };

/** What travels as it is, or is no data at all. */
type Atom = Date | Error | RegExp | ArrayBuffer | ArrayBufferView | SharedObject | ((...args: never) => unknown);

/** What is a reference inside of the broker is a proxy outside of it. */
export type Outside<Inside> =
  Inside extends SharedReference<infer Proxy>
    ? Proxy
    : Inside extends Atom
      ? Inside
      : Inside extends ReadonlyMap<infer K, infer V>
        ? Map<Outside<K>, Outside<V>>
        : Inside extends ReadonlySet<infer Member>
          ? Set<Outside<Member>>
          : Inside extends object
            ? { [K in keyof Inside]: Outside<Inside[K]> }
            : Inside;
