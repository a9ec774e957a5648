import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConnectError } from '../../protocol/errors.js';
import { checkOwned, type DefaultPlace, defaultPlaces } from '../client/default-place.js';
import { readAuthkeyFile } from '../client/secret-file.js';

/** Where `holdall serve` serves when nobody says where. */
export function choosePlace(env: NodeJS.ProcessEnv): DefaultPlace {
  const places = defaultPlaces(env);
  // The variable may name a directory of a session that is over.
  return places.find(({ directory }) => isDirectory(dirname(directory))) ?? places[0];
}

/**
 * Makes the directory, unless it is there. Throws `ArgumentError` when others have put something into its way, and
 * `ConnectError` when it cannot be made.
 */
export function makePlace({ directory }: DefaultPlace): void {
  making(`the directory ${directory}`, () => unlessThere(() => mkdirSync(directory, { mode: 0o700 })));
  checkOwned(directory);
}

/** Puts a new authkey there, unless there is one, and gives it. Throws `ConnectError` when it cannot be written. */
export function makeDefaultAuthkey({ directory, authkeyFile }: DefaultPlace): string {
  // It gets its name when it is whole: of two brokers that start at once, both must use the first one's.
  const draft = join(directory, `authkey-${randomBytes(8).toString('hex')}`);
  making(`the authkey file ${authkeyFile}`, () => {
    try {
      writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
      unlessThere(() => linkSync(draft, authkeyFile));
    } finally {
      rmSync(draft, { force: true });
    }
  });
  return readAuthkeyFile(authkeyFile);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The disk may be full, or not be ours to write. */
function making(what: string, make: () => void): void {
  try {
    make();
  } catch (cause) {
    throw new ConnectError(`${what} cannot be made (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
