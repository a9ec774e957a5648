import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { ArgumentError, ConnectError } from '../../protocol/errors.js';
import type { Credentials } from './handshake.js';
import { type IdentityOptions, identityIn } from './identity-options.js';

/** Anybody but the owner may do something in the directory. */
const OTHERS = 0o077;

/** Where a user's own broker is, when nobody says where: a directory that only this user may enter. */
export interface DefaultPlace {
  readonly directory: string;
  readonly address: string;
  readonly authkeyFile: string;
}

/**
 * The places that there can be, the best first. A program that cron or a service manager starts has no
 * `XDG_RUNTIME_DIR`, as a shell has: so who looks for a broker looks at both.
 */
export function defaultPlaces(env: NodeJS.ProcessEnv): readonly [DefaultPlace, ...DefaultPlace[]] {
  if (process.getuid === undefined) {
    throw new ArgumentError('there is no default place for a broker on this system: say at which address it listens');
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  const ofAll = place(`/tmp/holdall-${process.getuid()}`);
  return runtime ? [place(join(runtime, 'holdall')), ofAll] : [ofAll];
}

function place(directory: string): DefaultPlace {
  return { directory, address: `ipc://${join(directory, 'broker')}`, authkeyFile: join(directory, 'authkey') };
}

/**
 * The default place where a broker serves, or has served. Throws `ConnectError` if there is none, and `ArgumentError` if
 * others could have put one there.
 */
function findDefaultPlace(env: NodeJS.ProcessEnv): DefaultPlace {
  const places = defaultPlaces(env);
  for (const place of places) {
    if (!lookAt(place.directory)) continue;
    checkOwned(place.directory);
    if (lookAt(join(place.directory, 'broker'))) return place;
  }
  const directories = places.map(({ directory }) => directory).join(' nor ');
  throw new ConnectError(
    `no broker serves at the default address (nothing is in ${directories}): start one with \`holdall serve\`, or say which address you mean`,
  );
}

/**
 * Where a broker is and what it takes to be let in, from what a program says, else from the environment, else from the
 * default place.
 */
export function whereabouts(
  address: string | undefined,
  identity: IdentityOptions,
  env: NodeJS.ProcessEnv,
): Pick<Credentials, 'address' | 'authkey' | 'principal' | 'keys'> {
  const named = address ?? (env['HOLDALL_ADDRESS'] || undefined);
  if (named !== undefined) return { address: named, ...identityIn(identity, env) };
  const place = findDefaultPlace(env);
  return { address: place.address, ...identityIn(identity, env, place.authkeyFile) };
}

/**
 * Throws `ArgumentError` unless a directory is ours alone. In `/tmp` anybody may make one of this name before we do, and
 * would then stand between us and whom we mean.
 */
export function checkOwned(directory: string): void {
  const objection = objectionTo(directory, lstatSync(directory));
  if (objection === undefined) return;
  throw new ArgumentError(`the directory ${directory} ${objection}: remove it, or say another address`);
}

function objectionTo(directory: string, stats: Stats): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link';
  if (!stats.isDirectory()) return 'is not a directory';
  if (stats.uid !== process.getuid?.()) return `belongs to another user (uid ${stats.uid})`;
  if ((stats.mode & OTHERS) !== 0) return `is open to other users (\`chmod 700 ${directory}\` closes it)`;
  return undefined;
}

function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
