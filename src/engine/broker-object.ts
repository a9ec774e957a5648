import { brokerOperations, type Census } from '../objects/broker/operations.js';
import type { Call, Outcome, Result, StateOf, Stored, TypeDefinition } from '../objects/contract.js';
import { HostedObject } from './hosted-object.js';
import { HostedType } from './hosted-type.js';

/** The broker as an object of its own, which every session knows under handle 0. */
class BrokerState implements StateOf<typeof brokerOperations> {
  readonly #census: () => Census;

  constructor(census: () => Census) {
    this.#census = census;
  }

  ping(_call: Call, echo?: Stored): Outcome {
    return echo;
  }

  numberOfObjects(): Outcome {
    return this.#census().objects;
  }

  census(): Outcome {
    return { ...this.#census() };
  }

  /** It has no state of its own. */
  snapshot(): Result {
    return null;
  }
}

/** Made once for an engine; not in the directory, so nobody can open, count or drop it. */
export function brokerObject(census: () => Census): HostedObject {
  const create = () => new BrokerState(census);
  const definition: TypeDefinition = {
    name: 'broker',
    operations: brokerOperations,
    options: {},
    create,
    restore: create,
  };
  return new HostedObject('', new HostedType(definition), null, {}, create());
}
