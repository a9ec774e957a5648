/** What the compiler must know of maps and streams; `npm run check` compiles this file, nothing runs it. */
import { type AsyncResult, type Pool, type ResultIterator, task } from 'holdall';
import { exactly } from './exactly.js';

const square = task('file:///types.mjs', async function square(n: number, _more = 0) {
  return n * n;
});
const area = task('file:///types.mjs', function area(width: number, height: number, unit?: string) {
  return `${width * height} ${unit}`;
});
const letters = task('file:///types.mjs', function* letters(word: string) {
  yield* word;
});
const numbers = task('file:///types.mjs', async function* numbers() {
  yield 1;
});
const pages = task('file:///types.mjs', async function pages(): Promise<AsyncIterable<Uint8Array>> {
  throw new Error();
});
declare const endless: AsyncIterable<number>;

export function itemsAndResultsOfMapsAreChecked(pool: Pool) {
  exactly<Promise<number[]>>()(pool.map(square, [1, 2], { chunkSize: 2, timeout: 5 }));
  exactly<Promise<number[]>>()(pool.map(square, endless));
  exactly<Promise<number[]>>()(pool.map(square, new Set([1])));
  exactly<AsyncResult<number[]>>()(pool.mapAsync(square, [1], { callback: (all) => exactly<number[]>()(all) }));
  exactly<Promise<string[]>>()(
    pool.starmap(area, [
      [1, 2],
      [3, 4, 'm'],
    ]),
  );
  exactly<Promise<string[]>>()(pool.starmap(area, [[1, 2]] as const));
  exactly<AsyncResult<string[]>>()(pool.starmapAsync(area, [[1, 2]]));
  exactly<ResultIterator<number>>()(pool.imap(square, endless, { highWaterMark: 5, progress: { label: 'squares' } }));
  exactly<ResultIterator<number>>()(pool.imapUnordered(square, [1]));

  // @ts-expect-error: an item of the wrong type
  void pool.map(square, ['1']);
  // @ts-expect-error: nothing to iterate over
  void pool.map(square, 5);
  // @ts-expect-error: lists of arguments are for starmap
  void pool.map(square, [[1]]);
  // @ts-expect-error: an argument is missing
  void pool.starmap(area, [[1]]);
  // @ts-expect-error: an argument of the wrong type
  pool.starmapAsync(area, [[1, '2']]);
  // @ts-expect-error: a function that is no task
  pool.imap((n: number) => n, [1]);
  // @ts-expect-error: not Python's name
  pool.imap(square, [1], { chunksize: 1 });
}

export function valuesOfStreamsAreKnown(pool: Pool) {
  exactly<ResultIterator<string>>()(pool.stream(letters, ['word']));
  exactly<ResultIterator<number>>()(pool.stream(numbers));
  exactly<ResultIterator<Uint8Array>>()(pool.stream(pages, [], { highWaterMark: 1 }));
  exactly<Promise<string[]>>()(pool.broadcast(area, [1, 2]));

  // @ts-expect-error: the argument is missing
  pool.stream(letters);
  // @ts-expect-error: a task whose result is nothing to iterate over
  pool.stream(square, [1]);
}
