import type { Row } from '../harness/contest.js';
import { cpythonCreate } from '../peers/cpython/contestants.js';
import { holdallCreate } from '../peers/holdall/objects.js';

/** Making an object waits for nothing, so that many can be made at the same time. CPython's Manager makes one at a time. */
const MANY = 100;

export const objectRows: readonly Row[] = [
  {
    name: `objects: create and drop an unnamed queue, ${MANY} in flight`,
    unit: 'µs',
    target: 50,
    ours: holdallCreate(MANY),
    peers: [cpythonCreate],
  },
  {
    name: 'objects: create and drop an unnamed queue, one at a time',
    unit: 'µs',
    target: undefined,
    ours: holdallCreate(1),
    peers: [cpythonCreate],
  },
];
