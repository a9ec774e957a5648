import { readFile, stat } from 'node:fs/promises';
import { ArgumentError } from '../../protocol/errors.js';

/** Where the key is taken from when no file is named. */
export const AUTHKEY_VARIABLE = 'HOLDALL_AUTHKEY';

/** Anybody but the owner may do something with the file. */
const OTHERS = 0o077;

/**
 * The authkey, from a file or from the environment; never from the command line, which every user of the machine can
 * read. Throws `ArgumentError` when there is none, or when others than its owner could read the file.
 */
export async function findAuthkey(file: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  if (file !== undefined) return readAuthkey(file);
  const authkey = env[AUTHKEY_VARIABLE];
  if (authkey) return authkey;
  throw new ArgumentError(
    `no authkey: name a file with --authkey-file, or set ${AUTHKEY_VARIABLE}. \`openssl rand -hex 32\` makes a good one`,
  );
}

async function readAuthkey(file: string): Promise<string> {
  const { mode } = await reading(file, stat(file));
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new ArgumentError(`the authkey file ${file} is open to other users: \`chmod 600 ${file}\` closes it`);
  }
  return reading(file, readFile(file, 'utf8'));
}

/** Waits for a look at the file, and says what to do where that fails. */
async function reading<T>(file: string, look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (cause) {
    throw new ArgumentError(
      `the authkey file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}): make one with \`(umask 077; openssl rand -hex 32 > ${file})\``,
      { cause },
    );
  }
}
