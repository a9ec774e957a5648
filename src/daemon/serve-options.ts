import type { Options, Values } from './cli/option.js';
import { fileMode, wholeMilliseconds } from './cli/parsers.js';
import { LOG_FORMATS, LOG_LEVELS } from './config/config-file.js';
import { metricsAddress } from './metrics/metrics-address.js';

/** The options of `holdall serve`. Those with a `configKey` stand above what the configuration file says. */
export const serveOptions = {
  config: {
    short: 'c',
    value: 'file',
    summary: 'read the configuration from this file',
    defaultText: 'holdall.config.json in the current directory, if there is one',
    completes: 'file',
  },
  check: {
    isFlagOnly: true,
    summary: 'check the configuration, say what would be done, and do not serve',
  },
  listen: {
    group: 'Reaching it',
    short: 'l',
    value: 'address',
    isRepeatable: true,
    summary: 'listen at ipc:///path or tcp://host:port',
    configKey: 'listen',
    defaultText: 'a socket in a directory that only you may enter',
  },
  authkeyFile: {
    group: 'Reaching it',
    short: 'k',
    value: 'file',
    summary: "read the owner's authkey from this file (mode 600)",
    configKey: 'authkeyFile',
    completes: 'file',
  },
  socketMode: {
    group: 'Reaching it',
    value: 'mode',
    parse: fileMode,
    summary: 'who may try to connect at ipc, as the mode of a file: 660 lets the group in',
    configKey: 'socketMode',
    defaultText: '600',
  },
  keys: {
    group: 'Reaching it',
    value: 'file',
    summary: 'encrypt tcp with the keys in this file (mode 600), which `holdall keygen` made',
    configKey: 'curve.keysFile',
    completes: 'file',
  },
  grace: {
    group: 'Reaching it',
    value: 'ms',
    parse: wholeMilliseconds,
    summary: 'how long clients over tcp may be without their connection',
    configKey: 'grace',
    defaultText: '10000',
  },
  types: {
    group: 'Serving',
    value: 'module',
    isRepeatable: true,
    summary: 'a module that exports shared types of your own (defineType)',
    configKey: 'types',
    completes: 'file',
  },
  busyPoll: {
    group: 'Serving',
    isOnByDefault: true,
    summary: 'never keep the event loop awake for a request that is near',
    configKey: 'busyPoll',
  },
  drain: {
    group: 'Serving',
    value: 'ms',
    parse: wholeMilliseconds,
    summary: 'how long, when it is to stop, clients may finish what they wait for and hold',
    configKey: 'drain',
    defaultText: '5000',
  },
  metrics: {
    group: 'Metrics',
    value: 'address',
    parse: metricsAddress,
    summary: 'serve /metrics for Prometheus, /healthz and /readyz at this host:port, to whoever reaches it',
    configKey: 'metrics',
    defaultText: 'not served',
  },
  logLevel: {
    group: 'Logs, on standard error',
    value: 'level',
    choices: LOG_LEVELS,
    summary: 'the least that is told',
    configKey: 'log.level',
    defaultText: 'info',
  },
  logFormat: {
    group: 'Logs, on standard error',
    value: 'format',
    choices: LOG_FORMATS,
    summary: 'lines of JSON, or for people',
    configKey: 'log.format',
    defaultText: 'pretty at a terminal, else json',
  },
} as const satisfies Options;

export type ServeValues = Values<typeof serveOptions>;
