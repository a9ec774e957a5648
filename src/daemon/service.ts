import { ConnectError } from '../../protocol/errors.js';
import { type RunningBroker, serve } from '../broker/serve.js';
import { becomeBroker } from '../client/broker-process.js';
import { packageVersion } from '../version.js';
import type { ExitCode } from './cli/exit-codes.js';
import type { World } from './cli/world.js';
import { readSettings, type Settings } from './config/settings.js';
import { logEvent } from './log/broker-events.js';
import { type Log, openLog } from './log/log.js';
import { Metrics } from './metrics/metrics.js';
import { makeDefaultAuthkey, makePlace } from './own-place.js';
import { ReloadSignal } from './reload-signal.js';
import { Reloading } from './reloading.js';
import type { ServeValues } from './serve-options.js';
import { StopSignals } from './stop-signals.js';
import { ServiceManager } from './systemd.js';

/** `holdall serve`: a broker in the foreground, until it is asked to stop. */
export async function runService(options: ServeValues, world: World): Promise<ExitCode> {
  // What is asked while it starts is done when it has.
  const signals = new StopSignals(world);
  const hangups = new ReloadSignal(world);
  const settings = readSettings(options, world);
  const log = await openLog(settings.logLevel, settings.logFormat, world);
  let code: ExitCode = 1;
  try {
    const metrics = await Metrics.open(settings.metrics, log);
    try {
      const broker = await start(settings, log);
      // One that was there is not to be missing, which would end all rights: also where it was not named.
      const read = () => readSettings({ ...options, config: options.config ?? settings.file }, world);
      await new Service(broker, metrics, settings, log, world, read).run(signals, hangups);
    } finally {
      await metrics.close();
    }
    code = 0;
  } catch (error) {
    // A client would get code 3 for it: but here nobody is out of reach.
    if (!(error instanceof ConnectError)) throw error;
    world.warn(`holdall: ${error.message}`);
  } finally {
    if (!(await log.close())) world.exit(code);
  }
  return code;
}

function start(settings: Settings, log: Log): Promise<RunningBroker> {
  const { listen, place, curve, roles, principals, types, grace, busyPoll, limits, socketMode } = settings;
  if (place) makePlace(place);
  const authkey = settings.authkey ?? (place && makeDefaultAuthkey(place));
  becomeBroker();
  return serve({
    listen,
    ...(authkey !== undefined && { authkey }),
    ...(curve && { curve }),
    roles,
    principals,
    types,
    busyPoll,
    limits,
    ...(grace !== undefined && { grace }),
    ...(socketMode !== undefined && { socketMode }),
    onEvent: (event) => logEvent(log, event),
  });
}

/** A broker that runs, and who speaks for it. */
class Service {
  readonly #broker: RunningBroker;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #world: World;
  readonly #manager: ServiceManager;
  readonly #reloading: Reloading;

  constructor(
    broker: RunningBroker,
    metrics: Metrics,
    settings: Settings,
    log: Log,
    world: World,
    read: () => Settings,
  ) {
    this.#broker = broker;
    this.#metrics = metrics;
    this.#log = log;
    this.#world = world;
    this.#manager = new ServiceManager(world, (reason) => log.to.warn({ reason }, 'the service manager was not told'));
    this.#reloading = new Reloading(broker, settings, log, this.#manager, read);
  }

  async run(signals: StopSignals, hangups: ReloadSignal): Promise<void> {
    const { addresses } = this.#broker;
    const status = `serving at ${addresses.join(' and ')}`;
    this.#metrics.serving(this.#broker);
    this.#world.announce(`holdall: ${status} (pid ${this.#world.pid})`);
    this.#log.to.info({ version: packageVersion(), addresses, config: this.#reloading.settings.file }, 'serving');
    await this.#manager.ready(status);
    hangups.listen(() => this.#reloading.reload());
    await this.#stop(await signals.first, signals);
  }

  async #stop(signal: NodeJS.Signals, signals: StopSignals): Promise<void> {
    await this.#reloading.over();
    const { drain } = this.#reloading.settings;
    this.#log.to.info({ signal, drainMs: drain }, 'stopping');
    signals.onSecond((again) => {
      this.#log.to.info({ signal: again }, 'stopping at once');
      void this.#broker.close();
    });
    this.#metrics.draining();
    await this.#manager.stopping();
    await this.#broker.close({ drain });
    this.#log.to.info('stopped');
  }
}
