import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { tasksOf } from './pool.js';

/** A program of `tasks` in a process of its own, which has said that it is ready. */
export interface HelperProcess {
  /** Sends it a message; resolves with its answer. One at a time. */
  ask(question: number): Promise<unknown>;
  end(): Promise<void>;
}

export async function startHelper(file: string, args: readonly string[]): Promise<HelperProcess> {
  // Not what tsx is given to this process with.
  const child = fork(fileURLToPath(tasksOf(file)), args, { execArgv: [] });
  await answerOf(child);
  return {
    ask: (question) => {
      const answer = answerOf(child);
      child.send(question);
      return answer;
    },
    end: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a helper process ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}
