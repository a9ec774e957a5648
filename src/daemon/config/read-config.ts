import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ArgumentError } from '../../../protocol/errors.js';
import type { Mistakes } from '../../broker/mistakes.js';
import { isPlainObject } from '../../objects/plain-objects.js';
import { type ConfigFile, configFile } from './config-file.js';

/** The name of the file that is looked for in the current directory. */
const USUAL_NAME = 'holdall.config.json';

/** Others than its owner may change the file. */
const WRITABLE_BY_OTHERS = 0o022;

/** A configuration, and where it is from. */
export interface FoundConfig {
  readonly file: string;
  /** What is right of it: all top-level keys without mistakes. */
  readonly config: ConfigFile;
  /** What is there, mistakes and all. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A path in a configuration counts from the directory of its file. */
export function pathFrom({ file }: FoundConfig, path: string): string {
  return resolve(dirname(file), path);
}

/** The configuration in the file named, else in the current directory; `undefined` if there is none there. */
export function readConfig(named: string | undefined, directory: string, mistakes: Mistakes): FoundConfig | undefined {
  const file = resolve(directory, named ?? USUAL_NAME);
  if (named === undefined && !isThere(file)) return undefined;
  const parsed = mistakes.within(file, () => parse(readGuarded(file)));
  if (parsed === undefined) return undefined;
  const wrong = new Set<string | undefined>();
  configFile.check(parsed, '', (path, mistake) => {
    wrong.add(/^\w+/.exec(path)?.[0]);
    mistakes.add(`${file}: ${path === '' ? '' : `${path}: `}${mistake}`);
  });
  if (!isPlainObject(parsed)) return undefined;
  const right = Object.entries(parsed).filter(([key]) => !wrong.has(key));
  return { file, config: Object.fromEntries(right) as ConfigFile, raw: parsed };
}

/** A link that leads nowhere is there, and what cannot be looked at may be: that they cannot be read is then told. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** Whoever can write the file decides who may do what, and which code the broker runs. */
function readGuarded(file: string): string {
  try {
    const stats = statSync(file);
    if (process.platform !== 'win32') checkGuarded(file, stats);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

function checkGuarded(file: string, { uid, mode }: Stats): void {
  if (uid !== 0 && uid !== process.getuid?.()) {
    throw new ArgumentError(`the file belongs to another user (uid ${uid}), who could change what this broker does`);
  }
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new ArgumentError(`other users may change the file: \`chmod go-w ${file}\` forbids it`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(`the file is not JSON: ${placed((error as Error).message, text)}`, { cause: error });
  }
}

/** A message of `JSON.parse` with line and column, which people find and positions are not. */
function placed(message: string, text: string): string {
  const [all, digits] = / (?:in JSON )?at position (\d+)/.exec(message) ?? [];
  if (all === undefined || message.includes('line ')) return message;
  const before = text.slice(0, Number(digits)).split('\n');
  return message.replace(all, ` in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`);
}
