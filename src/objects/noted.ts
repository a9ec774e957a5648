import type { Plain } from '../../protocol/messages.js';
import { referenceOf, type SharedObject } from './shared-object.js';

/**
 * What a program notes of each object in each of its sessions, whatever proxies it is reached by. Notes that nothing else
 * has any more go.
 */
export class Noted<Notes extends object> {
  readonly #create: () => Notes;
  readonly #sessions = new WeakMap<object, Map<string, WeakRef<Notes>>>();
  readonly #forgotten = new FinalizationRegistry<() => void>((forget) => forget());

  constructor(create: () => Notes) {
    this.#create = create;
  }

  /** The notes of this object; with `part`, those of a part of it. */
  of(object: SharedObject, part: Plain = null): Notes {
    const reference = referenceOf(object);
    if (reference === undefined) throw new TypeError('there are notes of shared objects only');
    const { session, type, name, id } = reference;
    const key = JSON.stringify([type, ...(name === undefined ? ['id', id] : ['name', name]), part]);
    const ofSession = this.#sessions.get(session) ?? new Map<string, WeakRef<Notes>>();
    this.#sessions.set(session, ofSession);
    return ofSession.get(key)?.deref() ?? this.#begin(ofSession, key);
  }

  #begin(ofSession: Map<string, WeakRef<Notes>>, key: string): Notes {
    const notes = this.#create();
    const reference = new WeakRef(notes);
    ofSession.set(key, reference);
    this.#forgotten.register(notes, () => {
      if (ofSession.get(key) === reference) ofSession.delete(key);
    });
    return notes;
  }
}
