import type { HostedObject } from './hosted-object.js';

/** Each object that a search came to, with the one below it that it was found from; none for the first. */
type Trail = Map<HostedObject, HostedObject | undefined>;

/**
 * Those of `suspects`, and of the containers above them, which no reference from outside keeps: containers that hold each
 * other after the last session that knew them has gone. Looks upwards, from what is stored to where it is stored, and no
 * further than to the first that is kept: however much a suspect contains, it mostly takes a step or two.
 */
export function unreachable(suspects: Iterable<HostedObject>): Set<HostedObject> {
  const kept = new Set<HostedObject>();
  const lost = new Set<HostedObject>();
  for (const suspect of suspects) {
    if (lost.has(suspect)) continue;
    const trail: Trail = new Map([[suspect, undefined]]);
    const keeper = findKept(trail, kept, lost);
    if (!keeper) for (const object of trail.keys()) lost.add(object);
    // All that lies between is kept as well: a long chain must not be climbed from each of its links.
    for (let object = keeper; object; object = trail.get(object)) kept.add(object);
  }
  return lost;
}

/** The first that something keeps, of the object on the trail and of the containers above it, which are added until then. */
function findKept(
  trail: Trail,
  kept: ReadonlySet<HostedObject>,
  lost: ReadonlySet<HostedObject>,
): HostedObject | undefined {
  for (const object of trail.keys()) {
    if (object.name !== null || object.references > 0 || kept.has(object)) return object;
    for (const container of object.containers) {
      if (!trail.has(container) && !lost.has(container)) trail.set(container, object);
    }
  }
  return undefined;
}
