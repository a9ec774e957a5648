/** What workers do at the broker of the program that made their pool, with its rights. */
import { Manager, task } from 'holdall';

/** The code of the error that a put ends with; `undefined` for none. */
export const codeOfPut = task(import.meta.url, async function codeOfPut(queue, item) {
  return queue.put(item).then(
    () => undefined,
    (error) => error.code,
  );
});
export const sizeOf = task(import.meta.url, async function sizeOf(queue) {
  return queue.qsize();
});
export const sizeOfNamed = task(import.meta.url, async function sizeOfNamed(name) {
  return Manager.current().queue(name).qsize();
});
