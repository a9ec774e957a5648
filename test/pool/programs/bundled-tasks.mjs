/** Tasks of a program that is bundled. */
import { currentTask, Manager, task } from 'holdall';

export const double = task(import.meta.url, async function double(n) {
  return 2 * n;
});
export const answer = task(import.meta.url, async function answer(queue) {
  await Manager.current()
    .queue('answers')
    .put((await queue.get()).toUpperCase());
  return queue;
});
/** Never yields: only the watch of its process, or the memory that threads share, can tell it. */
export const spin = task(import.meta.url, function spin() {
  while (!currentTask().isAskedToStop);
});
