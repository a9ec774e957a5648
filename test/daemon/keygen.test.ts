import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, generateKeys, readKeys } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ending, Program } from '../harness/processes.js';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdall-test-'));
  file = join(directory, 'broker');
});
afterEach(() => rmSync(directory, { recursive: true }));

const keygen = (...args: string[]): Promise<Ending> =>
  new Program('dist/src/daemon/main.js', ['keygen', ...args]).ended;

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('holdall keygen', () => {
  test('makes a pair of keys, prints the public one, and never shows the secret one', async () => {
    const { code, output, errors } = await keygen(file);
    const { publicKey, secretKey } = readKeys(`${file}.secret`);
    expect({ code, output }).toEqual({ code: 0, output: `${publicKey}\n` });
    expect(errors).toBe(
      `holdall: ${file}.secret is for its owner alone; ${file}.public is the public key above, for everybody\n`,
    );
    expect(readFileSync(`${file}.public`, 'utf8')).toBe(`${publicKey}\n`);
    expect(readFileSync(`${file}.public`, 'utf8')).not.toContain(secretKey);
    expect([modeOf(`${file}.secret`), readdirSync(directory).length]).toEqual([0o600, 2]);
  });

  test.each(['secret', 'public'])('leaves a .%s file alone that is there, and makes nothing', async (ending) => {
    writeFileSync(`${file}.${ending}`, 'precious');
    const { code, output, errors } = await keygen(file);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toBe(
      `holdall: ${file}.${ending} cannot be made: it exists already: remove it first, or choose another name\n`,
    );
    expect([readFileSync(`${file}.${ending}`, 'utf8'), readdirSync(directory).length]).toEqual(['precious', 1]);
  });

  test('says what is wrong with a directory that is not there', async () => {
    const { code, errors } = await keygen(join(directory, 'missing', 'broker'));
    expect([code, errors]).toEqual([2, `holdall: ${directory}/missing/broker.secret cannot be made: (ENOENT)\n`]);
  });
});

describe('readKeys', () => {
  test('refuses a file that others could read', async () => {
    await keygen(file);
    chmodSync(`${file}.secret`, 0o640);
    expect(() => readKeys(`${file}.secret`)).toThrow(`\`chmod 600 ${file}.secret\` closes it`);
  });

  test('says how to make a file that is not there', () => {
    expect(() => readKeys(`${file}.secret`)).toThrow(`make one with \`holdall keygen ${file}\``);
    expect(existsSync(`${file}.secret`)).toBe(false);
  });

  test('refuses a file without keys, and one whose keys are not of one pair', () => {
    writeFileSync(file, 'something else\n', { mode: 0o600 });
    expect(() => readKeys(file)).toThrow(ArgumentError);
    expect(() => readKeys(file)).toThrow(`the key file ${file} holds no line "public-key …"`);
    const [one, other] = [generateKeys(), generateKeys()];
    writeFileSync(file, `public-key ${one.publicKey}\nsecret-key ${other.secretKey}\n`);
    expect(() => readKeys(file)).toThrow('not of one pair');
  });
});
