/** What the tests of lost workers run in them. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { currentTask, report, task } from 'holdall';

const never = new Promise(() => {});

/** Ends this worker, now: its process by a signal, or process and thread by an exit code. */
function die(how) {
  if (typeof how === 'number') process.exit(how);
  process.kill(process.pid, how);
  for (;;);
}

export const dieNow = task(import.meta.url, async function dieNow(how) {
  die(how);
});
/** Leaves a process behind that has the worker's own pipe, and ends when the file is there. */
export const dieAndLeaveChild = task(import.meta.url, async function dieAndLeaveChild(file, how) {
  const wait = `setInterval(() => require('node:fs').existsSync(${JSON.stringify(file)}) && process.exit(), 20)`;
  const child = spawn(process.execPath, ['-e', wait], { stdio: ['ignore', 'ignore', 'ignore', 3], detached: true });
  await new Promise((resolve) => child.once('spawn', resolve));
  die(how);
});
/** Leaves a line in the file for each time that it runs. */
export const leave = task(import.meta.url, function leave(file, text) {
  appendFileSync(file, `${text}\n`);
  return currentTask().attempt;
});
/** Leaves a line for each of its attempts, and dies in the first so many of them. */
export const dieInFirst = task(import.meta.url, async function dieInFirst(attempts, file, how) {
  const { attempt } = currentTask();
  appendFileSync(file, `attempt ${attempt}\n`);
  if (attempt <= attempts) die(how);
  return attempt;
});

// ── After the task ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Its worker dies as soon as the answer is out. */
export const answerAndDie = task(import.meta.url, async function answerAndDie(value, how) {
  setImmediate(() => die(how));
  return value;
});
/** Its worker dies when the event is set, whatever it does then. */
export const dieLater = task(import.meta.url, async function dieLater(event, how) {
  void event.wait().then(() => die(how));
});
/** Its worker reads nothing from when there is the file `deaf` until there is the file `go`; then it dies. */
export const dieDeaf = task(import.meta.url, async function dieDeaf(deaf, go, how) {
  setImmediate(() => {
    writeFileSync(deaf, '');
    while (!existsSync(go));
    die(how);
  });
});

// ── Several at a time ────────────────────────────────────────────────────────────────────────────────────────────────

export const dieIfTold = task(import.meta.url, async function dieIfTold({ value, how }) {
  if (how !== undefined) die(how);
  return value;
});
/** Gives the values, and dies when the event is set. */
export const yieldAndDie = task(import.meta.url, async function* yieldAndDie(values, event, how) {
  yield* values;
  await event.wait();
  die(how);
});
export const yieldValues = task(import.meta.url, async function* yieldValues(values) {
  yield* values;
});
/** Dies before the first value in its first attempt. */
export const yieldAtLast = task(import.meta.url, async function* yieldAtLast(values, how) {
  if (currentTask().attempt === 1) die(how);
  yield* values;
});
export const dieAtPlace = task(import.meta.url, async function dieAtPlace(place, how) {
  if (currentTask().worker === place) die(how);
  return currentTask().worker;
});
/** Ends when there is such a file. */
export const finishWhenThere = task(import.meta.url, async function finishWhenThere(file) {
  while (!existsSync(file)) await setTimeout(5);
  return 'done';
});
/** Stands still, with all threads of its process. */
export const freeze = task(import.meta.url, async function freeze() {
  process.kill(process.pid, 'SIGSTOP');
  await never;
});
/** Never looks up. */
export const spin = task(import.meta.url, function spin(file) {
  appendFileSync(file, `${process.pid}\n`);
  for (;;);
});

// ── Initializers ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** How many workers have run an initializer, this one included. */
function countStarts(file) {
  appendFileSync(file, 'start\n');
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

export const failToStart = task(import.meta.url, async function failToStart(file) {
  throw new RangeError(`start ${countStarts(file)} failed`);
});
export const dieAtStart = task(import.meta.url, async function dieAtStart(file, times, how) {
  if (countStarts(file) <= times) die(how);
});
export const hangAtStart = task(import.meta.url, async function hangAtStart(file) {
  countStarts(file);
  for (;;);
});

// ── That harm their worker ───────────────────────────────────────────────────────────────────────────────────────────

export const closeDescriptor = task(import.meta.url, async function closeDescriptor(descriptor) {
  closeSync(descriptor);
  await never;
});
export const writeGarbage = task(import.meta.url, async function writeGarbage(descriptor) {
  // Longer than any header, so that it is read as some.
  writeSync(descriptor, Buffer.alloc(64, 0xc1));
  await never;
});
export const typeOfSend = task(import.meta.url, async function typeOfSend() {
  return typeof process.send;
});
export const tell = task(import.meta.url, async function tell(value) {
  report(value);
  return value;
});
/** Takes all the memory that there is. */
export const exhaust = task(import.meta.url, function exhaust() {
  const all = [];
  for (;;) all.push(new Array(100_000).fill(all.length));
});
