import { CancelledError } from '../../../protocol/errors.js';
import type { CurrentTask } from '../tasks/current-task.js';

/** Where a task stands: what makes its context. */
export interface Circumstances {
  readonly name: string;
  readonly worker: number;
  readonly attempt: number;
  /** Whether the parent has asked it to stop, in the memory that both see. */
  readonly isAsked: () => boolean;
  readonly report: (value: unknown) => void;
}

/** The context of one run of a task. */
export class TaskContext implements CurrentTask {
  readonly name: string;
  readonly worker: number;
  readonly attempt: number;
  readonly #isAsked: () => boolean;
  readonly #report: (value: unknown) => void;
  /** Made when somebody asks for the signal: few tasks do. */
  #controller: AbortController | undefined;
  #stop: { readonly reason: unknown } | undefined;
  #isOver = false;

  constructor({ name, worker, attempt, isAsked, report }: Circumstances) {
    this.name = name;
    this.worker = worker;
    this.attempt = attempt;
    this.#isAsked = isAsked;
    this.#report = report;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#stop) this.#controller.abort(this.#stop.reason);
    }
    return this.#controller.signal;
  }

  get isAskedToStop(): boolean {
    return this.#stop !== undefined || (!this.#isOver && this.#isAsked());
  }

  report(value: unknown): void {
    if (!this.#isOver) this.#report(value);
  }

  /** The first reason counts. */
  stop(reason: unknown): void {
    if (this.#stop || this.#isOver) return;
    this.#stop = { reason };
    this.#controller?.abort(reason);
  }

  /** Throws the reason if the task is to stop. */
  throwIfStopped(): void {
    if (this.#stop) throw this.#stop.reason;
    // The parent knows the reason, and gives it to the caller; here it has not been read yet.
    if (this.isAskedToStop) throw new CancelledError(`task ${this.name} was asked to stop`);
  }

  /** The task runs no more. What it left running is not heard any longer. */
  end(): void {
    this.#isOver = true;
  }
}
