import { totalmem } from 'node:os';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';

const MIB = 1024 * 1024;

/** The largest frame, taken apart into its smallest pieces, and what else a broker needs while it reads it. */
const WORKING_BYTES = 768 * MIB;

/**
 * How much memory clients may fill, by what there is. Of the heap, six tenths of what is left beside the largest frame: the
 * rest is room for V8 to collect in. Where that is next to nothing, a quarter. Large values lie outside of the heap, so half
 * of the memory of the machine, or of what the process was given of it, bounds all.
 */
export function memoryForClients(
  heapBytes = getHeapStatistics().heap_size_limit,
  machineBytes = machineMemory(),
): number {
  const ofHeap = Math.max(0.6 * (heapBytes - WORKING_BYTES), heapBytes / 4);
  return Math.floor(Math.min(ofHeap, machineBytes / 2));
}

/** Where nothing constrains the process, Node says 0, or more than there is. */
function machineMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
