import { BrokenBarrierError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  GoOn,
  type Holder,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
  type WaitEnd,
} from '../contract.js';
import type { barrierOperations } from './operations.js';

const whyBroken: Readonly<Record<WaitEnd, string>> = {
  late: 'not all parties came in the time that one of them gave',
  cancelled: 'one of those who waited gave up',
  'session ended': 'the session of one who waited ended',
  refused: 'one of those who waited was refused',
};

/**
 * A barrier: who comes waits until all parties have come. Those who wait are the calls in its line, and what comes to
 * them comes to all of them in one step of the engine.
 *
 *                        last came, no action
 *                     +------------------------+
 *                     v                        |
 *   reset --> [ parties come ] ----------------+
 *     ^          |    ^   | last came with an action
 *     |          |    |   v
 *     |          |    +-- [ the action runs; who comes waits for the next round ]
 *     |          |  done  |
 *     |          |        | failed, or its session ended
 *     |          v        v
 *     +------ [ broken ] <---- abort, or one who waits is late, cancelled or its session ended; in either state
 */
export class BarrierState implements StateOf<typeof barrierOperations> {
  readonly timeoutMs: number | undefined;
  readonly #parties: number;
  /** Why it is broken; `undefined` while it is whole. */
  #brokenBy: string | undefined;
  /** Who runs the action of this round. */
  #acting: { readonly session: Id; readonly since: number } | undefined;
  /** How many actions were begun; the one that runs bears this number. */
  #actions = 0;
  /** What comes to those in line. It reaches them in the step in which it falls, so no snapshot has it. */
  #verdict: { readonly brokenBy: string | undefined } | undefined;
  /** How many of those in line went on since the verdict. */
  #wentOn = 0;

  constructor(options: Options) {
    this.#parties = options['parties'] as number;
    this.timeoutMs = (options['timeout'] as number | null) ?? undefined;
  }

  wait(call: Call, withAction = false): Outcome {
    if (call.waits) return this.#fate(call);
    if (this.#brokenBy !== undefined) throw broken(call, this.#brokenBy);
    if (this.#isBusy(call)) return new GoOn('waitForNext', [withAction]);
    this.#verdict = undefined;
    const index = call.waiting('wait');
    if (index + 1 < this.#parties) return PARK;
    if (call.hasStale('wait')) return this.#refused('wait', withAction);
    if (withAction) return [index, this.#beginAction(call)];
    this.#settle(undefined);
    return [index, null];
  }

  /** An inner operation: see `barrierInner`. */
  waitForNext(call: Call, withAction: boolean): Outcome {
    return this.#isBusy(call) ? PARK : new GoOn('wait', [withAction]);
  }

  actionDone(call: Call, action: number, ok: boolean): Outcome {
    if (this.#acting?.session !== call.session || action !== this.#actions) {
      throw broken(call, this.#brokenBy ?? 'it was reset while the action ran');
    }
    this.#acting = undefined;
    call.letGo();
    if (ok && call.hasStale('wait')) return this.#refused('actionDone', action, ok);
    if (ok) this.#settle(undefined);
    else this.#break('its action failed');
    return undefined;
  }

  abort(): Outcome {
    this.#break('it was aborted');
    return undefined;
  }

  reset(): Outcome {
    this.#brokenBy = undefined;
    this.#acting = undefined;
    this.#settle('it was reset');
    return undefined;
  }

  parties(): Outcome {
    return this.#parties;
  }

  nWaiting(call: Call): Outcome {
    return call.waiting('wait') + (this.#acting ? 1 : 0);
  }

  broken(): Outcome {
    return this.#brokenBy !== undefined;
  }

  /**
   * Who waits for the next round is no party of this one, and may leave without breaking it; nor is who is refused instead
   * of learning that all are sent away.
   */
  waitEnded(_call: Call, operation: string, why: WaitEnd): undefined {
    const isSentAway = why === 'refused' && this.#verdict?.brokenBy !== undefined;
    if (operation === 'wait' && !isSentAway) this.#break(whyBroken[why]);
  }

  sessionEnded(call: Call): void {
    if (this.#acting?.session === call.session) this.#break('the session that ran its action ended');
  }

  holders(): readonly Holder[] {
    return this.#acting ? [this.#acting] : [];
  }

  snapshot(): Result {
    const acting = this.#acting ? [this.#acting.session, this.#acting.since] : null;
    return [this.#brokenBy ?? null, acting, this.#actions];
  }

  static restore(options: Options, snapshot: Result): BarrierState {
    const [brokenBy, acting, actions] = snapshot as [string | null, [Id, number] | null, number];
    const state = new BarrierState(options);
    state.#brokenBy = brokenBy ?? undefined;
    state.#acting = acting ? { session: acting[0], since: acting[1] } : undefined;
    state.#actions = actions;
    return state;
  }

  /** Whether a round is not over yet: its action runs, or some of those it lets go are still in line. */
  #isBusy(call: Call): boolean {
    return this.#acting !== undefined || (this.#verdict !== undefined && call.waiting('wait') > 0);
  }

  /**
   * All go on or none: who is to be refused must not be found when others have gone on already. The call finds the barrier
   * broken when it comes to its operation again.
   */
  #refused(operation: string, ...args: readonly unknown[]): GoOn {
    this.#break(whyBroken.refused);
    return new GoOn(operation, args);
  }

  #fate(call: Call): Outcome {
    if (this.#verdict === undefined) return PARK;
    if (this.#verdict.brokenBy !== undefined) throw broken(call, this.#verdict.brokenBy);
    return [this.#wentOn++, null];
  }

  #beginAction(call: Call): number {
    this.#acting = { session: call.session, since: call.now };
    call.hold();
    return ++this.#actions;
  }

  #break(why: string): void {
    this.#brokenBy ??= why;
    this.#acting = undefined;
    this.#settle(why);
  }

  /** Lets all who wait go on, or tells them why they cannot. */
  #settle(brokenBy: string | undefined): void {
    this.#verdict = { brokenBy };
    this.#wentOn = 0;
  }
}

function broken({ calledAs }: Call, why: string): BrokenBarrierError {
  return new BrokenBarrierError(`${calledAs}: the barrier is broken: ${why}`);
}
