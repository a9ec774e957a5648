import { expect, test } from 'vitest';
import { joining } from '../../../src/objects/topic/membership.js';
import { TopicState } from '../../../src/objects/topic/state.js';
import { FakeCall } from '../../harness/fake-call.js';

/** A world in which only some objects still are. */
class World extends FakeCall {
  readonly living = new Set<string>();

  override send(to: string): boolean {
    return this.living.has(to);
  }
}

test('a topic that nobody publishes to does not pile up the ids of subscriptions that are gone', () => {
  const [topic, world] = [new TopicState(), new World()];
  const lasting = ['first', 'second', 'third'];
  for (const id of lasting) {
    world.living.add(id);
    topic.receive(world, joining(id));
  }
  for (let n = 0; n < 10_000; n++) {
    world.living.add(`passing ${n}`);
    topic.receive(world, joining(`passing ${n}`));
    world.living.delete(`passing ${n}`);
    const [, ids] = topic.snapshot() as [number, string[]];
    expect(ids.length).toBeLessThan(40);
  }
  expect(topic.subscribers(world)).toBe(3);
  expect(topic.snapshot()).toMatchObject([expect.any(Number), lasting]);
});
