import { BrokerKind, ClientKind, type HandshakeFrame } from '../../protocol/messages.js';
import { type Check, check, type Field, field, isMap, optional, passes } from './checks.js';

/** A kind of message: its name, and what stands behind its number, in order. */
export interface MessageShape {
  readonly name: string;
  readonly fields: readonly Field[];
  /** How many of the fields must be there; the optional ones are the last. */
  readonly required: number;
}

const errorFields = [
  field('code', check.name),
  field('message', check.text),
  optional('stack', check.text),
  optional('thrown', check.binary),
];

/** Its fields are checked by the test, and named in what it says. */
const wireError: Check = {
  test: (value) => isMap(value) && errorFields.every((field) => passes(field, value[field.name])),
  says: 'a map of code, message and perhaps stack, all strings, and perhaps thrown, binary',
};

export const clientMessages = shapes<typeof ClientKind>(ClientKind, {
  open: [
    field('handle', check.ownHandle),
    field('type', check.name),
    field('name', check.nullableName),
    field('id', check.id),
    field('options', check.map),
  ],
  attach: [field('handle', check.ownHandle), field('id', check.id)],
  call: [
    field('handle', check.handle),
    field('operation', check.name),
    field('args', check.array),
    optional('timeoutMs', check.finite),
    optional('owner', check.owner),
    optional('fence', check.fence),
  ],
  cancel: [field('call', check.number)],
  release: [field('handle', check.handle), field('times', check.number)],
  bye: [],
});

export const brokerMessages = shapes<typeof BrokerKind>(BrokerKind, {
  result: [field('call', check.number), field('result', check.anything)],
  handout: [field('call', check.number), field('result', check.anything)],
  error: [field('call', check.number), field('error', wireError)],
  notice: [field('handle', check.handle), field('name', check.name), field('data', check.anything)],
  bye: [field('code', check.name), field('message', check.text)],
});

export const handshakeBodies: Readonly<Record<HandshakeFrame[0], readonly Field[]>> = {
  hello: [
    field('protocol', check.text),
    field('versions', check.versions),
    field('nonce', check.secret),
    field('client', check.clientName),
    optional('principal', check.principalName),
    optional('key', check.secret),
  ],
  challenge: [field('version', check.number), field('nonce', check.secret)],
  authenticate: [field('proof', check.secret), optional('resume', check.map)],
  welcome: [
    field('proof', check.secret),
    field('broker', check.id),
    field('session', check.id),
    field('secret', check.secret),
    field('graceMs', check.count),
    field('resumed', check.boolean),
    field('received', check.count),
  ],
  refused: [field('code', check.name), field('message', check.text)],
};

/** The fields of `authenticate.resume`, where it is there. */
export const resumeFields: readonly Field[] = [
  field('session', check.id),
  field('proof', check.secret),
  field('received', check.count),
];

/** The shapes by the numbers of their kinds. A kind that has no fields here does not compile. */
function shapes<Kinds extends Readonly<Record<string, number>>>(
  kinds: Kinds,
  fieldsOf: Readonly<Record<keyof Kinds, readonly Field[]>>,
): ReadonlyMap<unknown, MessageShape> {
  return new Map(
    Object.entries(kinds).map(([name, kind]) => {
      const fields: readonly Field[] = fieldsOf[name as keyof Kinds];
      return [kind, { name, fields, required: fields.filter((field) => field.optional !== true).length }];
    }),
  );
}
