import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Absent, type Contestant, type Row } from './contest.js';
import type { Answer, Question } from './messages.js';

const PROGRAM = fileURLToPath(new URL('../stage.mjs', import.meta.url));

/** A pool that starts in longer than this, on a busy machine, does not start. */
const SET_UP_TIMEOUT_MS = 30_000;
const TEAR_DOWN_TIMEOUT_MS = 5_000;
/** What a run may take beyond its budget: speeds vary, and the first run has to find out how many operations fill it. */
const MEASURE_SLACK_MS = 20_000;

const running = new Set<StageProcess>();
process.on('exit', () => {
  for (const each of running) each.kill();
});

/** The benchmark's view of a contestant's process. Whoever makes one calls `end`, whatever happens in between. */
export class StageProcess {
  readonly #child: ChildProcess;
  #settle: ((answer: Answer) => void) | undefined;
  /** Nothing is asked any more; says why. */
  #over: string | undefined;

  constructor(row: Row, contestant: Contestant) {
    this.#child = spawn(process.execPath, [PROGRAM, row.name, contestant.name], {
      // A group of its own: its workers can be killed with it, however it ends.
      detached: true,
      // Standard output is for the table.
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    });
    running.add(this);
    this.#child.on('message', (answer: Answer) => this.#settle?.(answer));
    this.#child.on('error', (error) => this.#finish(`its process failed: ${error.message}`));
    this.#child.on('exit', (code, signal) => this.#finish(`its process ended (${signal ?? `exit code ${code}`})`));
  }

  /** Resolves when the contestant is set up. Rejects with `Absent` when the machine lacks it. */
  async ready(): Promise<void> {
    await this.#answer('ready', SET_UP_TIMEOUT_MS, 'to be set up');
  }

  /** One run of the contestant that is ready; gives its sample. */
  async measure(budgetMs: number): Promise<number> {
    this.#ask({ ask: 'measure', budgetMs });
    return (await this.#answer('sample', budgetMs + MEASURE_SLACK_MS, 'for one run')).sample;
  }

  /** Tears the contestant down, if it still answers, and leaves nothing of it behind. Never rejects. */
  async end(): Promise<void> {
    try {
      this.#ask({ ask: 'end' });
      await this.#answer('ended', TEAR_DOWN_TIMEOUT_MS, 'to be torn down');
    } catch {
      // It is killed all the same.
    } finally {
      this.kill();
    }
  }

  /** At once, with all of its group. */
  kill(): void {
    running.delete(this);
    this.#finish('its process was killed');
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  }

  #ask(question: Question): void {
    if (this.#over === undefined) this.#child.send(question, (error) => error && this.#finish(error.message));
  }

  /** Rejects when it does not come in time, and with what was said in its place. */
  async #answer<Said extends Answer['said']>(said: Said, limitMs: number, what: string) {
    const answer = await this.#hear(limitMs, what);
    if (answer.said === said) return answer as Answer & { said: Said };
    if (answer.said === 'absent') throw new Absent(answer.reason);
    throw new Error(answer.said === 'failed' ? answer.reason : `it said ${answer.said}, not ${said}`);
  }

  async #hear(limitMs: number, what: string): Promise<Answer> {
    if (this.#over !== undefined) throw new Error(this.#over);
    let timer: NodeJS.Timeout | undefined;
    const reason = `it took more than ${limitMs / 1_000} s ${what}`;
    try {
      return await new Promise<Answer>((resolve) => {
        this.#settle = resolve;
        timer = setTimeout(() => resolve({ said: 'failed', reason }), limitMs);
      });
    } finally {
      clearTimeout(timer);
      this.#settle = undefined;
    }
  }

  #finish(reason: string): void {
    this.#over ??= reason;
    this.#settle?.({ said: 'failed', reason });
  }
}
