import type { Contestant, Row } from '../harness/contest.js';
import { measuring } from '../harness/measuring.js';
import { keepInFlight, microsecondsEach, perSecond } from '../harness/pace.js';
import { cpythonMap } from '../peers/cpython/contestants.js';
import { holdallMap, holdallPool } from '../peers/holdall/pool.js';
import { piscina } from '../peers/pools/piscina.js';
import type { PoolPeer } from '../peers/pools/pool.js';
import { poolifier } from '../peers/pools/poolifier.js';
import { tinypool } from '../peers/pools/tinypool.js';
import { workerpool } from '../peers/pools/workerpool.js';

/** Enough for every worker to have its next task at hand, whatever a pool is set to. */
const MANY = 200;

const threads = [piscina(), tinypool('worker_threads'), workerpool('thread'), poolifier('thread')];
const processes = [tinypool('child_process'), workerpool('process'), poolifier('cluster')];
/** Faster than their defaults, for tiny tasks. With one at a time there is no difference. */
const tunedThreads = [piscina(100), tinypool('worker_threads', 100)];
const tunedProcesses = [tinypool('child_process', 100)];

export const poolRows: readonly Row[] = [
  {
    name: `pool: tiny tasks, ${MANY} in flight, threads`,
    unit: 'tasks/s',
    target: 1.5,
    ours: manyAtATime(holdallPool('thread')),
    peers: [...threads, ...tunedThreads].map(manyAtATime),
  },
  {
    name: `pool: tiny tasks, ${MANY} in flight, processes`,
    unit: 'tasks/s',
    target: 1.5,
    ours: manyAtATime(holdallPool('process')),
    peers: [...processes, ...tunedProcesses].map(manyAtATime),
  },
  {
    name: 'pool: one task at a time, threads',
    unit: 'µs',
    target: 1,
    ours: oneAtATime(holdallPool('thread')),
    peers: threads.map(oneAtATime),
  },
  {
    name: 'pool: one task at a time, processes',
    unit: 'µs',
    target: 1,
    ours: oneAtATime(holdallPool('process')),
    peers: processes.map(oneAtATime),
  },
  {
    name: 'pool: map, chunks of one, processes',
    unit: 'tasks/s',
    target: 1,
    ours: holdallMap('process'),
    peers: [cpythonMap],
  },
];

function manyAtATime(peer: PoolPeer): Contestant {
  return measuring(peer, ({ add }) => perSecond(keepInFlight(MANY, add)));
}

function oneAtATime(peer: PoolPeer): Contestant {
  return measuring(peer, ({ add }) => microsecondsEach(keepInFlight(1, add)));
}
