import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type BusyPolling, busyPoll, neverBusy } from '../../busy-poll.js';
import { inheritedExecArgv } from '../../client/exec-argv.js';
import { FRAMES_DESCRIPTOR, FrameBatch, FrameReader } from '../messages/frames.js';
import type { FromWorker, ToWorker } from '../messages/messages.js';
import { WATCH_LINE, WatchLine } from '../messages/watch-line.js';
import { ROLE_VARIABLE, roleOfProcess } from '../worker/role.js';
import type { HostEnd, HostEvents, HostOptions, WorkerHost } from './host.js';
import { passLinesOn } from './line-output.js';

/** How long a worker that was asked to end by SIGTERM, or is about to, may take, in milliseconds, before it is killed. */
const TERMINATION_MS = 1_000;

/**
 * How long the output and the frames of a process that is gone are waited for, in milliseconds. They are there at once, but
 * for a pipe that a child of the worker's has inherited and may keep open for ever.
 */
const LAST_OUTPUT_MS = 200;

/**
 * How often that time begins anew because something came: more pieces there are none in what a pipe holds, but for a child
 * that goes on printing.
 */
const MOST_LAST_PIECES = 16;

/** Children that are alive. They end with their pipes; a task that catches nothing of it ends a little earlier. */
const alive = new Set<ChildProcess>();
const endChildren = () => {
  for (const child of alive) child.kill();
};

/** A worker's process. */
export class ProcessHost implements WorkerHost {
  readonly threadId = undefined;
  readonly #events: HostEvents;
  readonly #child: ChildProcess | undefined;
  readonly #watchLine: WatchLine | undefined;
  readonly #polling: BusyPolling;
  readonly #batch = new FrameBatch();
  readonly #reader: FrameReader<FromWorker>;
  /** What has to be over before this host is: the process, its frames, and both of its outputs. */
  readonly #open = new Set(['process', 'frames', 'stdout', 'stderr']);
  /** Pass on what each of the outputs has brought of a line that has no end yet. */
  readonly #passRestsOn: (() => void)[] = [];
  #end: HostEnd = { exitCode: null, signal: null, cause: undefined };
  #isOver = false;
  #killer: NodeJS.Timeout | undefined;

  constructor({ program, busyPoll: mayPoll }: HostOptions, events: HostEvents) {
    this.#events = events;
    this.#polling = mayPoll ? busyPoll : neverBusy;
    this.#reader = new FrameReader((message) => events.onMessage(message));
    try {
      // As in Python, a child has no standard input: two readers of one terminal would share out what is typed.
      const child = spawn(process.execPath, [...inheritedExecArgv(process.execArgv), program], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
        env: { ...process.env, [ROLE_VARIABLE]: roleOfProcess(mayPoll) },
      });
      this.#child = child;
      if (child.pid === undefined) child.once('error', (error) => this.#fail(error));
      else this.#watchLine = this.#listen(child);
    } catch (error) {
      this.#fail(error);
    }
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get label(): string {
    return this.pid === undefined ? 'a worker process' : `worker process ${this.pid}`;
  }

  send(message: ToWorker): void {
    if (this.#batch.isEmpty) setImmediate(() => this.#flush());
    this.#batch.add(message);
  }

  recall(number: number): Promise<boolean> {
    return this.#watchLine?.recall(number) ?? Promise.resolve(true);
  }

  askToStop(number: number): void {
    this.#watchLine?.askToStop(number);
  }

  terminate(): void {
    this.signal('SIGTERM');
    this.#killLater();
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  #flush(): void {
    const { bytes } = this.#batch.take();
    if (!this.#frames?.writable) return;
    this.#frames.write(bytes);
    this.#polling.expect();
  }

  /** A child that could not be started for want of descriptors has no `stdio` at all, whatever its type says. */
  get #frames(): Socket | undefined {
    if (this.pid === undefined) return undefined;
    return this.#child?.stdio[FRAMES_DESCRIPTOR] as Socket | undefined;
  }

  #listen(child: ChildProcess): WatchLine {
    remember(child);
    // One that was killed while it took a signal has nothing more to say.
    child.on('error', (cause) => this.#blame(cause));
    child.once('exit', (exitCode, signal) => {
      this.#end = { ...this.#end, exitCode, signal };
      this.#awaitOutput();
      this.#awaitFrames(-1);
      this.#close('process');
    });
    this.#listenToFrames(child.stdio[FRAMES_DESCRIPTOR] as Socket);
    for (const name of ['stdout', 'stderr'] as const) {
      const passRestOn = passLinesOn(child[name] as Readable, process[name], () => this.#close(name));
      this.#passRestsOn.push(passRestOn);
    }
    for (const pipe of child.stdio) (pipe as Socket | null)?.unref();
    child.unref();
    // As with the frames: a worker that ends closes it, too, but so may a task.
    return new WatchLine(child.stdio[WATCH_LINE] as Socket, {
      onNonsense: () => this.signal('SIGKILL'),
      onClose: () => this.#killLater(),
    });
  }

  #listenToFrames(frames: Socket): void {
    frames.on('data', (bytes) => {
      this.#polling.arrived();
      try {
        this.#reader.read(bytes);
      } catch (error) {
        // What it sends from here on cannot be read either.
        this.#blame(error);
        this.signal('SIGKILL');
      }
    });
    // Writing to a worker that is gone fails with EPIPE; its exit tells more.
    frames.on('error', () => {});
    frames.once('close', () => {
      this.#close('frames');
      // It is about to end. One whose task closed the descriptor is deaf, and has to be ended.
      this.#killLater();
    });
  }

  /** Waits no more for the outputs when nothing more comes from them, although they have no end. */
  #awaitOutput(pieces = 0): void {
    const outputs = [this.#child?.stdout, this.#child?.stderr];
    let hasCome = false;
    const come = () => {
      hasCome = true;
    };
    for (const output of outputs) output?.once('data', come);
    const judge = () => {
      for (const output of outputs) output?.off('data', come);
      const isHeldUp = outputs.some((output) => output?.isPaused());
      if (isHeldUp || (hasCome && pieces < MOST_LAST_PIECES)) return this.#awaitOutput(isHeldUp ? pieces : pieces + 1);
      // What a child of the worker's prints later is still passed on.
      for (const passRestOn of this.#passRestsOn) passRestOn();
      this.#close('stdout');
      this.#close('stderr');
    };
    // When this program was too busy to hear it, what came is read between the timer and `setImmediate`.
    setTimeout(() => setImmediate(judge), LAST_OUTPUT_MS).unref();
  }

  /**
   * The same, but what the process had sent is read whole first: when this program was too busy for that, it is read
   * between the timer and `setImmediate`.
   */
  #awaitFrames(readBefore: number): void {
    const frames = this.#frames as Socket;
    const look = () => {
      const { bytesRead } = frames;
      if (bytesRead === readBefore) frames.destroy();
      else this.#awaitFrames(bytesRead);
    };
    if (!frames.destroyed) setTimeout(() => setImmediate(look), LAST_OUTPUT_MS).unref();
  }

  #killLater(): void {
    if (!this.#isOver) this.#killer ??= setTimeout(() => this.signal('SIGKILL'), TERMINATION_MS);
  }

  #blame(cause: unknown): void {
    if (this.#end.cause === undefined) this.#end = { ...this.#end, cause };
  }

  /** No process has come to be. */
  #fail(error: unknown): void {
    this.#blame(error);
    setImmediate(() => {
      for (const name of this.#open) this.#close(name);
    });
  }

  #close(name: string): void {
    this.#open.delete(name);
    if (this.#open.size > 0 || this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#killer);
    this.#watchLine?.close();
    this.#events.onEnd(this.#end);
  }
}

function remember(child: ChildProcess): void {
  if (alive.size === 0) process.on('exit', endChildren);
  alive.add(child);
  child.once('exit', () => {
    alive.delete(child);
    if (alive.size === 0) process.off('exit', endChildren);
  });
}
