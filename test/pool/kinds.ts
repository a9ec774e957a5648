import { Manager, Pool, type PoolOptions } from 'holdall';
import { afterAll, beforeAll, describe } from 'vitest';

/** A pool of two workers and a manager, for tests that leave both as they were. */
export interface House {
  readonly kind: NonNullable<PoolOptions['kind']>;
  readonly manager: Manager;
  readonly pool: Pool;
}

/** What is true of a pool of processes and of a pool of threads alike. */
export function describeBothKinds(what: string, tests: (house: House) => void): void {
  describe.each(['process', 'thread'] as const)(`${what}, by a pool of kind %s,`, (kind) => {
    const house = { kind } as { -readonly [Key in keyof House]: House[Key] };
    beforeAll(async () => {
      house.manager = await Manager.start();
      house.pool = new Pool({ processes: 2, kind, stopGrace: 50 });
    });
    afterAll(async () => {
      await house.pool[Symbol.asyncDispose]();
      await house.manager.close();
    });
    tests(house);
  });
}
