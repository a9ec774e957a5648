import fc from 'fast-check';
import { type SharedSubscription, type SharedTopic, ShutDown, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

const BUFFER = 3;
const overflows = ['dropOldest', 'dropNewest', 'end'] as const;

/** What a subscription is to be: an array that a message is pushed to, and what overflowing did to it. */
interface Model {
  readonly overflow: (typeof overflows)[number];
  messages: number[];
  dropped: number;
  open: boolean;
}
type Models = readonly Model[];
interface Real {
  readonly topic: SharedTopic<number>;
  readonly subscriptions: readonly SharedSubscription<number>[];
}
type Command = fc.AsyncCommand<Models, Real>;

function receive(model: Model, message: number): void {
  if (!model.open) return;
  if (model.messages.length < BUFFER) model.messages.push(message);
  else {
    model.dropped++;
    if (model.overflow === 'dropOldest') model.messages = [...model.messages.slice(1), message];
    if (model.overflow === 'end') model.open = false;
  }
}

function publish(models: Models, messages: readonly number[]): number {
  for (const model of models) for (const message of messages) receive(model, message);
  return models.filter(({ open }) => open).length;
}

function take(model: Model, max: number): unknown {
  if (model.messages.length === 0) return model.open ? 'TIMEOUT' : 'SHUT_DOWN';
  return model.messages.splice(0, max);
}

/** A command whose result the model foretells. */
function command(text: string, model: (models: Models) => unknown, real: (real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    toString: () => text,
    async run(models, objects) {
      const expected = model(models);
      const actual = await real(objects).catch((error: unknown) => {
        if (error instanceof ShutDown || error instanceof TimeoutError) return error.code;
        throw error;
      });
      expect(actual).toEqual(expected);
    },
  };
}

/** A command to one of the subscriptions. */
function toOne(
  name: string,
  model: (model: Model) => unknown,
  real: (subscription: SharedSubscription<number>) => Promise<unknown>,
): fc.Arbitrary<Command> {
  return fc.nat({ max: overflows.length - 1 }).map((which) =>
    command(
      `${name} of ${which}`,
      (models) => model(models[which] as Model),
      ({ subscriptions }) => real(subscriptions[which] as SharedSubscription<number>),
    ),
  );
}

const aMessage = fc.nat({ max: 99 });
const aPublish = aMessage.map((message) =>
  command(
    `publish ${message}`,
    (models) => publish(models, [message]),
    ({ topic }) => topic.publish(message),
  ),
);

const commands = [
  aPublish,
  aPublish,
  fc.array(aMessage, { maxLength: 5 }).map((messages) =>
    command(
      `publishMany ${messages}`,
      (models) => publish(models, messages),
      ({ topic }) => topic.publishMany(messages),
    ),
  ),
  fc.constant(
    command(
      'subscribers',
      (models) => publish(models, []),
      ({ topic }) => topic.subscribers(),
    ),
  ),
  toOne(
    'next',
    (model) => take(model, 1),
    async (subscription) => [await subscription.next({ timeout: 0 })],
  ),
  toOne(
    'nextMany',
    (model) => take(model, 2),
    (subscription) => subscription.nextMany(2, { timeout: 0 }),
  ),
  toOne(
    'size',
    (model) => model.messages.length,
    (subscription) => subscription.size(),
  ),
  toOne(
    'dropped',
    (model) => model.dropped,
    (subscription) => subscription.dropped(),
  ),
  toOne(
    'close',
    (model) => {
      model.open = false;
    },
    (subscription) => subscription.close(),
  ),
];

export function modelTests(test: HouseTest): void {
  test('and its subscriptions do as arrays of messages do, whatever is asked of them', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60 }), async (sequence) => {
        using topic = manager.topic<number>();
        const subscriptions = overflows.map((overflow) => topic.subscribe(undefined, { buffer: BUFFER, overflow }));
        const model = overflows.map((overflow) => ({ overflow, messages: [], dropped: 0, open: true }));
        await fc.asyncModelRun(() => ({ model, real: { topic, subscriptions } }), sequence);
        for (const subscription of subscriptions) subscription[Symbol.dispose]();
      }),
      { numRuns: 60 },
    );
  });
}
