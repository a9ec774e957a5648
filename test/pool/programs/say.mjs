import { setTimeout } from 'node:timers/promises';
import { task } from 'holdall';

export const say = task(import.meta.url, async function say(text) {
  await setTimeout(10);
  console.log(text);
});
export const complain = task(import.meta.url, async function complain(text) {
  throw new RangeError(text);
});
