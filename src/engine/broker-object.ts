import { ArgumentError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import type { ProcessFacts } from '../objects/broker/info.js';
import { brokerOperations } from '../objects/broker/operations.js';
import type { Statistics } from '../objects/broker/statistics.js';
import type { Measure } from '../objects/broker/top.js';
import {
  type Call,
  type Outcome,
  ReferringValue,
  type Result,
  type StateOf,
  type Stored,
  type TypeDefinition,
} from '../objects/contract.js';
import { deadlocksFor, mayAdminister, requireAdmin, requireAdminOfAll, requireForRename } from './admin-rights.js';
import type { Administration } from './administration.js';
import type { Directory } from './directory.js';
import { HostedObject } from './hosted-object.js';
import { HostedType } from './hosted-type.js';
import type { Inspection } from './inspection.js';
import type { Session } from './session.js';

/** What the broker object tells and does by. */
export interface BrokerParts {
  readonly directory: Directory;
  readonly sessions: ReadonlyMap<Id, Session>;
  readonly inspection: Inspection;
  readonly administration: Administration;
  /** What the engine does not know: it has no process. */
  readonly facts: () => ProcessFacts;
  readonly statistics: () => Statistics;
}

/** The broker as an object of its own, which every session knows under handle 0. */
class BrokerState implements StateOf<typeof brokerOperations> {
  readonly #parts: BrokerParts;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
  }

  ping(_call: Call, echo?: Stored): Outcome {
    return echo;
  }

  numberOfObjects(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'numberOfObjects');
    return this.#parts.inspection.census().objects;
  }

  census(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'census');
    return plain(this.#parts.inspection.census());
  }

  debugInfo(call: Call, limit?: number): Outcome {
    requireAdminOfAll(this.#caller(call), 'debugInfo');
    return plain(this.#parts.inspection.debugInfo(limit));
  }

  who(call: Call, value: Stored, limit?: number): Outcome {
    const [id] = value instanceof ReferringValue ? value.references : [];
    if (id === undefined) throw new ArgumentError('argument object of broker.who must be a proxy of a shared object');
    const object = this.#parts.directory.get(id);
    const caller = this.#caller(call);
    if (object.name !== null) requireAdmin(caller, object.name, 'who');
    const who = this.#parts.inspection.who(object, call.now, limit);
    return plain({ ...who, deadlocks: deadlocksFor(caller, who.deadlocks) });
  }

  status(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'status');
    const { facts, inspection } = this.#parts;
    return plain({ ...facts(), ...inspection.census(), deadlocks: inspection.deadlocks(call.now) });
  }

  /** Only of what its caller may administer. */
  objects(call: Call, pattern?: string, type?: string, limit?: number): Outcome {
    const caller = this.#caller(call);
    const isOpen = ({ name }: HostedObject) => mayAdminister(caller, name);
    return plain(this.#parts.inspection.objects({ pattern, type }, isOpen, limit));
  }

  show(call: Call, name: string, limit?: number): Outcome {
    const caller = this.#caller(call);
    requireAdmin(caller, name, 'show');
    const { inspection, directory } = this.#parts;
    const details = inspection.show(directory.named(name), call.now, limit);
    return plain({ ...details, deadlocks: deadlocksFor(caller, details.deadlocks) });
  }

  drop(call: Call, name: string): Outcome {
    const caller = this.#caller(call);
    requireAdmin(caller, name, 'drop');
    return plain(this.#parts.administration.drop(name, caller, call.now));
  }

  rename(call: Call, name: string, newName: string): Outcome {
    const caller = this.#caller(call);
    requireForRename(caller, [name, newName]);
    return plain(this.#parts.administration.rename(name, newName, caller, call.now));
  }

  clients(call: Call, limit?: number): Outcome {
    requireAdminOfAll(this.#caller(call), 'clients');
    return plain(this.#parts.inspection.clients(call.now, limit));
  }

  kick(call: Call, number: number, reason?: string): Outcome {
    const caller = this.#caller(call);
    requireAdminOfAll(caller, 'kick');
    return plain(this.#parts.administration.kick(number, reason, caller, call.now));
  }

  statistics(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'statistics');
    return plain(this.#parts.statistics());
  }

  top(call: Call, sort?: Measure, limit?: number): Outcome {
    requireAdminOfAll(this.#caller(call), 'top');
    return plain(this.#parts.inspection.top(call.now, sort, limit));
  }

  /** It has no state of its own. */
  snapshot(): Result {
    return null;
  }

  #caller(call: Call): Session {
    return this.#parts.sessions.get(call.session) as Session;
  }
}

/** An interface has no index signature, which plain data has. */
function plain(info: object): Outcome {
  return { ...info };
}

/** Made once for an engine; not in the directory, so nobody can open, count or drop it. */
export function brokerObject(parts: BrokerParts): HostedObject {
  const create = () => new BrokerState(parts);
  const definition: TypeDefinition = {
    name: 'broker',
    operations: brokerOperations,
    options: {},
    create,
    restore: create,
  };
  return new HostedObject('', new HostedType(definition), null, {}, create());
}
