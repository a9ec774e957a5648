// Who may import whom. Each part of the house names all that it may import: what is not listed is forbidden, type-only
// imports included. Node's own modules are open to every part that is not `pure`, packages only to those that list them.

const busyPolling = '^src/busy-poll[.]ts$';
const keys = '^src/keys/';
const version = '^src/version[.]ts$';
const registry = '^src/objects/index[.]ts$';

/** What shared types and everybody else agree on; holds no implementation, so that everyone in src may import it. */
const contract = '^src/objects/(?!(index|shared-object)[.]ts$)[^/]+[.]ts$';
/** What a broker tells of itself. */
const brokersOwn = '^src/objects/broker/';
const proxyBase = '^src/objects/shared-object[.]ts$';

/** Every file of src and protocol belongs to exactly one part. */
const parts = {
  protocol: { files: '^protocol/', imports: ['^protocol/'], pure: true },
  keys: { files: keys, imports: [keys] },
  wire: { files: '^src/wire/', imports: ['^src/wire/', keys] },
  transport: { files: '^src/transport/(?!zeromq|zmtp)', imports: ['^src/transport/', busyPolling, keys] },
  'transport over zeromq': {
    files: '^src/transport/zeromq/',
    imports: ['^src/transport/(?!zmtp)', keys],
    packages: ['zeromq'],
  },
  'transport over zmtp': {
    files: '^src/transport/zmtp/',
    imports: ['^src/transport/(?!zeromq)', busyPolling, keys],
    packages: ['@noble/ciphers'],
  },

  contract: { files: contract, imports: [], pure: true },
  // What proxies inherit stands with the contract, and lives where proxies live.
  'base of the proxies': {
    files: proxyBase,
    imports: ['^src/objects/[^/]+/(?!(state|proxy|index)[.]ts$)'],
  },
  registry: { files: registry, imports: ['^src/objects/'], pure: true },
  // The two faces of a type do not know each other. What both build on, operations.ts first of all, knows neither.
  'common ground of a type': {
    files: '^src/objects/[^/]+/(?!(state|proxy|index)[.]ts$)',
    imports: ['^src/objects/[^/]+/(?!(state|proxy|index)[.]ts$)'],
    pure: true,
  },
  'state of a type': {
    files: '^src/objects/[^/]+/state[.]ts$',
    imports: ['^src/objects/[^/]+/(?!(proxy|index)[.]ts$)'],
    pure: true,
  },
  'proxy of a type': {
    files: '^src/objects/[^/]+/proxy[.]ts$',
    imports: ['^src/objects/[^/]+/(?!(state|index)[.]ts$)'],
  },
  'faces of a type': {
    files: '^src/objects/[^/]+/index[.]ts$',
    imports: ['^src/objects/[^/]+/'],
    pure: true,
  },

  // What a user's class is to both sides: knows all types of holdall's own, and is known to none of them.
  'user-defined types': { files: '^src/user-types/', imports: ['^src/user-types/', registry], pure: true },

  // No clock, no socket, no chance: the same events always lead to the same state.
  engine: {
    files: '^src/engine/',
    imports: ['^src/engine/', registry, '^src/objects/[^/]+/(state|operations)[.]ts$', brokersOwn],
    pure: true,
  },
  storage: { files: '^src/storage/', imports: ['^src/storage/'] },
  broker: {
    files: '^src/broker/',
    imports: [
      '^src/broker/',
      '^src/clock[.]ts$',
      '^src/engine/',
      '^src/transport/',
      '^src/storage/',
      '^src/user-types/',
      '^src/wire/',
      keys,
      registry,
      brokersOwn,
      version,
    ],
  },
  client: {
    files: '^src/client/',
    imports: [
      '^src/client/',
      '^src/clock[.]ts$',
      '^src/programs[.]ts$',
      '^src/transport/',
      '^src/user-types/',
      '^src/wire/',
      keys,
      registry,
      '^src/objects/[^/]+/(?!state[.]ts$)',
    ],
  },
  pool: {
    files: '^src/pool/',
    imports: ['^src/pool/', '^src/client/', '^src/wire/', '^src/programs[.]ts$', busyPolling],
  },
  daemon: {
    files: '^src/daemon/',
    imports: ['^src/daemon/', '^src/broker/', '^src/client/', keys, brokersOwn, version],
    packages: ['commander', 'pino'],
  },
  clock: { files: '^src/clock[.]ts$', imports: [] },
  version: { files: version, imports: [] },
  'busy polling': { files: busyPolling, imports: [] },
  // Addresses of files, and nothing else.
  programs: { files: '^src/programs[.]ts$', imports: [] },
  'public surface': { files: '^src/index[.]ts$', imports: ['^src/'] },
};

function rulesOf([part, { files, imports, packages = [], pure = false }]) {
  const everyones = files.startsWith('^src/') ? ['^protocol/', contract, proxyBase] : [];
  const allowed = [...everyones, ...imports, ...packages.map((each) => `^node_modules/${each}/`)];
  const name = part.replaceAll(' ', '-');
  return [
    {
      name: `${name}-imports-only-what-is-listed`,
      severity: 'error',
      from: { path: files },
      to: { dependencyTypesNot: ['core'], pathNot: allowed },
    },
    {
      name: `${name}-touches-nothing-of-node`,
      severity: pure ? 'error' : 'ignore',
      from: { path: files },
      to: { dependencyTypes: ['core'] },
    },
  ];
}

const rulesForAll = [
  {
    name: 'no-cycles',
    severity: 'error',
    from: { pathNot: '^src/engine/' },
    to: { circular: true },
  },
  {
    name: 'no-cycles-of-code-in-the-engine',
    comment: 'A session has calls, a call has a session: the entities know each other as types, and only so.',
    severity: 'error',
    from: { path: '^src/engine/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'libzmq-is-loaded-when-it-is-needed',
    comment: 'Never in a worker thread, where it can abort the process.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/transport/zeromq/' },
    to: { path: '^src/transport/zeromq/', dynamic: false },
  },
  {
    name: 'every-file-belongs-to-a-part',
    severity: 'error',
    from: { path: '^(src|protocol)/', pathNot: Object.values(parts).map(({ files }) => files) },
    to: {},
  },
  {
    name: 'examples-show-what-users-write',
    comment: 'The public surface, by the name of the package, and nothing behind it.',
    severity: 'error',
    from: { path: '^examples/' },
    to: { path: '^(src/(?!index[.]ts$)|protocol/|test/|bench/|node_modules/)' },
  },
  {
    name: 'everything-imported-exists',
    severity: 'error',
    from: {},
    // The package's own name.
    to: { couldNotResolve: true, pathNot: '^holdall$' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...Object.entries(parts).flatMap(rulesOf), ...rulesForAll],
  options: {
    // Imports of types are coupling too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '^(node_modules|dist)/' },
  },
};
