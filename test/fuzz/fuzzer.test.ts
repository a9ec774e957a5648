/** Whether the fuzzer finds what is wrong: it is put before engines with a fault that somebody might make. */
import { afterEach, describe, expect, test } from 'vitest';
import { ClientKind, type ClientMessage } from '../../protocol/messages.js';
import type { Effect, Engine, EngineEvent } from '../../src/engine/engine.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { types } from '../engine/driver.js';
import { fuzz } from './fuzzer.js';

/** An engine that does one thing more, or something else instead, when an event is of a certain kind. */
class Faulty implements Engine {
  readonly #engine = new MemoryEngine(types);
  readonly #fault: Fault;
  /** The first session is that of the honest client. */
  #first = '';

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  step(event: EngineEvent, now: number): readonly Effect[] {
    if (event.kind === 'opened' && this.#first === '') this.#first = event.session;
    const step = (other: EngineEvent) => this.#engine.step(other, now);
    return this.#fault(event, step, this.#first) ?? step(event);
  }
}

type Fault = (
  event: EngineEvent,
  step: (event: EngineEvent) => readonly Effect[],
  honest: string,
) => readonly Effect[] | undefined;

const messagesIn = (event: EngineEvent): readonly ClientMessage[] => (event.kind === 'packet' ? event.packet[2] : []);

const faults: readonly { what: string; fault: Fault; says: string }[] = [
  {
    what: 'throws at a number beyond 32 bits',
    fault(event) {
      for (const [kind, , , args] of messagesIn(event)) {
        const isLarge = (arg: unknown) => typeof arg === 'number' && arg > 2 ** 32;
        if (kind === ClientKind.call && (args as unknown[]).some(isLarge)) throw new TypeError('a seeded fault');
      }
      return undefined;
    },
    says: 'a seeded fault',
  },
  {
    what: 'keeps the session of a client that is gone after it has cancelled a call',
    fault: (() => {
      const cancelled = new Set<string>();
      return (event) => {
        if (messagesIn(event).some(([kind]) => kind === ClientKind.cancel) && event.kind === 'packet')
          cancelled.add(event.session);
        return event.kind === 'disconnected' && cancelled.has(event.session) ? [] : undefined;
      };
    })(),
    says: 'what is left behind the attackers',
  },
  {
    what: 'ends the session of somebody else at a release of many references',
    fault(event, step, honest) {
      const releases = messagesIn(event).some(
        ([kind, , times]) => kind === ClientKind.release && (times as number) > 1_000,
      );
      return releases ? [...step({ kind: 'disconnected', session: honest }), ...step(event)] : undefined;
    },
    says: 'the honest client',
  },
  {
    what: 'writes options into an object by their names',
    fault(event) {
      for (const [kind, , , , , options] of messagesIn(event)) {
        if (kind !== ClientKind.open || !Object.hasOwn(options as object, 'constructor')) continue;
        Reflect.set(Object.prototype, 'polluted', true);
      }
      return undefined;
    },
    says: 'a prototype has changed',
  },
  {
    what: 'answers with a code that nobody knows',
    fault(event, step) {
      const isFenced = messagesIn(event).some((message) => message[0] === ClientKind.call && message[6]);
      if (!isFenced) return undefined;
      return step(event).map((effect) =>
        effect.kind === 'send' && effect.message[0] === 3
          ? { ...effect, message: [3, effect.message[1], { code: 'FENCED', message: 'no' }] }
          : effect,
      );
    },
    says: 'in no table',
  },
];

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'polluted');
});

describe('the fuzzer finds an engine that', () => {
  test.each(faults)(
    '$what',
    ({ fault, says }) => {
      const { finding } = fuzz({
        seed: 2,
        corpus: [],
        makeEngine: () => new Faulty(fault),
        goesOn: (cases) => cases < 2_000,
      });
      expect(finding?.violation).toContain(says);
      // A person can read what is left of the case.
      expect(JSON.stringify(finding?.case).length).toBeLessThan(2_000);
    },
    90_000,
  );
});

test('the fuzzer finds nothing where nothing is wrong', () => {
  const report = fuzz({ seed: 1, corpus: [], goesOn: (cases) => cases < 200 });
  expect(report.finding).toBeUndefined();
  expect(report.answers).toBeGreaterThan(50);
}, 90_000);
