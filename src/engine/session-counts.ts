import type { ErrorCode } from '../../protocol/errors.js';

/** How a session ended: the code is that of the error which its client was told. */
export type SessionEnd = 'bye' | 'gone' | 'not resumed' | 'stopped' | ErrorCode;

/** How many sessions there have been. */
export class SessionCounts {
  begun = 0;
  readonly ended = new Map<SessionEnd, number>();
  #endedInAll = 0;

  get now(): number {
    return this.begun - this.#endedInAll;
  }

  end(how: SessionEnd): void {
    this.#endedInAll++;
    this.ended.set(how, (this.ended.get(how) ?? 0) + 1);
  }
}
