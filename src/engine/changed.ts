import type { HostedObject } from './hosted-object.js';

/** Room for so many objects stays for later turns. */
const ROOM = 1_024;

/**
 * Objects whose waiting calls are to be tried, because something changed; each once, in the order of their changes. Nearly
 * every call adds one and takes it out again, for which a `Set` is too dear: so the objects themselves know that they are here.
 */
export class Changed {
  #objects: (HostedObject | undefined)[] = [];
  /** Where the objects begin and end. What is before them is empty. */
  #begin = 0;
  #end = 0;

  add(object: HostedObject): void {
    if (object.hasChanged) return;
    object.hasChanged = true;
    this.#objects[this.#end++] = object;
  }

  /** Takes the first one out. It can come again. */
  take(): HostedObject | undefined {
    while (this.#begin < this.#end) {
      const object = this.#objects[this.#begin] as HostedObject;
      this.#objects[this.#begin++] = undefined;
      if (!object.hasChanged) continue;
      object.hasChanged = false;
      return object;
    }
    this.#begin = 0;
    this.#end = 0;
    if (this.#objects.length > ROOM) this.#objects = [];
    return undefined;
  }

  /** Its place stays, empty, until its turn comes. */
  delete(object: HostedObject): void {
    object.hasChanged = false;
  }
}
