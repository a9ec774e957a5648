import { ArgumentError } from '../../../protocol/errors.js';
import type { DefaultPlace } from '../../client/default-place.js';
import { givenAuthkey, NO_AUTHKEY } from '../authkey.js';
import type { World } from '../cli/world.js';
import { type MetricsAddress, metricsAddress } from '../metrics/metrics-address.js';
import { isUrl, moduleAt } from '../modules.js';
import { choosePlace } from '../own-place.js';
import type { ServeValues } from '../serve-options.js';
import type { ConfigFile, LogFormat, LogLevel } from './config-file.js';
import { Mistakes } from './mistakes.js';
import { type Principals, type Roles, readPrincipals } from './principals.js';
import { type FoundConfig, pathFrom, readConfig } from './read-config.js';

/** Everything that a broker is run with: from the command line, else the environment, else the file, else the default. */
export interface Settings {
  /** The configuration file, if there is one. */
  readonly file: string | undefined;
  readonly listen: readonly string[];
  /** Where the broker serves when nobody says where. */
  readonly place: DefaultPlace | undefined;
  /** `undefined` where there are principals only, or where the default place has it. */
  readonly authkey: string | undefined;
  readonly roles: Roles;
  readonly principals: Principals;
  /** URLs of modules. */
  readonly types: readonly string[];
  /** In milliseconds; `undefined` for what the protocol says. */
  readonly grace: number | undefined;
  readonly busyPoll: boolean;
  /** In milliseconds. */
  readonly drain: number;
  /** Where the metrics are served, if they are. */
  readonly metrics: MetricsAddress | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

const USUAL_DRAIN_MS = 5_000;

/** Throws `ArgumentError` that names every mistake in a line of its own. */
export function readSettings(options: ServeValues, world: World): Settings {
  const mistakes = new Mistakes();
  const found = readConfig(options.config, world.directory, mistakes);
  const settings = {
    ...reached(options, found, world, mistakes),
    ...serving(options, found, mistakes),
    ...told(options, found, world),
  };
  mistakes.throwIfAny();
  return settings;
}

type Reached = Pick<Settings, 'listen' | 'place' | 'authkey' | 'roles' | 'principals'>;

/** Where the broker is reached, and by whom. */
function reached(options: ServeValues, found: FoundConfig | undefined, world: World, mistakes: Mistakes): Reached {
  const listen = options.listen ?? several(found?.config.listen);
  const place = listen.length > 0 ? undefined : choosePlace(world.env);
  for (const address of listen) mistakes.within('listen', () => checkReachable(address));
  const principals = readPrincipals(found, mistakes);
  const file = keyFile(options, found);
  const authkey = mistakes.within('authkey', () => givenAuthkey(file, world.env));
  const nobodyGetsIn = !place && !file && !authkey && Object.keys(principals).length === 0;
  if (nobodyGetsIn && found?.raw['authkeyFile'] === undefined) mistakes.add(NO_AUTHKEY);
  return { listen: place ? [place.address] : listen, place, authkey, roles: found?.config.roles ?? {}, principals };
}

/** How it serves. */
function serving(
  options: ServeValues,
  found: FoundConfig | undefined,
  mistakes: Mistakes,
): Omit<Settings, keyof Reached | keyof Told> {
  const config = found?.config ?? {};
  const metrics = () => (config.metrics === undefined ? undefined : metricsAddress(config.metrics));
  return {
    file: found?.file,
    types: (options.types ?? typesIn(found)).map(moduleAt),
    grace: options.grace ?? config.grace,
    busyPoll: options.busyPoll ?? config.busyPoll ?? true,
    metrics: options.metrics ?? mistakes.within('metrics', metrics),
    drain: options.drain ?? config.drain ?? USUAL_DRAIN_MS,
  };
}

type Told = Pick<Settings, 'logLevel' | 'logFormat'>;

function told({ logLevel, logFormat }: ServeValues, found: FoundConfig | undefined, world: World): Told {
  const { level = 'info', format = world.areErrorsAtTerminal ? 'pretty' : 'json' } = found?.config.log ?? {};
  return { logLevel: logLevel ?? level, logFormat: logFormat ?? format };
}

function several(listen: ConfigFile['listen']): readonly string[] {
  if (listen === undefined) return [];
  return typeof listen === 'string' ? [listen] : listen;
}

function keyFile({ authkeyFile }: ServeValues, found: FoundConfig | undefined): string | undefined {
  const inConfig = found?.config.authkeyFile;
  return authkeyFile ?? (found && inConfig !== undefined ? pathFrom(found, inConfig) : undefined);
}

function typesIn(found: FoundConfig | undefined): readonly string[] {
  return (found?.config.types ?? []).map((named) => (isUrl(named) ? named : pathFrom(found as FoundConfig, named)));
}

/** A memory address reaches programs in the broker's own process, of which a daemon has none. */
function checkReachable(address: string): void {
  if (!address.startsWith('memory:')) return;
  throw new ArgumentError(
    `nobody could reach a daemon at ${address}: listen at ipc:///path/to/socket or tcp://127.0.0.1:port`,
  );
}
