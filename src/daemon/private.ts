/**
 * The broker of `Manager.start()`: one line with its orders comes in by standard input, one line with its report goes out
 * by descriptor 3; what users' types print goes where the owner prints. It ends when standard input ends, which is when
 * its owner ends, in whatever way.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HoldallError } from '../../protocol/errors.js';
import { serve } from '../broker/serve.js';
import { becomeBroker, type Orders, REPORT_DESCRIPTOR, type Report } from '../client/broker-process.js';

// A Ctrl-C reaches the whole group; the owner decides what it means, and may need its broker while it cleans up.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

// Where users' types print, nobody may read any more.
process.stdout.on('error', () => {});

// A type's module may be the owner's main module: it must not start another broker from here.
becomeBroker();

const lines = createInterface({ input: process.stdin });
const ownerGone = once(lines, 'close');
const [orders] = (await Promise.race([once(lines, 'line'), ownerGone])) as [string?];
if (orders !== undefined) await run(JSON.parse(orders) as Orders);

async function run({ authkey, types, busyPoll }: Orders): Promise<void> {
  // mkdtemp makes a directory that only this user may enter.
  const directory = await mkdtemp(join(tmpdir(), 'holdall-'));
  try {
    const listen = `ipc://${join(directory, 'broker')}`;
    await using broker = await serve({ listen, authkey: Buffer.from(authkey, 'hex'), types, busyPoll });
    report({ address: broker.addresses[0] as string });
    await Promise.race([ownerGone, once(process, 'SIGTERM')]);
  } catch (error) {
    if (!(error instanceof HoldallError)) throw error;
    report(failure(error));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
lines.close();

/** An owner that ends while we start no longer reads what we report. That it ended, standard input tells. */
function report(what: Report): void {
  try {
    writeSync(REPORT_DESCRIPTOR, `${JSON.stringify(what)}\n`);
  } catch {}
}

function failure({ message, cause }: HoldallError): Report {
  return { failure: message, ...(cause instanceof Error && { stack: String(cause.stack) }) };
}
