import { rmSync, writeFileSync } from 'node:fs';
import { ArgumentError } from '../../../protocol/errors.js';
import { keyFileText } from '../../client/key-files.js';
import { generateKeys } from '../../keys/keys.js';
import { command } from '../cli/command.js';

const OWNER_ALONE = 0o600;
const EVERYBODY_READS = 0o644;

export const keygen = command({
  name: 'keygen',
  arguments: [{ name: 'file', summary: 'what the files are called before their endings', isOptional: true }],
  summary: 'make a pair of keys, for a broker or for a client over a network',
  text:
    'Makes FILE.secret, with both keys and mode 600, and FILE.public, with the public one alone; FILE is `holdall` where none ' +
    'is named. Prints the public key. Existing files are left alone: that is an error.\n\n' +
    'A broker is given its own .secret file and the public keys of its clients; a client is given its own .secret file and ' +
    "the broker's public key. A .secret file stays on the machine where it was made.",
  options: {},
  examples: [
    { line: 'holdall keygen broker', what: 'broker.secret and broker.public' },
    { line: 'holdall keygen alice', what: 'the same for a client; its public key goes into the broker’s `principals`' },
  ],
  exitCodes: [],
  async run([file = 'holdall'], _, world) {
    const pair = generateKeys();
    const [forOwner, forOthers] = [`${file}.secret`, `${file}.public`];
    write(forOwner, keyFileText(pair), OWNER_ALONE);
    try {
      write(forOthers, `${pair.publicKey}\n`, EVERYBODY_READS);
    } catch (error) {
      rmSync(forOwner);
      throw error;
    }
    world.print(pair.publicKey);
    world.warn(`holdall: ${forOwner} is for its owner alone; ${forOthers} is the public key above, for everybody`);
    return 0;
  },
});

/** Never in the place of a file that is there: a key that is lost is lost for good. */
function write(file: string, content: string, mode: number): void {
  try {
    writeFileSync(file, content, { mode, flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'it exists already: remove it first, or choose another name' : `(${code})`;
    throw new ArgumentError(`${file} cannot be made: ${why}`, { cause });
  }
}
