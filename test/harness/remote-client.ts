import { type Census, type ErrorCode, errorClass, type Happened } from 'holdall';
import { sharedTypes } from '../../src/objects/index.js';
import type { Client } from './client.js';
import { Program } from './processes.js';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: WireFailure;
  readonly blocked?: true;
}
type WireFailure = {
  readonly code?: ErrorCode;
  readonly message?: string;
  readonly happened?: Happened;
  readonly other?: string;
  readonly $reason?: number;
};
/** What stays in the client's process: its key there, and the fields that tests look at. */
interface Kept {
  readonly $kept: number;
  readonly fields: Readonly<Record<string, unknown>>;
}
interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Stand-ins know their object's key in the process that has it. */
const keys = new WeakMap<object, number>();

/** A process with `programs/client.mjs` in it, which can be one client after the other. */
export class ClientProcess {
  readonly program = new Program('test/harness/programs/client.mjs', [], { ipc: true });
  readonly #pending = new Map<number, Pending>();
  readonly #signals = new Map<number, AbortSignal>();
  #lastId = 0;
  #lastKey = 0;
  #onBlocked: () => void = () => {};

  constructor() {
    this.program.child.on('message', (answer: Answer) => this.#settle(answer));
    void this.program.ended.then(({ code, signal, errors }) => {
      const error = new Error(`the client’s process ended with ${signal ?? code}: ${errors}`);
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
  }

  /** Sends a command; commands are carried out in the order in which they were sent. */
  command(command: string, rest: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const settled = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.program.child.send({ id, command, ...rest });
    return settled;
  }

  call(on: number, method: string, args: readonly unknown[]): Promise<unknown> {
    return this.command('call', { on, method, args: args.map((arg) => this.#pack(arg)) });
  }

  /** Opens an object there under a key that was chosen here, so that nobody has to wait for it. */
  open(key: number, type: string, args: readonly unknown[]): Promise<unknown> {
    return this.command('open', { key, type, args: args.map((arg) => this.#pack(arg)) });
  }

  /** Blocks the client's event loop until the function that this resolves to is called. */
  async block(): Promise<() => void> {
    const blocked = new Promise<void>((resolve) => (this.#onBlocked = resolve));
    // It may be killed while it is blocked.
    this.command('block').catch(() => {});
    await blocked;
    return () => this.program.child.stdin?.write('.');
  }

  /** A key for what is opened there next. */
  chooseKey(): number {
    return --this.#lastKey;
  }

  get isOver(): boolean {
    return this.program.child.exitCode !== null || this.program.child.signalCode !== null;
  }

  async exit(): Promise<void> {
    if (!this.isOver) this.program.child.disconnect();
    await this.program.ended;
  }

  /** What can stand for an object of that process: each method is called there. */
  standIn(key: number, fields: Readonly<Record<string, unknown>> = {}): object {
    const known: object = {
      ...fields,
      // A process that is gone, or is about to be, holds nothing.
      [Symbol.dispose]: () => void this.command('dispose', { key }).catch(() => {}),
      [Symbol.asyncDispose]: () => this.call(key, 'Symbol.asyncDispose', []),
    };
    const object = new Proxy(known, {
      get: (target, name) => {
        if (typeof name === 'symbol' || name in target) return Reflect.get(target, name);
        return name === 'then' ? undefined : (...args: unknown[]) => this.call(key, name, args);
      },
    });
    keys.set(object, key);
    return object;
  }

  #settle({ id, result, error, blocked }: Answer): void {
    if (blocked) {
      this.#onBlocked();
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(this.#errorOf(error));
    else pending?.resolve(this.#unpack(result));
  }

  #errorOf({ code, message = '', happened, other, $reason }: WireFailure): unknown {
    if ($reason !== undefined) return this.#signals.get($reason)?.reason;
    if (code === undefined) return new Error(`in the client's process: ${other}`);
    return new (errorClass(code))(message, { ...(happened && { happened }) });
  }

  #pack(value: unknown): unknown {
    if (value instanceof AbortSignal) return this.#packSignal(value);
    if (Array.isArray(value)) return value.map((each) => this.#pack(each));
    if (value instanceof Map) return new Map([...value].map(([key, each]) => [this.#pack(key), this.#pack(each)]));
    if (typeof value !== 'object' || value === null) return value;
    const key = keys.get(value);
    if (key !== undefined) return { $kept: key };
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.#pack(each)]));
  }

  #packSignal(signal: AbortSignal): unknown {
    const id = ++this.#lastId;
    this.#signals.set(id, signal);
    // One that was killed has nothing left to be aborted.
    const abort = () => void this.command('abort', { signal: id, reason: signal.reason }).catch(() => {});
    signal.addEventListener('abort', abort);
    return { $signal: id, aborted: signal.aborted, reason: signal.reason };
  }

  #unpack(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#unpack(each));
    if (value instanceof Map) return new Map([...value].map(([key, each]) => [this.#unpack(key), this.#unpack(each)]));
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if ('$kept' in value) return this.#unpackKept(value as Kept);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.#unpack(each)]));
  }

  #unpackKept({ $kept, fields }: Kept): object {
    return this.standIn($kept, this.#unpack(fields) as Readonly<Record<string, unknown>>);
  }
}

// The openers are methods too, one for each registered type.
export interface RemoteClient extends Client {}

/** A client in another process: what it opens are stand-ins for the proxies there. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor gives every opener of the interface.
export class RemoteClient implements Client {
  readonly process: ClientProcess;

  constructor(process: ClientProcess) {
    this.process = process;
    for (const type of Object.keys(sharedTypes)) {
      Object.defineProperty(this, type, { value: (...args: unknown[]) => this.#open(type, args) });
    }
  }

  census(): Promise<Census> {
    return this.process.call(0, 'census', []) as Promise<Census>;
  }

  async close(): Promise<void> {
    if (!this.process.isOver) await this.process.command('close');
  }

  /** Kills its process in the middle of whatever it does. */
  async slay(): Promise<void> {
    await this.process.program.slay();
  }

  #open(type: string, args: readonly unknown[]): object {
    const key = this.process.chooseKey();
    void this.process.open(key, type, args);
    return this.process.standIn(key);
  }
}
