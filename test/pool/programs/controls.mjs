/** What the tests of a pool's controls run in workers. They tell how far they are, and are told to go on, by files. */
import { appendFileSync, existsSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { currentTask, report, task } from 'holdall';

const heap = [];
let initialized = 0;
const here = () => `${process.pid}/${threadId}`;

/** Adds a line to a file. */
export const mark = task(import.meta.url, async function mark(file, text, _unused) {
  appendFileSync(file, `${text}\n`);
});
/** Adds a line to a file, and never lets anything else run before there is another file. */
export const spinUntil = task(import.meta.url, function spinUntil(file, text, gate) {
  appendFileSync(file, `${text}\n`);
  while (!existsSync(gate));
  return text;
});
/** As `spinUntil`, but lets everything else run. */
export const waitUntil = task(import.meta.url, async function waitUntil(file, text, gate) {
  appendFileSync(file, `${text}\n`);
  while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return text;
});
/** Never lets anything else run until it sees that it is asked to stop. */
export const spinUntilAsked = task(import.meta.url, function spinUntilAsked(file) {
  const own = currentTask();
  appendFileSync(file, 'begun\n');
  while (!own.isAskedToStop);
  appendFileSync(file, 'asked\n');
  return 'its result';
});
/** Ends as its signal says, but not before there is a file; tells the reason in another. */
export const heed = task(import.meta.url, async function heed(file, gate) {
  const { signal } = currentTask();
  appendFileSync(file, 'begun\n');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  appendFileSync(file, `${signal.reason?.name}: ${signal.reason?.message}\n`);
  while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  appendFileSync(file, 'over\n');
  throw new RangeError('not the reason');
});
/** Where it runs. */
export const place = task(import.meta.url, async function place() {
  return here();
});
export const whoAmI = task(import.meta.url, async function whoAmI() {
  const { worker, attempt, name, signal, isAskedToStop } = currentTask();
  return { worker, attempt, name, aborted: signal.aborted, isAskedToStop };
});
/** Ends its worker at its first attempts. */
export const dieUntil = task(import.meta.url, async function dieUntil(attempt) {
  if (currentTask().attempt < attempt) process.exit(9);
  return currentTask().attempt;
});
export const reportAll = task(import.meta.url, async function reportAll(values) {
  for (const value of values) report(value);
  return 'reported';
});
export const reportFunction = task(import.meta.url, async function reportFunction() {
  report({ steps: [{ done: () => {} }] });
});
/** Keeps so many numbers for as long as its worker lives. */
export const hoard = task(import.meta.url, async function hoard(count) {
  heap.push(Array.from({ length: count }, (_, index) => index + Math.random()));
  return here();
});
export const initialize = task(import.meta.url, async function initialize(file, queue) {
  initialized += 1;
  appendFileSync(file, `${here()} initialized\n`);
  await queue?.put(here());
});
/** How often this worker was initialized. */
export const initializations = task(import.meta.url, async function initializations(file) {
  appendFileSync(file, `${here()} task\n`);
  return initialized;
});
export const failToStart = task(import.meta.url, async function failToStart() {
  throw new RangeError('not today');
});
export const never = task(import.meta.url, async function never(file) {
  appendFileSync(file, 'begun\n');
  await new Promise(() => {});
});
/** Stops its whole process, so that nothing of it answers any more. */
export const freeze = task(import.meta.url, function freeze(file) {
  appendFileSync(file, 'begun\n');
  process.kill(process.pid, 'SIGSTOP');
});
