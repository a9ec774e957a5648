import { Absent, contestantsOf, type Row, type Running } from './contest.js';
import type { Answer, Question } from './messages.js';

const say = (answer: Answer) => void process.send?.(answer);

/**
 * Sets up the one contestant that the command line names and answers questions about it. The process leads a group of its
 * own, and takes the whole group with it when the benchmark is gone.
 */
export async function perform(rows: readonly Row[]): Promise<void> {
  const [, , rowName, contestantName] = process.argv;
  const row = rows.find(({ name }) => name === rowName);
  const contestant = row && contestantsOf(row).find(({ name }) => name === contestantName);
  if (!contestant || !process.connected)
    throw new Error('this program is started by bench/main.ts, one per contestant');
  process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
  try {
    const running = await contestant.setUp();
    process.on('message', (question: Question) => void heed(question, running).catch(fail));
    say({ said: 'ready' });
  } catch (error) {
    if (error instanceof Absent) say({ said: 'absent', reason: error.message });
    else fail(error);
  }
}

async function heed(question: Question, running: Running): Promise<void> {
  switch (question.ask) {
    case 'measure':
      return say({ said: 'sample', sample: await running.measure(question.budgetMs) });
    case 'end':
      await running.tearDown();
      return say({ said: 'ended' });
  }
}

function fail(error: unknown): void {
  say({ said: 'failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
