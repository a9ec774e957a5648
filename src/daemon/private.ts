/**
 * The broker of `Manager.start()`: one line with the authkey comes in by standard input, one line with the address goes
 * out by standard output. It ends when standard input ends, which is when its owner ends, in whatever way.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serve } from '../broker/serve.js';

// A Ctrl-C reaches the whole group; the owner decides what it means, and may need its broker while it cleans up.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

// An owner that ends while we start no longer reads what we print. That it ended, standard input tells.
process.stdout.on('error', () => {});

const lines = createInterface({ input: process.stdin });
const ownerGone = once(lines, 'close');
const [authkey] = (await Promise.race([once(lines, 'line'), ownerGone])) as [string?];
if (authkey !== undefined) await run(Buffer.from(authkey, 'hex'));

async function run(authkey: Uint8Array): Promise<void> {
  // mkdtemp makes a directory that only this user may enter.
  const directory = await mkdtemp(join(tmpdir(), 'holdall-'));
  try {
    await using broker = await serve({ listen: `ipc://${join(directory, 'broker')}`, authkey });
    process.stdout.write(`${broker.addresses[0]}\n`);
    await Promise.race([ownerGone, once(process, 'SIGTERM')]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
lines.close();
