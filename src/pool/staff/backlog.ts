import { Heap } from '../../objects/heap.js';
import type { Job } from './job.js';

/** Jobs that wait for a worker: the most urgent first, and of these the one that was submitted first. */
export class Backlog extends Heap<Job> {
  constructor() {
    super(goesFirst);
  }
}

export function goesFirst(a: Job, b: Job): boolean {
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority < b.priority;
}
