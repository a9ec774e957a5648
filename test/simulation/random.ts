import { Chance } from '../harness/chance.js';

/** Chance, in the ways in which a simulation asks for it. */
export class Random extends Chance {
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** Some of them, each with this probability, in their order. */
  some<T>(choices: readonly T[], probability: number): T[] {
    return choices.filter(() => this.chance(probability));
  }

  /** Mostly short, now and then long: as delays are. */
  delay(usualMs: number, longestMs: number): number {
    return this.chance(0.9) ? this.next() * usualMs : this.next() * longestMs;
  }

  /** Another source, which takes its own course from here. */
  fork(): Random {
    return new Random(this.between(0, 2 ** 32 - 1));
  }
}
