import type { Effect, Engine, EngineEvent } from '../../src/engine/engine.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { types } from '../engine/driver.js';

/** One event, as the log keeps it. */
export interface LogEntry {
  readonly event: EngineEvent;
  readonly now: number;
}

/**
 * An engine with a log that outlives it: each event is in the log before an effect of it gets out, so that after a crash
 * the same events make the same engine again.
 */
export class LoggedEngine implements Engine {
  #engine = new MemoryEngine(types);
  protected readonly log: LogEntry[] = [];

  step(event: EngineEvent, now: number): readonly Effect[] {
    this.write({ event, now });
    return this.#engine.step(event, now);
  }

  /** The engine is lost, and made again from its log. */
  crash(): void {
    this.#engine = new MemoryEngine(types);
    for (const { event, now } of this.log) this.#engine.step(event, now);
  }

  protected write(entry: LogEntry): void {
    this.log.push(entry);
  }
}
