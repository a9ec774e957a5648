import type { LockGrant } from '../../../src/objects/lock/grant.js';
import { lock as lockModel } from '../../linearizability/models/lock.js';
import type { Program } from '../program.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

const LOCK = 'lock';
const GUARDED = 'guarded by the lock';
const CALLED = { object: LOCK, type: 'lock' } as const;

/** When a program had a grant, and which. */
interface Grant {
  readonly token: number;
  readonly tenure: Tenure;
}

/** A write that was accepted, with the token that it showed. */
interface Write {
  readonly token: number;
  readonly called: number;
  readonly returned: number;
}

/** Programs that exclude each other, and write where only the latest of them may. */
export class LockWorkload implements Workload {
  readonly names = 2;
  readonly models = { [LOCK]: lockModel() };
  readonly #grants: Grant[] = [];
  readonly #writes: Write[] = [];

  async turn(program: Program): Promise<void> {
    const lock = program.client.open.lock(LOCK);
    const answer = await program.recordWait(
      { ...CALLED, name: 'acquire', args: [] },
      (limits) => lock.acquire(limits),
      ({ fence, abandoned }) => [fence.token, abandoned],
    );
    if (answer.kind !== 'value') return;
    const grant = answer.value;
    const tenure = new Tenure(program, grant.lost);
    this.#grants.push({ token: grant.fence.token, tenure });
    await this.#work(program, grant);
    tenure.end();
    await program.record({ ...CALLED, name: 'release', args: [grant.fence.token] }, () => grant.release());
    // A write that comes late must not harm what the next holder wrote.
    if (program.random.chance(0.3)) await this.#write(program, grant);
  }

  async audit({ client }: Program): Promise<readonly string[]> {
    if (await client.open.lock(LOCK).locked()) return ['the lock is held, and nobody is there'];
    const written = (await client.open.dict<string, number>(GUARDED).get('token')) ?? 0;
    const latest = Math.max(0, ...this.#writes.map(({ token }) => token));
    return written < latest ? [`the write of grant ${latest} was accepted, and that of ${written} is there`] : [];
  }

  violations(course: Course): readonly string[] {
    const tenures = this.#grants.map(({ tenure }) => tenure);
    return [...overlaps(tenures, 1, course), ...this.#repeated(), ...this.#staleWrites(), ...this.#disorder(course)];
  }

  async #work(program: Program, grant: LockGrant): Promise<void> {
    while (program.goesOn && program.random.chance(0.5)) {
      await program.pause();
      await this.#write(program, grant);
    }
  }

  async #write(program: Program, grant: LockGrant): Promise<void> {
    const { token } = grant.fence;
    const dict = program.client.open.dict<string, number>(GUARDED);
    const called = program.recorder.tick();
    const args = ['token', token];
    const answer = await program.record({ object: GUARDED, type: 'dict', name: 'set', args }, () =>
      dict.set('token', token, { fence: grant.fence }),
    );
    if (answer.kind === 'value') this.#writes.push({ token, called, returned: program.recorder.tick() });
  }

  #repeated(): string[] {
    const tokens = this.#grants.map(({ token }) => token);
    return tokens.filter((token, index) => tokens.indexOf(token) < index).map((token) => `two grants are ${token}`);
  }

  /** A write is refused from when somebody knows of a later grant, and always after one of a later grant was accepted. */
  #staleWrites(): string[] {
    const known = [
      ...this.#grants.map(({ token, tenure }) => ({ token, since: tenure.begun })),
      ...this.#writes.map(({ token, returned }) => ({ token, since: returned })),
    ];
    return this.#writes.flatMap(({ token, called }) =>
      known
        .filter((later) => later.token > token && later.since < called)
        .map((later) => `a write of grant ${token} was accepted after grant ${later.token} was known`),
    );
  }

  /** Who was stopped can hear of its grant after others had theirs; nobody else. */
  #disorder({ isBlind }: Course): string[] {
    if (isBlind) return [];
    const pairs = this.#grants.slice(1).map((grant, index) => [this.#grants[index] as Grant, grant] as const);
    return pairs
      .filter(([before, after]) => after.token < before.token)
      .map(([before, after]) => `grant ${after.token} came after grant ${before.token}`);
  }
}
