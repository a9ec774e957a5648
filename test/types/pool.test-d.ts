import { type AsyncResult, type Pool, Process, type SharedQueue, type Task, task } from 'holdall';
import { describe, expectTypeOf, it } from 'vitest';

const resize = task('file:///types.mjs', async function resize(image: string, width: number, height = width) {
  return { image, area: width * height };
});
const count = task('file:///types.mjs', function count() {
  return 1;
});
declare const fill: Task<(queue: SharedQueue<string>) => Promise<void>>;
declare const queue: SharedQueue<string>;
declare const numbers: SharedQueue<number>;

/** Compiled, never called. */
function typed(pool: Pool) {
  expectTypeOf(resize).parameters.toEqualTypeOf<[image: string, width: number, height?: number | undefined]>();
  expectTypeOf(pool.apply(resize, ['a.png', 1])).toEqualTypeOf<Promise<{ image: string; area: number }>>();
  expectTypeOf(pool.apply(resize, ['a.png', 1, 2] as const)).toEqualTypeOf<Promise<{ image: string; area: number }>>();
  expectTypeOf(pool.apply(count)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(pool.applyAsync(count, [])).toEqualTypeOf<AsyncResult<number>>();
  expectTypeOf(pool.apply(fill, [queue])).toEqualTypeOf<Promise<void>>();

  // @ts-expect-error: a queue of another type
  void pool.apply(fill, [numbers]);
  // @ts-expect-error: an argument is missing
  void pool.apply(resize, ['a.png']);
  // @ts-expect-error: the arguments are missing
  void pool.apply(resize);
  // @ts-expect-error: one argument too many
  void pool.apply(count, [1]);
  // @ts-expect-error: an argument of the wrong type
  void pool.apply(resize, ['a.png', '1']);
  // @ts-expect-error: a function that is no task
  void pool.apply(async function local() {});

  new Process(fill, [queue], { name: 'filler' });
  new Process(count);
  // @ts-expect-error: an argument of the wrong type
  new Process(fill, [numbers]);
}

describe('the types of tasks', () => {
  it('are checked by the compiler', () => {
    expectTypeOf(typed).toBeFunction();
  });
});
