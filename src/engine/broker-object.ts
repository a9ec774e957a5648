import { ArgumentError } from '../../protocol/errors.js';
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
import { requireAdmin, requireAdminOfAll } from './admin-rights.js';
import { HostedObject } from './hosted-object.js';
import { HostedType } from './hosted-type.js';
import type { Inspection } from './inspection.js';
import type { Session } from './session.js';

/** The broker as an object of its own, which every session knows under handle 0. */
class BrokerState implements StateOf<typeof brokerOperations> {
  readonly #inspection: Inspection;
  readonly #statistics: () => Statistics;

  constructor(inspection: Inspection, statistics: () => Statistics) {
    this.#inspection = inspection;
    this.#statistics = statistics;
  }

  ping(_call: Call, echo?: Stored): Outcome {
    return echo;
  }

  numberOfObjects(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'numberOfObjects');
    return this.#inspection.census().objects;
  }

  census(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'census');
    return plain(this.#inspection.census());
  }

  debugInfo(call: Call, limit?: number): Outcome {
    requireAdminOfAll(this.#caller(call), 'debugInfo');
    return plain(this.#inspection.debugInfo(limit));
  }

  who(call: Call, object: Stored, limit?: number): Outcome {
    const [id] = object instanceof ReferringValue ? object.references : [];
    if (id === undefined) throw new ArgumentError('argument object of broker.who must be a proxy of a shared object');
    const { name } = this.#inspection.object(id);
    if (name !== null) requireAdmin(this.#caller(call), name, 'who');
    return plain(this.#inspection.who(id, call.now, limit));
  }

  statistics(call: Call): Outcome {
    requireAdminOfAll(this.#caller(call), 'statistics');
    return plain(this.#statistics());
  }

  top(call: Call, sort?: Measure, limit?: number): Outcome {
    requireAdminOfAll(this.#caller(call), 'top');
    return plain(this.#inspection.top(call.now, sort, limit));
  }

  /** It has no state of its own. */
  snapshot(): Result {
    return null;
  }

  #caller(call: Call): Session {
    return this.#inspection.session(call.session);
  }
}

/** An interface has no index signature, which plain data has. */
function plain(info: object): Outcome {
  return { ...info };
}

/** Made once for an engine; not in the directory, so nobody can open, count or drop it. */
export function brokerObject(inspection: Inspection, statistics: () => Statistics): HostedObject {
  const create = () => new BrokerState(inspection, statistics);
  const definition: TypeDefinition = {
    name: 'broker',
    operations: brokerOperations,
    options: {},
    create,
    restore: create,
  };
  return new HostedObject('', new HostedType(definition), null, {}, create());
}
