import type { Peer, Row } from '../harness/contest.js';
import { measuring } from '../harness/measuring.js';
import { keepInFlight, microsecondsEach, perSecond } from '../harness/pace.js';
import { cpythonCalls } from '../peers/cpython/contestants.js';
import { socketEcho } from '../peers/echo/socket.js';
import { zeromqEcho } from '../peers/echo/zeromq.js';
import { holdallStore } from '../peers/holdall/store.js';
import { ioredis } from '../peers/redis/ioredis.js';
import { nodeRedis } from '../peers/redis/node-redis.js';
import type { CallPeer, SmallCall } from '../peers/store.js';

/** No more than 1.3 times what the bare way costs. */
const NEAR_THE_LIMIT = 1 / 1.3;

const CALLS: Readonly<Record<SmallCall, string>> = {
  get: 'dict.get',
  put: 'queue.put',
  lock: 'lock.acquire and release',
};

const IN_FLIGHT = [
  { inFlight: 10, target: 1.5 },
  { inFlight: 100, target: 3 },
  { inFlight: 1_000, target: 4 },
] as const;

export const callRows: readonly Row[] = [
  ...(['get', 'put', 'lock'] as const).map(oneAtATime),
  ...IN_FLIGHT.map(({ inFlight, target }): Row => {
    const many = (store: CallPeer) => measuring(store, ({ get }) => perSecond(keepInFlight(inFlight, get)));
    return {
      name: `calls: ${inFlight} in flight, dict.get`,
      unit: 'calls/s',
      target,
      ours: many(holdallStore),
      peers: [ioredis(), ioredis(true), nodeRedis].map(many),
    };
  }),
];

function oneAtATime(call: SmallCall): Row {
  const each = (store: CallPeer) =>
    measuring(store, ({ [call]: operation }) => microsecondsEach(keepInFlight(1, operation)));
  const limit = (store: CallPeer): Peer => ({ ...each(store), target: NEAR_THE_LIMIT });
  return {
    name: `calls: one at a time, ${CALLS[call]}`,
    unit: 'µs',
    target: undefined,
    ours: each(holdallStore),
    peers: [
      { ...cpythonCalls(call), target: 3 },
      limit(socketEcho()),
      limit(socketEcho(true)),
      ...[zeromqEcho, ioredis(), nodeRedis].map(each),
    ],
  };
}
