import { ClosedError } from '../../protocol/errors.js';
import type { Handle, Id } from '../../protocol/messages.js';
import type { HoldingSession } from '../objects/loss.js';
import type { Operations } from '../objects/operation.js';
import type { CallOptions, Kept, Reference, SharedObject } from '../objects/shared-object.js';
import { type Carrier, makeCall } from './caller.js';

/** What is known of an object; the id of one opened by name comes with the broker's answer. */
export interface Identity {
  readonly type: string;
  readonly name: string | null;
  id: Id | undefined;
  /** Why the opening was never sent: there is nothing to call then, and nothing to give back. */
  unsent?: unknown;
}

/** What has the references of a session. */
export interface ReferenceOwner extends Carrier {
  /** A live proxy of the object of this name, or of a new one. */
  openProxy(type: string, name: string | undefined, options?: object): SharedObject;
  /** Tells the broker that this reference is no more. */
  giveBack(reference: BrokerReference): void;
}

/** One reference of this session to an object. Each proxy has its own, and gives back its own. */
export class BrokerReference implements Reference {
  readonly handle: Handle;
  readonly owner: ReferenceOwner;
  /** Resolves when the broker has confirmed that the object is there; rejects with why it is not. */
  readonly confirmed: Promise<unknown>;
  readonly #identity: Identity;
  #released = false;
  #isGivenBack = false;
  #keepers = 0;

  constructor(owner: ReferenceOwner, handle: Handle, identity: Identity, confirmed: Promise<unknown>) {
    this.owner = owner;
    this.handle = handle;
    this.#identity = identity;
    this.confirmed = confirmed;
  }

  get type(): string {
    return this.#identity.type;
  }

  get name(): string | undefined {
    return this.#identity.name ?? undefined;
  }

  get id(): Id | undefined {
    return this.#identity.id;
  }

  get session(): HoldingSession {
    return this.owner.connection;
  }

  get isReleased(): boolean {
    return this.#released;
  }

  call(
    operations: Operations,
    operationName: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<unknown> {
    if (this.#released) return Promise.reject(this.#disposed(operationName));
    return this.#call(operations, operationName, args, options);
  }

  keep(): Kept {
    // What is begun after the release is a call as every other, whoever keeps the reference by then.
    if (this.#released) return { call: (...call) => this.call(...call), letGo: () => {} };
    let isKept = true;
    this.#keepers++;
    return {
      call: (operations, operationName, args, options) => this.#call(operations, operationName, args, options),
      letGo: () => {
        if (isKept) this.#keepers--;
        isKept = false;
        if (this.#released && this.#keepers === 0) this.forget();
      },
    };
  }

  #call(
    operations: Operations,
    operationName: string,
    args: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<unknown> {
    const operation = operations[operationName];
    try {
      if (this.#isGivenBack) throw this.#disposed(operationName);
      if (this.#identity.unsent !== undefined) throw this.#identity.unsent;
      if (!operation) throw new TypeError(`${this.type} describes no operation ${operationName}`);
      return makeCall(this.owner, { handle: this.handle, type: this.type, operationName, operation }, args, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  open(type: string, name?: string, options?: object): SharedObject {
    if (this.#released) throw this.#disposed(`opening a ${type}`);
    return this.owner.openProxy(type, name, options);
  }

  equals(other: Reference): boolean {
    if (!(other instanceof BrokerReference) || other.owner.connection.broker !== this.owner.connection.broker)
      return false;
    if (this.id !== undefined && other.id !== undefined) return this.id === other.id;
    return this.name !== undefined && this.name === other.name && this.type === other.type;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#keepers === 0) this.forget();
  }

  /** Gives the reference back whatever keeps it: with the proxy, JavaScript has collected all that was held through it. */
  forget(): void {
    if (this.#isGivenBack) return;
    this.#released = true;
    this.#isGivenBack = true;
    if (this.#identity.unsent === undefined) this.owner.giveBack(this);
  }

  #disposed(operationName: string): ClosedError {
    const what = this.name === undefined ? this.type : `${this.type} ${JSON.stringify(this.name)}`;
    return new ClosedError(`${operationName}: this proxy of ${what} was disposed of`);
  }
}
