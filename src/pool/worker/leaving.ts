import { textOf } from '../../objects/text-of.js';
import { pack, packThrown, parcelAtOnce } from '../messages/parcel.js';
import { closeManagers } from './brokers.js';
import type { Outbox } from './outbox.js';

/** How long the last words of a worker may take to get out, in milliseconds, where nobody seems to read them. */
const LAST_WORDS_MS = 1_000;

/** Ends the worker in order: its managers are closed, and what it printed is out. */
export async function leave(): Promise<never> {
  await closeManagers();
  await printed();
  process.exit();
}

/** Ends the worker because of an error. */
export async function fail(outbox: Outbox, error: unknown, what: string): Promise<never> {
  tellDying(outbox, error, what);
  await outbox.flush();
  process.exitCode = 1;
  return leave();
}

/** Tells the parent why the worker ends. There is no time left to wait for brokers: shared objects become text. */
export function tellDying(outbox: Outbox, error: unknown, what: string): void {
  const parcel = parcelAtOnce(packThrown(error, what)) ?? parcelAtOnce(pack(new Error(textOf(error)), what));
  if (parcel) outbox.send({ kind: 'dying', parcel });
  void outbox.flush();
}

/** A process writes to its pipes at once. A thread hands what it prints to the parent, piece by piece. */
async function printed(): Promise<void> {
  const all = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => void stream.write('', () => resolve())),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LAST_WORDS_MS);
  });
  await Promise.race([Promise.all(all), late]);
  clearTimeout(timer);
}
