import { types } from '../engine/driver.js';
import type { LoggedEngine } from './logged-engine.js';

/** A bug, planted on purpose: who finds none of these finds nothing. */
export interface Mutant {
  readonly name: string;
  /** The workloads that it shows in. */
  readonly workloads: readonly string[];
  /** Plants it in what all runs use; the function returned takes it out. */
  readonly plant?: () => () => void;
  /** The engine that has it, where it is one of its own. */
  readonly engine?: () => LoggedEngine;
}

/** What is seen of a class, or of an object, whose methods are replaced: also what is not for everybody. */
export type Methods = Record<string, (...args: never[]) => unknown>;

/** Puts another method in the place of one; `make` gets the one that was there, whose `this` is the first argument. */
export function replaced(
  owner: object,
  name: string,
  make: (original: (self: object, ...args: unknown[]) => unknown) => (self: object, ...args: unknown[]) => unknown,
): () => () => void {
  return () => {
    const methods = owner as Methods;
    const original = methods[name] as (...args: unknown[]) => unknown;
    const other = make((self, ...args) => original.apply(self, args));
    methods[name] = function (this: object, ...args: unknown[]) {
      return other(this, ...args);
    } as Methods[string];
    return () => {
      methods[name] = original as Methods[string];
    };
  };
}

/** Does nothing at all. */
export const nothing = () => () => undefined;

export function typeNamed(name: string): object {
  return types.find((type) => type.name === name) as object;
}
