/**
 * A client in a process of its own. It does what its parent says over IPC, keeps the objects it gets by keys, and
 * answers each command with a result or an error. `remote-client.ts` is the other side.
 */
import { readSync } from 'node:fs';
import { HoldallError, Manager, SharedObject } from 'holdall';

let manager;
let lastKey = 0;
const kept = new Map();
const signals = new Map();

function keep(object) {
  kept.set(++lastKey, object);
  return lastKey;
}

/** What goes to the parent: objects that cannot travel become their keys. */
function pack(value) {
  if (value instanceof SharedObject) return { $kept: keep(value), fields: {} };
  if (typeof value === 'object' && value !== null && Symbol.asyncDispose in value) {
    return { $kept: keep(value), fields: pack({ ...value, ...(value.fence && grantFields(value)) }) };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [pack(key), pack(each)]));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pack(each)]));
  }
  return value;
}

/** What a grant tells by getters. */
function grantFields({ fence: { lock, token }, abandoned }) {
  return { fence: { lock, token }, abandoned };
}

/** What comes from the parent: keys become the objects again. */
function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [unpack(key), unpack(each)]));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if ('$kept' in value) return kept.get(value.$kept);
  if ('$signal' in value) return signalOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each)]));
}

function signalOf({ $signal, aborted, reason }) {
  const controller = new AbortController();
  signals.set($signal, controller);
  if (aborted) controller.abort(reason);
  return controller.signal;
}

function packError(error) {
  for (const [id, { signal }] of signals) if (signal.aborted && signal.reason === error) return { $reason: id };
  if (!(error instanceof HoldallError)) return { other: String(error?.stack ?? error) };
  const { code, message, happened } = error;
  return { code, message, happened };
}

const commands = {
  async connect({ address, authkey }) {
    kept.clear();
    signals.clear();
    manager = await Manager.connect(address, { authkey });
  },
  /** The parent chooses the key, so that it need not wait; its keys are below 0. */
  open({ key, type, args }) {
    kept.set(key, manager[type](...unpack(args)));
  },
  /** Calls a method of a kept object, or of the manager. */
  call({ on, method, args }) {
    const target = on === 0 ? manager : kept.get(on);
    return target[method === 'Symbol.asyncDispose' ? Symbol.asyncDispose : method](...unpack(args));
  },
  abort({ signal, reason }) {
    signals.get(signal).abort(reason);
  },
  dispose({ key }) {
    kept.get(key)[Symbol.dispose]();
    kept.delete(key);
  },
  /** Blocks the event loop until the parent writes a byte to standard input. */
  block() {
    process.send({ blocked: true });
    readSync(0, Buffer.alloc(1));
  },
  async close() {
    await manager.close();
  },
};

process.on('message', async ({ id, command, ...rest }) => {
  try {
    const result = await commands[command](rest);
    process.send({ id, result: pack(result) });
  } catch (error) {
    process.send({ id, error: packError(error) });
  }
});
process.on('disconnect', () => process.exit());
