import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line that is longer than this many characters is passed on in pieces: it may have no end. */
const MOST_CHARACTERS = 65_536;

/**
 * Passes on what a worker prints, whole lines at a time, so that those of several workers do not get mixed; what is left
 * without an end of line comes when the worker's output ends, or when the function returned is called, because the worker
 * itself has ended. Reads no more while the target takes no more. Calls `onEnd` when all has been passed on.
 */
export function passLinesOn(from: Readable, to: Writable, onEnd: () => void): () => void {
  const decoder = new StringDecoder('utf8');
  let partial = '';
  from.on('data', (chunk: Buffer) => {
    partial += decoder.write(chunk);
    const end = partial.length > MOST_CHARACTERS ? partial.length : partial.lastIndexOf('\n') + 1;
    if (end === 0) return;
    const isTaken = to.write(partial.slice(0, end));
    partial = partial.slice(end);
    if (!isTaken) pauseUntilDrained(from, to);
  });
  // A pipe that breaks has nothing more to say.
  from.on('error', () => {});
  const passRestOn = () => {
    const rest = partial + decoder.end();
    partial = '';
    if (rest !== '') to.write(rest);
  };
  from.once('close', () => {
    passRestOn();
    onEnd();
  });
  return passRestOn;
}

/** The outputs of workers that wait for their target. One listener for all: there can be many workers. */
const waiting = new WeakMap<Writable, Set<Readable>>();

function pauseUntilDrained(from: Readable, to: Writable): void {
  from.pause();
  const others = waiting.get(to);
  if (others) return void others.add(from);
  const paused = new Set([from]);
  waiting.set(to, paused);
  const goOn = () => {
    to.off('drain', goOn).off('close', goOn);
    waiting.delete(to);
    for (const each of paused) each.resume();
  };
  // One that broke takes nothing any more, and keeps nobody waiting.
  to.on('drain', goOn).on('close', goOn);
}
