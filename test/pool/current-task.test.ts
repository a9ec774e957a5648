import { describe, expect, it } from 'vitest';
import { asTask, type CurrentTask, currentTask, report } from '../../src/pool/tasks/current-task.js';
import { TaskContext } from '../../src/pool/worker/context.js';

/** The context of a task that somebody asks to stop, or does not. */
function contextOf(name: string, reports: unknown[] = [], isAsked = () => false): TaskContext {
  return new TaskContext({ name, worker: 2, attempt: 1, isAsked, report: (value) => void reports.push(value) });
}

const turn = () => new Promise(setImmediate);

describe('currentTask', () => {
  it('outside of a task is one that is never stopped and reports to nobody', () => {
    const { name, worker, attempt, signal, isAskedToStop } = currentTask();
    expect([name, worker, attempt, signal.aborted, isAskedToStop]).toEqual(['', -1, 1, false, false]);
    expect(() => report(() => {})).not.toThrow();
  });

  it('is the running task, for the first that asks and for the ones after it, across awaits', async () => {
    for (const name of ['first', 'second', 'third']) {
      const seen = await asTask(contextOf(name), async () => {
        const before = currentTask().name;
        await turn();
        return [before, currentTask().name];
      });
      expect(seen).toEqual([name, name]);
    }
    expect(currentTask().name).toBe('');
  });

  it('is not the next task for what an earlier one left running', async () => {
    const reports: unknown[] = [];
    const left: CurrentTask[] = [];
    const first = contextOf('first', reports);
    await asTask(first, async () => {
      setImmediate(() => {
        left.push(currentTask());
        report('too late');
      });
    });
    first.end();
    await asTask(contextOf('second', reports), async () => {
      await turn();
      report('in time');
    });
    expect(left).toEqual([first]);
    expect(reports).toEqual(['in time']);
  });
});

describe("a task's signal", () => {
  it.each(['before', 'after'])('aborts with the reason when it is read %s the stop', (when) => {
    const context = contextOf('resize');
    const early = when === 'before' ? context.signal : undefined;
    expect(context.isAskedToStop).toBe(false);
    context.stop('not needed');
    context.stop('another reason');
    expect((early ?? context.signal).reason).toBe('not needed');
    expect(context.isAskedToStop).toBe(true);
    expect(() => context.throwIfStopped()).toThrow('not needed');
  });

  it('does not abort after the end of the task', () => {
    const context = contextOf('resize');
    const { signal } = context;
    context.end();
    context.stop('too late');
    expect(signal.aborted).toBe(false);
  });

  it('need not have aborted for the task to see that it is to stop', () => {
    const context = contextOf('resize', [], () => true);
    expect(context.isAskedToStop).toBe(true);
    expect(() => context.throwIfStopped()).toThrow('task resize was asked to stop');
  });
});
