/** Commands for model-based tests: what a model says, the shared object must do, its errors included. */
import type fc from 'fast-check';
import { HoldallError } from 'holdall';
import { expect } from 'vitest';

/** What a model throws where the object is to reject with an error of this code. */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A command whose outcome the model foretells. */
export function command<Model extends object, Real>(
  text: string,
  model: (model: Model) => unknown,
  real: (real: Real) => Promise<unknown>,
): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    toString: () => text,
    async run(m, r) {
      const expected = outcomeOf(() => model(m));
      const actual = await real(r).then(
        (result) => ({ result }),
        (error: unknown) => (error instanceof HoldallError ? { code: error.code } : Promise.reject(error)),
      );
      expect(actual).toEqual(expected);
    },
  };
}

function outcomeOf(run: () => unknown): unknown {
  try {
    return { result: run() };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}
