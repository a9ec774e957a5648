/** What the tests of pools and processes run in workers. */
import { readFileSync } from 'node:fs';
import { Manager, StateError, task } from 'holdall';

const never = new Promise(() => {});

export class Oops extends Error {
  name = 'Oops';
  constructor(message, options) {
    super(message, options);
    this.code = 'E_OOPS';
    this.details = { tried: [1, 2] };
  }
}

const refuse = () => {
  throw Object.create(null);
};
const guarded = (field) => () => Object.defineProperty(new Oops('guarded'), field, { get: refuse, enumerable: true });
const hostile = {
  name: guarded('name'),
  message: guarded('message'),
  stack: guarded('stack'),
  code: guarded('code'),
  cause: guarded('cause'),
  proxy: () => new Proxy(new Oops('guarded'), new Proxy({}, { get: refuse })),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

export const add = task(import.meta.url, async function add(a, b = 1) {
  return a + b;
});
export const addAtOnce = task(import.meta.url, function addAtOnce(a, b) {
  return a + b;
});
export const echo = task(import.meta.url, async function echo(value) {
  return value;
});
export const pid = task(import.meta.url, async function pid() {
  return process.pid;
});
export const execArgv = task(import.meta.url, async function execArgv() {
  return process.execArgv;
});
export const nodeOptions = task(import.meta.url, async function nodeOptions() {
  return process.env.NODE_OPTIONS;
});
export const standardInput = task(import.meta.url, async function standardInput() {
  return readFileSync(0, 'utf8');
});

// ── That fail ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const fail = task(import.meta.url, async function fail() {
  throw new Oops('it went wrong', { cause: new TypeError('the reason') });
});
export const failWith = task(import.meta.url, async function failWith(thrown) {
  throw thrown;
});
export const failWithUntravelled = task(import.meta.url, async function failWithUntravelled() {
  throw Object.assign(new Oops('no answer'), { retry: () => {}, status: 503 });
});
/** Throws what defends itself against being looked at, by name. */
export const failWithHostile = task(import.meta.url, async function failWithHostile(which) {
  throw hostile[which]();
});
export const failUncaughtWith = task(import.meta.url, async function failUncaughtWith(thrown) {
  setImmediate(() => {
    throw thrown;
  });
  await never;
});
export const refuseState = task(import.meta.url, async function refuseState() {
  throw new StateError('not now');
});
export const giveFunction = task(import.meta.url, async function giveFunction() {
  return { jobs: [{ run: () => {} }] };
});
export const giveDisposed = task(import.meta.url, async function giveDisposed() {
  const queue = Manager.current().queue();
  queue[Symbol.dispose]();
  return { queues: [queue] };
});

// ── That end their process ───────────────────────────────────────────────────────────────────────────────────────────

export const exit = task(import.meta.url, async function exit(code) {
  process.exit(code);
});
export const killItself = task(import.meta.url, async function killItself(signal) {
  process.kill(process.pid, signal);
  await never;
});
export const throwUncaught = task(import.meta.url, async function throwUncaught() {
  setImmediate(() => {
    throw new RangeError('out of nowhere');
  });
  await never;
});
export const rejectUnhandled = task(import.meta.url, async function rejectUnhandled() {
  void Promise.reject(new RangeError('nobody listens'));
  await never;
});
export const setExitCode = task(import.meta.url, async function setExitCode(code) {
  process.exitCode = code;
});

// ── With shared objects ──────────────────────────────────────────────────────────────────────────────────────────────

/** Tells its pid and never ends. */
export const stay = task(import.meta.url, async function stay(pids) {
  await pids.put(process.pid);
  await never;
});
/** Tells its pid, handles SIGTERM by doing nothing, and never ends. */
export const stayUnmoved = task(import.meta.url, async function stayUnmoved(pids) {
  process.on('SIGTERM', () => {});
  await pids.put(process.pid);
  await never;
});
export const passOn = task(import.meta.url, async function passOn(from, to) {
  await to.put(await from.get());
});
export const waitFor = task(import.meta.url, async function waitFor(event, started) {
  await started?.set();
  await event.wait();
  return process.pid;
});
export const note = task(import.meta.url, async function note(queue, text) {
  await queue.put(text);
});
export const makeQueue = task(import.meta.url, async function makeQueue(item) {
  const queue = Manager.current().queue();
  await queue.put(item);
  return { queue, again: [queue] };
});
export const throwQueue = task(import.meta.url, async function throwQueue(item) {
  const queue = Manager.current().queue();
  await queue.put(item);
  throw Object.assign(new Error('look here'), { queue });
});
/** Gives a new queue, beside one that cannot be opened because the name is taken. */
export const makeQueueInVain = task(import.meta.url, async function makeQueueInVain(taken) {
  const manager = Manager.current();
  return [manager.queue(), manager.queue(taken)];
});
/** For a worker with --expose-gc. */
export const collectGarbage = task(import.meta.url, async function collectGarbage() {
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
});
export const ownQueue = task(import.meta.url, async function ownQueue() {
  const manager = await Manager.start();
  return manager.queue();
});
export const currentAddress = task(import.meta.url, async function currentAddress() {
  return Manager.current().address;
});
/** Closes the manager that the next task will be given. */
export const closeCurrent = task(import.meta.url, async function closeCurrent() {
  await Manager.current().close();
});
