import { readFileSync, statSync } from 'node:fs';
import { ArgumentError } from '../../protocol/errors.js';

/** Anybody but the owner may do something with the file. */
const OTHERS = 0o077;

/**
 * The text of a file that holds a secret. Throws `ArgumentError` when it cannot be read, or when others than its owner
 * could. `what` names it, as "the authkey file"; `howToMake` is a command that makes one.
 */
export function readSecretFile(file: string, what: string, howToMake: string): string {
  const { mode } = looking(() => statSync(file), file, what, howToMake);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new ArgumentError(`${what} ${file} is open to other users: \`chmod 600 ${file}\` closes it`);
  }
  return looking(() => readFileSync(file, 'utf8'), file, what, howToMake);
}

/** Takes a look at a file, and says what to do where that fails. */
function looking<T>(look: () => T, file: string, what: string, howToMake: string): T {
  try {
    return look();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ArgumentError(`${what} ${file} cannot be read (${code}): make one with \`${howToMake}\``, { cause });
  }
}

/** The authkey in a file. */
export function readAuthkeyFile(file: string): string {
  return readSecretFile(file, 'the authkey file', `(umask 077; openssl rand -hex 32 > ${file})`);
}
