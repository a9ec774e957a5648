import fc from 'fast-check';
import { type Operation, type Outcome, sessionEnded } from './history.js';
import type { Model } from './models/index.js';
import type { Turn } from './models/model.js';

/** A model, with what can be asked of it and all that it might answer. */
export interface Subject {
  readonly model: Model<unknown>;
  readonly calls: fc.Arbitrary<Pick<Operation, 'name' | 'args'>>;
  readonly outcomes: readonly Outcome[];
}

/** Something that happens to one of the clients: its call goes on, or its session ends. `luck` decides where there is a choice. */
interface Happening {
  readonly client: number;
  readonly call: Pick<Operation, 'name' | 'args'>;
  readonly luck: number;
  readonly endsSession: boolean;
}

/** What really happened, with the times at which the clients saw it: right by how it is made. */
export function histories(subject: Subject, happenings: { readonly max: number }): fc.Arbitrary<Operation[]> {
  const aHappening = fc.record({
    client: fc.nat({ max: 2 }),
    call: subject.calls,
    luck: fc.nat({ max: 99 }),
    endsSession: fc.nat({ max: 15 }).map((lot) => lot === 0),
  });
  return fc.array(aHappening, { maxLength: happenings.max }).map((all) => new Run(subject, all).history);
}

const UNKNOWN: Outcome = { kind: 'unknown' };

/** A call under way. It has an outcome once it has taken effect. */
interface Pending {
  readonly call: Pick<Operation, 'name' | 'args'>;
  readonly called: number;
  outcome?: Outcome | undefined;
}

/** Carries calls out one by one, each somewhere between its begin and its end. */
class Run {
  readonly history: Operation[] = [];
  readonly #subject: Subject;
  readonly #pending = new Map<string, Pending>();
  readonly #sessions = [0, 0, 0];
  #state: unknown;
  #now = 0;

  constructor(subject: Subject, happenings: readonly Happening[]) {
    this.#subject = subject;
    this.#state = subject.model.initial;
    for (const happening of happenings) this.#happen(happening);
    for (const client of this.#pending.keys()) this.#return(client, UNKNOWN);
  }

  #happen({ client: number, call, luck, endsSession }: Happening): void {
    const client = `client ${number}, session ${this.#sessions[number]}`;
    const pending = this.#pending.get(client);
    if (endsSession) this.#end(number, client, luck);
    else if (!pending) this.#pending.set(client, { call, called: this.#now++ });
    else if (!pending.outcome) pending.outcome = this.#effect(client, pending, luck);
    else if (pending.outcome !== UNKNOWN) this.#return(client, pending.outcome);
  }

  /** The outcome of what the client's call does now; none if it has to wait. Of some calls nobody hears again. */
  #effect(client: string, { call }: Pending, luck: number): Outcome | undefined {
    const { model, outcomes } = this.#subject;
    const after = (outcome: Outcome) =>
      model.step(this.#state, { ...call, client, outcome, sessionEnds: true } as Turn);
    const possible = luck % 5 === 0 ? [UNKNOWN] : outcomes.filter((outcome) => after(outcome).length > 0);
    const outcome = possible[luck % possible.length];
    if (outcome) this.#state = after(outcome)[0] ?? this.#state;
    return outcome;
  }

  #end(number: number, client: string, luck: number): void {
    const outcome = this.#pending.get(client)?.outcome ?? UNKNOWN;
    this.#return(client, outcome);
    const states = this.#subject.model.sessionEnded?.(this.#state, client) ?? [this.#state];
    this.#state = states[luck % states.length];
    const called = this.#now++;
    this.history.push(luck % 2 === 0 ? sessionEnded(client, called, this.#now++) : sessionEnded(client, called));
    this.#sessions[number] = (this.#sessions[number] as number) + 1;
  }

  #return(client: string, outcome: Outcome): void {
    const pending = this.#pending.get(client);
    if (!pending) return;
    this.#pending.delete(client);
    const { call, called } = pending;
    const returned = outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : this.#now++;
    this.history.push({ ...call, client, object: 'it', type: 'subject', called, returned, outcome });
  }
}
