/** A shared type, whole: the broker's face and the client's, joined in one definition. */
import type { Adds, Growth, Option, Options, Result, StateOf, TypeDefinition } from './contract.js';
import type { Operations, Waiting } from './operation.js';
import type { Reference, SharedObject } from './shared-object.js';

/** What a type's opener gets from the manager. */
export interface Opener {
  /** A reference to the object of this name, or to a new one without a name. Waits for nothing. */
  open(name: string | undefined, options?: object): Reference;
}

/** A shared type before it is registered, when it does not have its name yet. */
export interface SharedType<Open = unknown> extends Omit<TypeDefinition, 'name'> {
  /** Makes the manager's method that opens an object of this type. */
  readonly open: (opener: Opener) => Open;
  /** Makes a proxy of a reference that came out of a value. */
  readonly revive: (reference: Reference) => SharedObject;
}

/** Growth by operations that there are. */
interface GrowthOf<O extends Operations> extends Growth {
  readonly by: { readonly [Name in keyof O & string]?: Adds };
}

/** Checks a definition's types, and keeps the opener's own type for the manager's surface. */
export function sharedType<O extends Operations, Open>(definition: {
  readonly operations: O;
  readonly inner?: Readonly<Record<string, Waiting>>;
  readonly options: Readonly<Record<string, Option>>;
  readonly growth?: GrowthOf<O>;
  create(options: Options): StateOf<O>;
  restore(options: Options, snapshot: Result): StateOf<O>;
  open(opener: Opener): Open;
  revive(reference: Reference): SharedObject;
}): SharedType<Open> {
  return definition;
}
