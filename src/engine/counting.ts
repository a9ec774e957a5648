import type {
  CallStatistics,
  EngineStatistics,
  ObjectStatistics,
  ShellStatistics,
  Statistics,
} from '../objects/broker/statistics.js';
import type { Budget } from './budget.js';
import type { Calls } from './calls.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { HostedType } from './hosted-type.js';

import type { SessionCounts } from './session-counts.js';

/** What an engine counts, and where. */
export interface Counted {
  readonly directory: Directory;
  readonly calls: Calls;
  readonly sessions: SessionCounts;
  readonly budget: Budget;
  readonly brokerObject: HostedObject;
}

/** Gathers what an engine has counted, at the cost of a look at each operation of each type. */
export function engineStatistics({ directory, calls, sessions, budget, brokerObject }: Counted): EngineStatistics {
  const types = [...directory.types()];
  const stray = calls.strayCounts.statistics('(none)', '(none)');
  return {
    calls: [...[...types, brokerObject.type].flatMap(callStatistics), ...(stray ? [stray] : [])],
    objects: types.map(objectStatistics),
    sessions: sessions.now,
    begun: sessions.begun,
    ended: Object.fromEntries(sessions.ended),
    unacknowledgedBytes: budget.unacknowledged,
  };
}

/** Both sides of a broker, as its operator sees it. */
export function wholeStatistics(engine: EngineStatistics, shell: ShellStatistics): Statistics {
  const { begun, ended, sessions: now, ...engineRest } = engine;
  const { away, refused, ...shellRest } = shell;
  return { ...shellRest, ...engineRest, sessions: { now, away, begun, ended, refused } };
}

function callStatistics({ name, methods }: HostedType): CallStatistics[] {
  return [...methods.values()].flatMap((method) => method.counts.statistics(name, method.name) ?? []);
}

function objectStatistics({ name, objects, made }: HostedType): ObjectStatistics {
  return { type: name, now: objects, made };
}

/** What an engine says that has no shell around it. */
export function noShell(): ShellStatistics {
  return {
    upMs: 0,
    away: 0,
    refused: {},
    traffic: { framesIn: 0, bytesIn: 0, framesOut: 0, bytesOut: 0 },
    packets: { boundsMs: [], counts: [0], sumMs: 0 },
    process: {
      rssBytes: 0,
      heapUsedBytes: 0,
      heapTotalBytes: 0,
      externalBytes: 0,
      cpuMs: 0,
      loopActiveMs: 0,
      loopDelay: null,
    },
  };
}
