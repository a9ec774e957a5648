/** What the tests of maps and streams run in workers. */
import { Manager, report, task } from 'holdall';

export const square = task(import.meta.url, async function square(n) {
  if (typeof n !== 'number') throw new TypeError(`${n} is no number`);
  return n * n;
});
export const join = task(import.meta.url, function join(first, second, third = '-') {
  return [first, second, third].join(' ');
});
export const failOn = task(import.meta.url, async function failOn([n, bad]) {
  if (n === bad) throw new RangeError(`not ${bad}`);
  return n;
});
/** Says so, and then waits until its gate is open. */
export const pass = task(import.meta.url, async function pass({ name, gate, passed }) {
  await gate?.wait();
  await passed?.put(name);
  return name;
});
/** Begins, says so, and never ends by itself. */
export const hang = task(import.meta.url, async function hang(begun) {
  await begun.put('begun');
  await new Promise(() => {});
});
export const fill = task(import.meta.url, async function fill({ bytes }) {
  bytes.fill(1);
  return bytes.reduce((sum, each) => sum + each, 0);
});
export const reportTwice = task(import.meta.url, async function reportTwice(gate) {
  report('first');
  await gate.wait();
  report({ second: true });
  return 'done';
});
export const reportItem = task(import.meta.url, async function reportItem(n) {
  report(n);
  return n;
});
export const place = task(import.meta.url, async function place(barrier) {
  await barrier.wait();
  return process.pid;
});
export const failTogether = task(import.meta.url, async function failTogether(barrier) {
  if ((await barrier.wait()) === 0) throw new RangeError('the first');
});

export const count = task(import.meta.url, function* count(from, to) {
  for (let n = from; n < to; n++) yield n;
});
/** Says how far it came, and when it is ended. */
export const countOn = task(import.meta.url, async function* countOn(name) {
  const progress = Manager.current().dict(name);
  try {
    for (let n = 0; ; n++) {
      await progress.set('yielded', n);
      yield n;
    }
  } finally {
    await progress.set('ended', true);
  }
});
export const countAndFail = task(import.meta.url, async function* countAndFail(to) {
  for (let n = 0; n < to; n++) yield n;
  throw new RangeError('that was the last');
});
export const countAndDie = task(import.meta.url, async function* countAndDie(to) {
  for (let n = 0; n < to; n++) yield n;
  process.exit(3);
});
export const yieldFunction = task(import.meta.url, async function* yieldFunction() {
  yield 1;
  yield { run: () => {} };
});
