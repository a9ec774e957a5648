/**
 * node pool-soak.mjs [--tasks 20000] [--kill-every 200] [--kill-for 40] [--kinds process,thread] [--workers 4] [--seed N]
 *
 * Gives a pool of each kind so many pieces of work, by apply, map and imap, and ends one of its workers every so many
 * milliseconds, for so many seconds at most: a machine that starts workers more slowly than they die would take for ever.
 * Then all must be accounted for: every promise is settled, nothing was done twice, the counts add up, and no process,
 * handle or file is left. Prints its seed: with the same one, the same work is submitted. Exits with 1 if something is amiss.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Manager, Pool, WorkerLostError } from 'holdall';
import { die, work } from './soak-tasks.mjs';

const { values: given } = parseArgs({
  options: {
    tasks: { type: 'string', default: '20000' },
    'kill-every': { type: 'string', default: '200' },
    'kill-for': { type: 'string', default: '40' },
    kinds: { type: 'string', default: 'process,thread' },
    workers: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const options = {
  tasks: Number(given.tasks),
  killEveryMs: Number(given['kill-every']),
  killForMs: 1_000 * Number(given['kill-for']),
  kinds: given.kinds.split(','),
  workers: Number(given.workers),
  seed: Number(given.seed),
};

/** Numbers from 0 to 1 that are the same for the same seed: mulberry32. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Whatever is put into the directory for temporary files, by workers too, is ours: it must be gone in the end.
const scratch = mkdtempSync(join(tmpdir(), 'holdall-soak-'));
process.env.TMPDIR = join(scratch, 'tmp');
mkdirSync(process.env.TMPDIR);

class Soak {
  #random = seeded(options.seed);
  #kind;
  #pool;
  #counter;
  #directory;
  /** Processes: all that there are, and those that are ready. */
  #pids = new Set();
  #ready = new Set();
  #killed = 0;
  /** Tasks that end their threads. */
  #dying = [];
  #submitted = 0;
  /** By the ids of pieces: how they ended. */
  #fulfilled = new Set();
  #thrown = new Set();
  #lost = new Map();
  #nextId = 0;

  constructor(kind, manager) {
    this.#kind = kind;
    this.#counter = manager.counter();
    this.#directory = join(scratch, kind);
    mkdirSync(this.#directory);
    this.#pool = new Pool({ processes: options.workers, kind });
    this.#pool.on('workerStarted', ({ pid }) => this.#pids.add(pid));
    this.#pool.on('workerReady', ({ pid }) => this.#ready.add(pid));
    this.#pool.on('workerEnded', ({ pid }) => this.#pids.delete(pid) && this.#ready.delete(pid));
  }

  async run() {
    const killing = setInterval(() => this.#kill(), options.killEveryMs);
    const sparing = setTimeout(() => clearInterval(killing), options.killForMs);
    const running = new Set();
    while (this.#nextId < options.tasks) {
      const batch = this.#submit().finally(() => running.delete(batch));
      running.add(batch);
      if (running.size >= 8 * options.workers) await Promise.race(running);
    }
    await Promise.all(running);
    clearInterval(killing);
    clearTimeout(sparing);
    await Promise.all(this.#dying);
    this.#pool.close();
    await this.#pool.join();
    await this.#account();
  }

  /** Mostly one that is ready: where all die while they start, nothing is ever done. A thread ends by a task of its own. */
  #kill() {
    const pids = [...(Math.random() < 0.8 ? this.#ready : this.#pids)];
    if (this.#kind === 'process' && pids.length === 0) return;
    this.#killed += 1;
    if (this.#kind === 'process') process.kill(pids[Math.floor(Math.random() * pids.length)], 'SIGKILL');
    else this.#dying.push(this.#apply(die, this.#deadlyPiece(), { priority: -1 }));
  }

  /** Some pieces of work. Resolves when all of them are settled. */
  #submit() {
    const way = this.#random();
    if (way < 0.6) return this.#apply(work, this.#piece(), this.#random() < 0.1 ? { key: this.#nextId % 10 } : {});
    const pieces = Array.from({ length: 1 + Math.floor(this.#random() * 40) }, () => this.#piece());
    const chunkSize = 1 + Math.floor(this.#random() * 6);
    return way < 0.8 ? this.#map(pieces, chunkSize) : this.#imap(pieces, chunkSize);
  }

  #piece() {
    const id = this.#nextId++;
    const luck = this.#random();
    return {
      id,
      directory: this.#directory,
      ms: luck < 0.4 ? Math.floor(this.#random() * 8) : 0,
      throws: luck > 0.99,
      counter: luck > 0.4 && luck < 0.5 ? this.#counter : undefined,
    };
  }

  /** Chance is not that of the seed here: when it comes, depends on the clock. */
  #deadlyPiece() {
    return { id: this.#nextId++, directory: this.#directory, isAnswered: Math.random() < 0.5 };
  }

  async #apply(task, piece, options) {
    this.#submitted += 1;
    await this.#pool.apply(task, [piece], options).then(
      (id) => this.#note([piece], [id]),
      (error) => this.#noteError([piece], error),
    );
  }

  /** A map rejects as a whole: what became of each piece is to be seen where it was done. */
  async #map(pieces, chunkSize) {
    this.#submitted += Math.ceil(pieces.length / chunkSize);
    await this.#pool.map(work, pieces, { chunkSize }).then(
      (ids) => this.#note(pieces, ids),
      (error) => this.#noteError(pieces, error, { isWhole: false }),
    );
  }

  async #imap(pieces, chunkSize) {
    this.#submitted += Math.ceil(pieces.length / chunkSize);
    const results = this.#pool.imap(work, pieces, { chunkSize });
    for (let at = 0; ; ) {
      try {
        const { done, value } = await results.next();
        if (done) return assert.equal(at, pieces.length, 'imap gave another number of results than it had items');
        this.#note([pieces[at]], [value]);
        at += 1;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        const chunk = pieces.slice(at, at + chunkSize);
        this.#noteError(chunk, error, { isWhole: false });
        at += chunk.length;
      }
    }
  }

  #note(pieces, ids) {
    assert.deepEqual(
      ids,
      pieces.map(({ id }) => id),
    );
    for (const id of ids) this.#settle(id, this.#fulfilled);
  }

  /** `isWhole`: the error is that of each of them; otherwise some may be done, and some may not have begun. */
  #noteError(pieces, error, { isWhole = true } = {}) {
    const isLost = error instanceof WorkerLostError;
    assert(isLost || error instanceof RangeError, error);
    for (const { id } of pieces) {
      if (isLost) this.#settle(id, this.#lost, isWhole ? error.happened : 'unknown');
      else this.#settle(id, this.#thrown);
    }
  }

  #settle(id, where, how) {
    const isNew = !this.#fulfilled.has(id) && !this.#thrown.has(id) && !this.#lost.has(id);
    assert(isNew, `piece ${id} was settled twice`);
    if (where instanceof Map) where.set(id, how);
    else where.add(id);
  }

  async #account() {
    const { submitted, succeeded, failed, waiting, running, workers, workersStarted } = this.#pool.statistics();
    assert.equal(this.#fulfilled.size + this.#thrown.size + this.#lost.size, this.#nextId, 'all pieces are settled');
    assert.equal(submitted, this.#submitted, 'as many tasks were submitted as the pool says');
    assert.equal(succeeded + failed, submitted, 'all of them succeeded or failed');
    assert.deepEqual({ waiting, running, workers }, { waiting: 0, running: 0, workers: 0 });
    const runs = this.#runs();
    for (const [id, attempts] of runs)
      assert.deepEqual(attempts, ['1'], `piece ${id} was done ${attempts.length} times`);
    for (const id of this.#fulfilled) assert(runs.has(id), `piece ${id} has a result and was not done`);
    for (const [id, happened] of this.#lost) {
      if (happened === 'no') assert(!runs.has(id), `piece ${id} was done, although its error says that it was not`);
    }
    console.log(
      `${this.#kind}: ${this.#nextId} pieces in ${submitted} tasks: ${this.#fulfilled.size} fulfilled, ` +
        `${this.#thrown.size} thrown, ${this.#lost.size} lost; ${this.#killed} kills, ${workersStarted} workers`,
    );
  }

  /** For each piece that was begun, its attempts. */
  #runs() {
    const runs = new Map();
    for (const file of readdirSync(this.#directory)) {
      for (const line of readFileSync(join(this.#directory, file), 'utf8').split('\n').slice(0, -1)) {
        const [id, attempt] = line.split(' ');
        runs.set(Number(id), [...(runs.get(Number(id)) ?? []), attempt]);
      }
    }
    return runs;
  }
}

/** Asks again and again, for what is over only a moment later. */
async function assertSoon(what, countLeft) {
  const deadline = Date.now() + 10_000;
  for (let left = await countLeft(); left > 0; left = await countLeft()) {
    assert(
      Date.now() < deadline,
      `${left} ${what} are left: ${[...children(), ...process.getActiveResourcesInfo()].join(', ')}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Also those that are dead and were not waited for. */
function children() {
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return rows.filter((row) => Number(row.trim().split(/\s+/)[0]) === process.pid && !/ ps -A/.test(row));
}

/** How many files, pipes and sockets are open; 0 where the system does not say. */
function descriptors() {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
}

async function warmUp(kind) {
  const manager = await Manager.start();
  const pool = new Pool({ processes: 1, kind });
  const directory = join(scratch, `${kind}-before`);
  mkdirSync(directory);
  await pool.apply(work, [{ id: 0, directory, ms: 0, counter: manager.counter() }]);
  pool.close();
  await pool.join();
  await manager.close();
}

console.log(`seed ${options.seed}: ${options.tasks} pieces of work for ${options.workers} workers`);
try {
  // What is opened once, and for all, is there from now on.
  for (const kind of options.kinds) await warmUp(kind);
  const handles = process.getActiveResourcesInfo().length;
  const open = descriptors();
  for (const kind of options.kinds) {
    const manager = await Manager.start();
    await new Soak(kind, manager).run();
    await assertSoon('sessions', async () => (await manager.census()).sessions - 1);
    await manager.close();
  }
  await assertSoon('processes', () => children().length);
  await assertSoon('handles', () => process.getActiveResourcesInfo().length - handles);
  await assertSoon('descriptors', () => descriptors() - open);
  await assertSoon('files', () => readdirSync(process.env.TMPDIR).length);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
