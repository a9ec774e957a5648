import type { Fence } from '../../src/objects/lock/fence.js';
import type { Program } from './program.js';

/** From when somebody knew of a grant. */
interface Known {
  readonly token: number;
  readonly since: number;
}

/** A write that was accepted, with the token that it showed. */
interface Write {
  readonly token: number;
  readonly called: number;
  readonly returned: number;
}

/** A dict that the holders of one lock write to, each with its fence: also those who have the lock no longer. */
export class GuardedWrites {
  readonly #name: string;
  readonly #grants: Known[] = [];
  readonly #writes: Write[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** A program was just told of its grant. */
  granted({ recorder }: Program, { token }: Fence): void {
    this.#grants.push({ token, since: recorder.tick() });
  }

  async write(program: Program, fence: Fence): Promise<void> {
    const { token } = fence;
    const dict = program.client.open.dict<string, number>(this.#name);
    const called = program.recorder.tick();
    const args = ['token', token];
    const answer = await program.record({ object: this.#name, type: 'dict', name: 'set', args }, () =>
      dict.set('token', token, { fence }),
    );
    if (answer.kind === 'value') this.#writes.push({ token, called, returned: program.recorder.tick() });
  }

  /** What is there must be the write of the latest grant of all that were accepted, or of a later one in doubt. */
  async audit({ client }: Program): Promise<readonly string[]> {
    const written = (await client.open.dict<string, number>(this.#name).get('token')) ?? 0;
    const latest = Math.max(0, ...this.#writes.map(({ token }) => token));
    return written < latest ? [`the write of grant ${latest} was accepted, and that of ${written} is there`] : [];
  }

  violations(): string[] {
    return [...this.#repeated(), ...this.#stale()];
  }

  #repeated(): string[] {
    const tokens = this.#grants.map(({ token }) => token);
    return tokens.filter((token, index) => tokens.indexOf(token) < index).map((token) => `two grants are ${token}`);
  }

  /** A write is refused from when somebody knows of a later grant, and always after one of a later grant was accepted. */
  #stale(): string[] {
    const known = [...this.#grants, ...this.#writes.map(({ token, returned }) => ({ token, since: returned }))];
    return this.#writes.flatMap(({ token, called }) =>
      known
        .filter((later) => later.token > token && later.since < called)
        .map((later) => `a write of grant ${token} was accepted after grant ${later.token} was known`),
    );
  }
}
