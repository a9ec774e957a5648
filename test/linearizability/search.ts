import { SESSION_ENDED } from './history.js';
import type { Model } from './models/model.js';
import { Seen } from './seen.js';
import { type Call, Timeline } from './timeline.js';

/** How the search ended, with the longest order found. */
export interface Found {
  readonly end: 'whole order' | 'no order' | 'out of steps';
  readonly order: readonly Call[];
  /** The calls of which one would have had to come next, and none could; and the object as they found it. */
  readonly stuck: readonly Call[];
  readonly state: string;
  readonly steps: number;
}

/** A call that can be the next in the order, and how it leaves the object. */
interface Move<S> {
  readonly call: Call;
  readonly state: S;
  readonly key: string;
}

/**
 * Looks for an order of the calls to one object that respects their times and that the model accepts: Wing and Gong's
 * search ("Testing and verifying concurrent objects", 1993), which goes back only behind what it has not seen yet, as Lowe
 * proposed ("Testing for linearizability", 2017): the same calls done and the same state reached lead to the same end.
 */
export class Search<S> {
  readonly #model: Model<S>;
  readonly #timeline: Timeline;
  readonly #seen: Seen;
  readonly #path: Move<S>[] = [];
  #best: Pick<Found, 'order' | 'stuck' | 'state'> & { readonly due: number };

  constructor(model: Model<S>, calls: readonly Call[]) {
    this.#model = model;
    this.#timeline = new Timeline(calls);
    this.#seen = new Seen(calls.length);
    this.#best = { due: Number.POSITIVE_INFINITY, order: [], stuck: [], state: '' };
  }

  run(budget: number): Found {
    const start = this.#model.initial;
    const choices = [this.#movesFrom(start, this.#model.key(start))];
    let steps = 0;
    for (; !this.#timeline.isDone && steps < budget; steps++) {
      const latest = choices.at(-1);
      if (!latest) return { end: 'no order', ...this.#best, steps };
      const { value: move } = latest.next();
      if (!move) {
        choices.pop();
        this.#goBack();
      } else if (this.#go(move)) choices.push(this.#movesFrom(move.state, move.key));
    }
    if (!this.#timeline.isDone) return { end: 'out of steps', ...this.#best, steps };
    return { end: 'whole order', order: this.#order(), stuck: [], state: this.#path.at(-1)?.key ?? '', steps };
  }

  /** Whether that leads to where the search has not been. */
  #go(move: Move<S>): boolean {
    this.#path.push(move);
    this.#timeline.take(move.call);
    this.#seen.flip(move.call.index);
    if (this.#seen.enter(move.key)) return true;
    this.#goBack();
    return false;
  }

  #goBack(): void {
    const move = this.#path.pop();
    if (!move) return;
    this.#seen.flip(move.call.index);
    this.#timeline.putBack(move.call);
  }

  /**
   * The likely ones first. What only looks comes at once wherever it fits, and then nothing else is tried: with any order
   * that has it later, the same with it here is one too. A call in doubt comes last, and only if it changes something.
   */
  *#movesFrom(state: S, key: string): Generator<Move<S>, undefined> {
    const candidates = this.#timeline.candidates().filter(({ sessionEnd }) => !this.#isDone(sessionEnd));
    this.#note(candidates, key);
    for (const call of candidates.filter(({ looks }) => looks)) {
      if (this.#after(state, call).length === 0) continue;
      yield { call, state, key };
      return;
    }
    const changing = candidates.filter(({ looks }) => !looks);
    for (const call of changing.filter(({ isOpen }) => !isOpen)) yield* this.#moves(state, call);
    for (const call of changing.filter(({ isOpen }) => isOpen)) {
      for (const move of this.#moves(state, call)) if (move.key !== key) yield move;
    }
  }

  *#moves(state: S, call: Call): Generator<Move<S>> {
    for (const after of this.#after(state, call)) yield { call, state: after, key: this.#model.key(after) };
  }

  #after(state: S, { turn }: Call): readonly S[] {
    if (turn.name !== SESSION_ENDED) return this.#model.step(state, turn);
    return this.#model.sessionEnded?.(state, turn.client) ?? [state];
  }

  #isDone(call: number | undefined): boolean {
    return call !== undefined && this.#seen.has(call);
  }

  #note(candidates: readonly Call[], state: string): void {
    const { due } = this.#timeline;
    if (due >= this.#best.due) return;
    this.#best = { due, order: this.#order(), stuck: candidates.filter(({ isOpen }) => !isOpen), state };
  }

  #order(): Call[] {
    return this.#path.map(({ call }) => call);
  }
}
