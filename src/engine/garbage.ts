import type { HostedObject } from './hosted-object.js';

/**
 * Those of `suspects`, and of all that they lead to, which no reference from outside keeps: containers that hold each
 * other after the last session that knew them has gone. Trial deletion, as in Bacon and Rajan, "Concurrent Cycle
 * Collection in Reference Counted Systems" (2001): its cost is the suspects' own graph, not all objects.
 */
export function unreachable(suspects: Iterable<HostedObject>): HostedObject[] {
  const graph = withContents(suspects);
  const fromInside = new Map<HostedObject, number>();
  for (const object of graph) {
    for (const [content, times] of object.contents) fromInside.set(content, (fromInside.get(content) ?? 0) + times);
  }
  const isHeldFromOutside = (object: HostedObject) =>
    object.name !== null || object.references > 0 || object.stored > (fromInside.get(object) ?? 0);
  const kept = withContents([...graph].filter(isHeldFromOutside));
  return [...graph].filter((object) => !kept.has(object));
}

/** These objects and everything that can be reached from them. */
function withContents(roots: Iterable<HostedObject>): Set<HostedObject> {
  const reached = new Set(roots);
  for (const object of reached) {
    for (const content of object.contents.keys()) reached.add(content);
  }
  return reached;
}
