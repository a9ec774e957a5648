import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness/eventually.js';

/** Files by which a test and tasks that never yield tell each other how far they are. Each test has its own. */
export class Marks {
  readonly #folder = mkdtempSync(join(tmpdir(), 'holdall-test-'));

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Makes the file, for which a task waits. */
  open(name: string): void {
    writeFileSync(this.path(name), '');
  }

  /** The lines that tasks have added to the file so far. */
  lines(name: string): readonly string[] {
    try {
      return readFileSync(this.path(name), 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  }

  /** Resolves to the lines when there are so many. */
  async linesOf(name: string, count: number): Promise<readonly string[]> {
    await eventually(
      () => this.lines(name).length >= count,
      () => `there are ${count} lines in ${name}; there are ${JSON.stringify(this.lines(name))}`,
    );
    return this.lines(name);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
