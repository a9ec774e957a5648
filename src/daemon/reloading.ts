import { isDeepStrictEqual } from 'node:util';
import { HoldallError } from '../../protocol/errors.js';
import type { RunningBroker } from '../broker/serve.js';
import type { Settings } from './config/settings.js';
import type { Log } from './log/log.js';
import type { ServiceManager } from './systemd.js';

/** What each setting needs to change: a new one does not compile without a line here. */
const changes: Readonly<Record<keyof Settings, 'reload' | 'restart' | 'never told'>> = {
  file: 'never told',
  place: 'never told',
  listen: 'restart',
  authkey: 'restart',
  curve: 'restart',
  roles: 'reload',
  principals: 'reload',
  types: 'restart',
  grace: 'restart',
  socketMode: 'restart',
  busyPoll: 'restart',
  metrics: 'restart',
  limits: 'reload',
  drain: 'reload',
  logLevel: 'reload',
  logFormat: 'restart',
};

/** Takes over what changed in the configuration while the broker runs. A configuration with mistakes changes nothing. */
export class Reloading {
  readonly #broker: RunningBroker;
  readonly #log: Log;
  readonly #manager: ServiceManager;
  readonly #read: () => Settings;
  #settings: Settings;
  #last: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(broker: RunningBroker, settings: Settings, log: Log, manager: ServiceManager, read: () => Settings) {
    this.#broker = broker;
    this.#settings = settings;
    this.#log = log;
    this.#manager = manager;
    this.#read = read;
  }

  /** What holds now. */
  get settings(): Settings {
    return this.#settings;
  }

  /** One after the other. */
  reload(): void {
    this.#last = this.#last.then(() => this.#reload());
  }

  /** Resolves when no reload is under way. None begins any more. */
  over(): Promise<void> {
    this.#isOver = true;
    return this.#last;
  }

  async #reload(): Promise<void> {
    if (this.#isOver) return;
    await this.#manager.reloading();
    try {
      this.#take(this.#read());
    } catch (error) {
      if (!(error instanceof HoldallError)) throw error;
      this.#log.to.error({ mistakes: error.message.split('\n') }, 'the configuration has mistakes and is not used');
    }
    await this.#manager.reloaded();
  }

  #take(wanted: Settings): void {
    const changed = (Object.keys(changes) as (keyof Settings)[]).filter(
      (name) => !isDeepStrictEqual(wanted[name], this.#settings[name]),
    );
    const { roles, principals, limits, drain, logLevel } = wanted;
    this.#broker.reload({ roles, principals, limits });
    this.#log.to.level = logLevel;
    this.#settings = { ...this.#settings, roles, principals, limits, drain, logLevel };
    const of = (what: 'reload' | 'restart') => changed.filter((name) => changes[name] === what);
    this.#log.to.info({ changed: of('reload') }, 'the configuration was read again');
    if (of('restart').length > 0) this.#log.to.warn({ settings: of('restart') }, 'these change with a restart only');
  }
}
