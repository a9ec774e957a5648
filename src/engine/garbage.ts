import type { HostedObject } from './hosted-object.js';

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
    const above = new Set([suspect]);
    if (reachesKept(above, kept)) kept.add(suspect);
    else for (const object of above) lost.add(object);
  }
  return lost;
}

/** Whether something keeps one of these or of the containers above them, which are added until then. */
function reachesKept(above: Set<HostedObject>, kept: ReadonlySet<HostedObject>): boolean {
  for (const object of above) {
    if (object.name !== null || object.references > 0 || kept.has(object)) return true;
    for (const container of object.containers) above.add(container);
  }
  return false;
}
