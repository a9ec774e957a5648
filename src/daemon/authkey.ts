import { readAuthkeyFile } from '../client/secret-file.js';

/** Where the key is taken from when no file is named. */
export const AUTHKEY_VARIABLE = 'HOLDALL_AUTHKEY';

export const NO_AUTHKEY = `no authkey: name a file with --authkey-file, or set ${AUTHKEY_VARIABLE}. \`openssl rand -hex 32\` makes a good one`;

/**
 * The authkey, from a file or from the environment; never from the command line, which every user of the machine can
 * read. `undefined` if neither is given. Throws `ArgumentError` when others than its owner could read the file.
 */
export function givenAuthkey(file: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return file === undefined ? env[AUTHKEY_VARIABLE] || undefined : readAuthkeyFile(file);
}
