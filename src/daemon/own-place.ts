import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkOwned, type DefaultPlace, defaultPlaces } from '../client/default-place.js';

/**
 * Makes the place where `holdall serve` serves when nobody says where, and its authkey, unless they are there. Throws
 * `ArgumentError` when others have put something into the way.
 */
export function makeDefaultPlace(env: NodeJS.ProcessEnv): DefaultPlace {
  const place = choosePlace(env);
  mkdirUnlessThere(place.directory);
  checkOwned(place.directory);
  return place;
}

/** Puts a new authkey there, unless there is one. */
export function makeDefaultAuthkey({ directory, authkeyFile }: DefaultPlace): void {
  // It gets its name when it is whole: of two brokers that start at once, both must use the first one's.
  const draft = join(directory, `authkey-${randomBytes(8).toString('hex')}`);
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    unlessThere(() => linkSync(draft, authkeyFile));
  } finally {
    rmSync(draft);
  }
}

function choosePlace(env: NodeJS.ProcessEnv): DefaultPlace {
  const places = defaultPlaces(env);
  // The variable may name a directory of a session that is over.
  return places.find(({ directory }) => isDirectory(dirname(directory))) ?? places[0];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function mkdirUnlessThere(directory: string): void {
  unlessThere(() => mkdirSync(directory, { mode: 0o700 }));
}

function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
