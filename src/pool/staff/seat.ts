import { Backlog } from './backlog.js';
import type { Worker } from './worker.js';

/** One of the places for a worker in a pool. A worker that is lost is replaced at its place. */
export class Seat {
  readonly place: number;
  /** Jobs that only the worker at this place may run. */
  readonly pinned = new Backlog();
  worker: Worker | undefined;

  constructor(place: number) {
    this.place = place;
  }

  get isIdle(): boolean {
    return this.worker?.isIdle ?? false;
  }

  get isStarting(): boolean {
    return this.worker?.isStarting ?? false;
  }
}

/** The place for a key: the same for the same key, and spread evenly for different ones. FNV-1a. */
export function placeOf(key: string | number, size: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${typeof key}:${key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return (hash >>> 0) % size;
}
