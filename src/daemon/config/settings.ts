import { ArgumentError } from '../../../protocol/errors.js';
import { principalsFrom } from '../../broker/access.js';
import { checkAddress } from '../../broker/listening.js';
import { Mistakes } from '../../broker/mistakes.js';
import type { DefaultPlace } from '../../client/default-place.js';
import { readKeys } from '../../client/key-files.js';
import { readAuthkeyFile } from '../../client/secret-file.js';
import type { KeyPair } from '../../keys/keys.js';
import { AUTHKEY_VARIABLE, givenAuthkey, NO_AUTHKEY } from '../authkey.js';
import { fileMode } from '../cli/parsers.js';
import type { World } from '../cli/world.js';
import { type MetricsAddress, metricsAddress } from '../metrics/metrics-address.js';
import { isUrl, moduleAt } from '../modules.js';
import { choosePlace } from '../own-place.js';
import type { ServeValues } from '../serve-options.js';
import type { ConfigFile, LogFormat, LogLevel } from './config-file.js';
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
  /** Encrypts what goes over tcp. */
  readonly curve: KeyPair | undefined;
  readonly roles: Roles;
  readonly principals: Principals;
  /** URLs of modules. */
  readonly types: readonly string[];
  /** In milliseconds; `undefined` for what the protocol says. */
  readonly grace: number | undefined;
  readonly busyPoll: boolean;
  /** Those that are named; all others are as usual. */
  readonly limits: NonNullable<ConfigFile['limits']>;
  /** Of socket files. `undefined`: for their owner alone. */
  readonly socketMode: number | undefined;
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
  // What remains is between parts that are right by themselves, as two principals with one key.
  if (settings.authkey !== undefined || Object.keys(settings.principals).length > 0)
    principalsFrom(settings, settings.file ?? 'holdall serve');
  return settings;
}

type Reached = Pick<Settings, 'listen' | 'place' | 'authkey' | 'curve' | 'roles' | 'principals'>;

/** Where the broker is reached, and by whom. */
function reached(options: ServeValues, found: FoundConfig | undefined, world: World, mistakes: Mistakes): Reached {
  const listen = options.listen ?? several(found?.config.listen);
  const place = listen.length > 0 ? undefined : choosePlace(world.env);
  const { keys, isWanted } = curveKeys(options, found, mistakes);
  for (const address of listen) mistakes.within('listen', () => checkReachable(address, isWanted));
  const principals = readPrincipals(found, mistakes);
  const { authkey, isMissing } = ownersAuthkey(options, found, world, mistakes);
  if (isMissing && !place && Object.keys(principals).length === 0) mistakes.add(NO_AUTHKEY);
  return {
    listen: place ? [place.address] : listen,
    place,
    authkey,
    curve: keys,
    roles: found?.config.roles ?? {},
    principals,
  };
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
    socketMode: options.socketMode ?? (config.socketMode === undefined ? undefined : fileMode(config.socketMode)),
    busyPoll: options.busyPoll ?? config.busyPoll ?? true,
    metrics: options.metrics ?? mistakes.within('metrics', metrics),
    limits: config.limits ?? {},
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

/** Those that are wanted may be unreadable. */
function curveKeys(
  { keys }: ServeValues,
  found: FoundConfig | undefined,
  mistakes: Mistakes,
): { readonly keys: KeyPair | undefined; readonly isWanted: boolean } {
  const isWanted = keys !== undefined || found?.raw['curve'] !== undefined;
  if (keys !== undefined) return { keys: mistakes.within('--keys', () => readKeys(keys)), isWanted };
  const { keysFile } = found?.config.curve ?? {};
  if (!found || keysFile === undefined) return { keys: undefined, isWanted };
  const read = () => readKeys(pathFrom(found, keysFile));
  return { keys: mistakes.within(`${found.file}: curve.keysFile`, read), isWanted };
}

/** One that was named and could not be read is wrong, but not missing. */
function ownersAuthkey(
  { authkeyFile }: ServeValues,
  found: FoundConfig | undefined,
  { env }: World,
  mistakes: Mistakes,
): { readonly authkey: string | undefined; readonly isMissing: boolean } {
  if (authkeyFile !== undefined || env[AUTHKEY_VARIABLE]) {
    return { authkey: mistakes.within('authkey', () => givenAuthkey(authkeyFile, env)), isMissing: false };
  }
  const file = found?.config.authkeyFile;
  if (!found || file === undefined) return { authkey: undefined, isMissing: found?.raw['authkeyFile'] === undefined };
  const read = () => readAuthkeyFile(pathFrom(found, file));
  return { authkey: mistakes.within(`${found.file}: authkeyFile`, read), isMissing: false };
}

function typesIn(found: FoundConfig | undefined): readonly string[] {
  return (found?.config.types ?? []).map((named) => (isUrl(named) ? named : pathFrom(found as FoundConfig, named)));
}

function checkReachable(address: string, isEncrypted: boolean): void {
  checkAddress(address, isEncrypted);
  // It reaches programs in the broker's own process, of which a daemon has none.
  if (!address.startsWith('memory:')) return;
  throw new ArgumentError(
    `nobody could reach a daemon at ${address}: listen at ipc:///path/to/socket or tcp://127.0.0.1:port`,
  );
}
