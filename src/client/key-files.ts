import { ArgumentError } from '../../protocol/errors.js';
import { checkKeyPair, type KeyPair } from '../keys/keys.js';
import { readSecretFile } from './secret-file.js';

const PUBLIC = 'public-key';
const SECRET = 'secret-key';

/** What a file with a pair of keys holds, for programs and for people. */
export function keyFileText({ publicKey, secretKey }: KeyPair): string {
  return [
    '# A pair of CURVE keys, made by `holdall keygen`. This file is for its owner alone: who reads it can pass for its owner.',
    '# For the others is the public key, by which they know the owner.',
    `${PUBLIC} ${publicKey}`,
    `${SECRET} ${secretKey}`,
    '',
  ].join('\n');
}

/**
 * The pair of keys in a file that `holdall keygen` made (`….secret`). Throws `ArgumentError` when it cannot be read, when others
 * than its owner could read it, or when there is no such pair in it.
 */
export function readKeys(file: string): KeyPair {
  if (typeof file !== 'string' || file === '') throw new ArgumentError('readKeys needs the path of a file of keys');
  const text = readSecretFile(file, 'the key file', `holdall keygen ${file.replace(/\.secret$/, '')}`);
  const pair = { publicKey: keyIn(text, PUBLIC, file), secretKey: keyIn(text, SECRET, file) };
  checkKeyPair(pair, `the key file ${file}`);
  return pair;
}

function keyIn(text: string, name: string, file: string): string {
  const key = new RegExp(`^${name}\\s+(\\S+)\\s*$`, 'm').exec(text)?.[1];
  if (key !== undefined) return key;
  throw new ArgumentError(`the key file ${file} holds no line "${name} …": \`holdall keygen\` makes such files`);
}
