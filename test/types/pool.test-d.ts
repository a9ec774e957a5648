/** What the compiler must know of tasks; `npm run check` compiles this file, nothing runs it. */
import { type AsyncResult, type Pool, Process, type SharedQueue, type Task, task } from 'holdall';
import { exactly } from './exactly.js';

const resize = task('file:///types.mjs', async function resize(image: string, width: number, height = width) {
  return { image, area: width * height };
});
const count = task('file:///types.mjs', function count() {
  return 1;
});
declare const fill: Task<(queue: SharedQueue<string>) => Promise<void>>;
declare const queue: SharedQueue<string>;
declare const numbers: SharedQueue<number>;

export function argumentsAndResultsAreChecked(pool: Pool) {
  exactly<Promise<{ image: string; area: number }>>()(pool.apply(resize, ['a.png', 1]));
  exactly<Promise<{ image: string; area: number }>>()(pool.apply(resize, ['a.png', 1, 2] as const));
  exactly<Promise<number>>()(pool.apply(count));
  exactly<AsyncResult<number>>()(pool.applyAsync(count, []));
  exactly<Promise<void>>()(pool.apply(fill, [queue]));

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
