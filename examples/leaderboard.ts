/** A type of one's own: a leaderboard whose state lives in the broker, and players in three processes who score on it. */
import { defineType, isMain, Manager, Pool, type ProxyOf, task } from 'holdall';

class Leaderboard {
  readonly #points: Map<string, number>;

  constructor(points = new Map<string, number>()) {
    this.#points = points;
  }

  /** Adds points to a player's, and gives the sum. */
  add(player: string, points: number): number {
    if (!(points > 0)) throw new RangeError(`${player} cannot score ${points} points`);
    const sum = (this.#points.get(player) ?? 0) + points;
    this.#points.set(player, sum);
    return sum;
  }

  top(count: number): [player: string, points: number][] {
    return [...this.#points].sort(([, a], [, b]) => b - a).slice(0, count);
  }

  snapshot(): Map<string, number> {
    return this.#points;
  }

  static restore(snapshot: Map<string, number>): Leaderboard {
    return new Leaderboard(snapshot);
  }
}

/** The broker finds the type in this module, and so do the workers. */
export const leaderboard = defineType('leaderboard', Leaderboard, { methods: ['add', 'top'] });

const play = task(
  import.meta.url,
  async function play(board: ProxyOf<typeof leaderboard>, player: string, rounds: number) {
    for (let round = 1; round <= rounds; round++) await board.add(player, round);
  },
);

if (isMain(import.meta.url)) {
  await using manager = await Manager.start({ types: [import.meta.url] });
  await using pool = new Pool({ processes: 3 });
  const board = manager.open(leaderboard, 'game');
  const players = ['ann', 'bob', 'eve', 'ian'];
  await Promise.all(players.map((player, index) => pool.apply(play, [board, player, index + 2])));
  for (const [player, points] of await board.top(3)) console.log(`  ${player} has ${points} points`);
  await board.add('bob', -5).catch((error: unknown) => console.log(`  refused: ${error}`));
}
