/**
 * What is one for the whole process (or thread), however many copies of holdall are loaded in it: a bundle brings its own,
 * and so may a package among the dependencies. The first copy that asks makes it.
 */
export function sharedByCopies<T extends object>(name: string, make: () => T): T {
  const key = Symbol.for(`holdall.${name}`);
  const there: unknown = Reflect.get(globalThis, key);
  if (there !== undefined) return there as T;
  const made = make();
  Object.defineProperty(globalThis, key, { value: made });
  return made;
}
