import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { World } from './cli/world.js';

/** A datagram takes no time, but a manager that does not read keeps who sends one waiting: the broker has to stop all the same. */
const NOTIFIER_MS = 2_000;

/**
 * What a service manager is told, if one wants to hear it: it has named a socket then. Node has no datagram sockets of
 * this kind, so systemd's own program speaks for us.
 */
export class ServiceManager {
  readonly #world: World;
  readonly #failed: (reason: string) => void;
  #watchdog: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `failed` is called when something could not be told. */
  constructor(world: World, failed: (reason: string) => void) {
    this.#world = world;
    this.#failed = failed;
  }

  async ready(status: string): Promise<void> {
    await this.#tell('READY=1', `MAINPID=${this.#world.pid}`, `STATUS=${status}`);
    this.#startWatchdog();
  }

  async reloading(): Promise<void> {
    await this.#tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1_000n}`);
  }

  /** Ends what `reloading` began. */
  async reloaded(): Promise<void> {
    await this.#tell('READY=1');
  }

  async stopping(): Promise<void> {
    clearInterval(this.#watchdog);
    await this.#tell('STOPPING=1', 'STATUS=letting clients finish');
  }

  /** Twice in the time that the manager waits, as it advises: a broker that hangs cannot tell. */
  #startWatchdog(): void {
    const { WATCHDOG_USEC, WATCHDOG_PID } = this.#world.env;
    const isOurs = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === this.#world.pid;
    const intervalMs = Number(WATCHDOG_USEC) / 2_000;
    if (this.#watchdog || !isOurs || !(intervalMs > 0)) return;
    this.#watchdog = setInterval(() => void this.#tell('WATCHDOG=1'), intervalMs);
    this.#watchdog.unref();
  }

  /** One after the other: ready, and then ready no more, is not the same the other way round. */
  #tell(...lines: readonly string[]): Promise<void> {
    if (this.#world.env['NOTIFY_SOCKET']) this.#last = this.#last.then(() => this.#notify(lines));
    return this.#last;
  }

  async #notify(lines: readonly string[]): Promise<void> {
    try {
      const { env } = this.#world;
      const notifier = spawn('systemd-notify', lines, {
        stdio: 'ignore',
        env,
        timeout: NOTIFIER_MS,
        killSignal: 'SIGKILL',
      });
      const [code, signal] = (await once(notifier, 'exit')) as [number | null, NodeJS.Signals | null];
      if (code !== 0) this.#failed(`systemd-notify ended ${signal === null ? `with code ${code}` : `by ${signal}`}`);
    } catch (error) {
      this.#failed(`systemd-notify could not be run: ${(error as Error).message}`);
    }
  }
}
