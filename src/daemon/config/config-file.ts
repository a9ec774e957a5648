import { type BrokerLimitName, brokerLimits } from '../../../protocol/broker-limits.js';
import { PRINCIPAL_NAME, rights } from '../../broker/access.js';
import { wantedOf } from '../../broker/limits.js';
import { FILE_MODE } from '../cli/parsers.js';
import {
  described,
  flag,
  hiddenText,
  type JsonSchema,
  listOf,
  objectOf,
  oneOf,
  oneOrMore,
  recordOf,
  type Shape,
  type TypeOf,
  text,
  wholeNumber,
} from './shape.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];

const anyText = /\S/;
const path = text('a path, from the directory of this file', anyText);
const address = text('an address, as "ipc:///run/holdall/broker" or "tcp://127.0.0.1:5555"', /^[a-z]+:\/\/\S/);
const name = 'of 1 to 64 letters, digits, "_", ".", "@" and "-"';

const grant = objectOf(
  {
    objects: described(
      'The names of objects that this is about: `*` stands for any run of characters, all else for itself.',
      text('a pattern of names, as "jobs*"', anyText),
    ),
    rights: described(
      'read: operations that change nothing. write: all others. create: make objects of such a name. admin: drop, rename, inspect; on "*" also clients, kick, status.',
      listOf(oneOf(rights), 'rights'),
    ),
  },
  {},
);

const principal = objectOf(
  {
    roles: described(
      'What it may do: names among `roles`, or "owner", which may everything.',
      listOf(text(`a name of a role`, anyText), 'names of roles'),
    ),
  },
  {
    publicKey: described(
      'The public key that `holdall keygen` made for it, in Z85: it proves itself by the secret one.',
      hiddenText('a public key of 40 characters of Z85', /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/),
    ),
    authkeyFile: described('Where the authkey is by which it proves itself. A file of mode 600.', path),
  },
);

type LimitShapes = { readonly [Name in BrokerLimitName]: Shape<number> };

/** Each limit of the broker, as its table describes it. */
const limits = Object.fromEntries(
  Object.entries(brokerLimits).map(([name, limit]) => [
    name,
    described(limit.about, wholeNumber(wantedOf(limit), limit.least, limit.most)),
  ]),
) as LimitShapes;

/** All that can be in `holdall.config.json`. */
export const configFile = objectOf(
  {},
  {
    $schema: text('the address of a JSON Schema'),
    listen: described('Where to listen: one address, or several.', oneOrMore(address, 'addresses')),
    authkeyFile: described("Where the owner's authkey is. A file of mode 600.", path),
    socketMode: described(
      'Who may try to connect at ipc, as the mode of a file in octal digits: "660" lets the group in.',
      text('three octal digits in quotes, as "600" or "660"', FILE_MODE),
    ),
    curve: described(
      'Encrypts what goes over tcp, with keys that `holdall keygen` made.',
      objectOf({ keysFile: described('The secret key of the broker. A file of mode 600.', path) }, {}),
    ),
    roles: described(
      'What there is to be allowed.',
      recordOf(
        PRINCIPAL_NAME,
        name,
        listOf(grant, 'grants'),
        '{ "worker": [{ "objects": "jobs*", "rights": ["read", "write"] }] }',
      ),
    ),
    principals: described(
      'Who is allowed what, beside the owner.',
      recordOf(PRINCIPAL_NAME, name, principal, '{ "alice": { "publicKey": "…", "roles": ["worker"] } }'),
    ),
    types: described(
      'Modules with shared types of your own, by paths from the directory of this file, or URLs.',
      listOf(text('a path or a URL of a module', anyText), 'paths or URLs of modules'),
    ),
    grace: described(
      'How long clients over tcp may be without their connection, in milliseconds.',
      wholeNumber('a whole number of milliseconds, 0 to 86400000', 0, 86_400_000),
    ),
    busyPoll: described('Whether the event loop may stay awake for a request that is near.', flag),
    metrics: described(
      'Where /metrics for Prometheus, /healthz and /readyz are served. Whoever reaches it may read them.',
      text('a host and a port, as "127.0.0.1:9470"', /:?\d+$/),
    ),
    limits: described(
      'How much clients may make the broker hold. What is not named is as usual.',
      objectOf({}, limits),
    ),
    drain: described(
      'How long a broker that is to stop lets its clients finish, in milliseconds.',
      wholeNumber('a whole number of milliseconds, 0 to 86400000', 0, 86_400_000),
    ),
    log: described(
      'What is told on standard error.',
      objectOf(
        {},
        {
          level: described('The least that is told.', oneOf(LOG_LEVELS)),
          format: described('Lines of JSON, or for people.', oneOf(LOG_FORMATS)),
        },
      ),
    ),
  },
);

export type ConfigFile = TypeOf<typeof configFile>;

/** What editors check the file by. */
export const configSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'holdall.config.json',
  description: 'The configuration of `holdall serve`.',
  ...configFile.schema,
};
