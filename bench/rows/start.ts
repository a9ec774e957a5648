import type { Row } from '../harness/contest.js';
import { cpythonStart } from '../peers/cpython/contestants.js';
import { holdallStart } from '../peers/holdall/start.js';
import { holdallSize, sizeOf } from '../peers/package-size.js';

export const startRows: readonly Row[] = [
  {
    name: 'start: from Manager.start() to the first reply',
    unit: 'ms',
    target: undefined,
    ours: holdallStart,
    peers: [cpythonStart],
  },
  {
    name: 'start: size of the package, installed',
    unit: 'bytes',
    target: undefined,
    ours: holdallSize,
    peers: [sizeOf('piscina', 'ioredis')],
  },
];
