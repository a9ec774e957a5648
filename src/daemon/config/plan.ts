import { written } from '../metrics/metrics-address.js';
import type { Settings } from './settings.js';

/** What a broker with these settings would do, in lines for people. No secret is in it. */
export function plan(settings: Settings): readonly string[] {
  const { file, listen, place, authkey, curve, types, grace, busyPoll, metrics, limits, drain, logLevel, logFormat } =
    settings;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['configuration', [file ?? 'no file']],
    ['listen', listen],
    ['owner', [ownersProof(authkey, place?.authkeyFile)]],
    ['tcp', [curve ? `encrypted; the public key is ${curve.publicKey}` : 'not encrypted']],
    ['roles', rolesOf(settings)],
    ['principals', principalsOf(settings)],
    ['types', types],
    ['grace', [grace === undefined ? 'the usual' : `${grace} ms`]],
    ['busy polling', [busyPoll ? 'yes' : 'no']],
    ['metrics', metrics ? [written(metrics)] : []],
    ['limits', Object.entries(limits).map(([name, value]) => `${name}: ${value}`)],
    ['drain', [`${drain} ms`]],
    ['log', [`${logLevel}, ${logFormat}`]],
  ];
  const shown = rows.filter(([, values]) => values.length > 0);
  return ['holdall: the configuration has no mistakes', ...shown.flatMap(([name, values]) => row(name, values))];
}

function row(name: string, values: readonly string[]): readonly string[] {
  return values.map((value, index) => `  ${(index === 0 ? name : '').padEnd(14)} ${value}`);
}

function ownersProof(authkey: string | undefined, defaultFile: string | undefined): string {
  if (authkey !== undefined) return 'by the authkey given';
  return defaultFile === undefined ? 'nobody: there are principals only' : `by the authkey in ${defaultFile}`;
}

function rolesOf({ roles }: Settings): readonly string[] {
  return Object.entries(roles).flatMap(([name, grants]) =>
    grants.map(({ objects, rights }) => `${name}: ${rights.join(', ')} on ${objects}`),
  );
}

function principalsOf({ principals }: Settings): readonly string[] {
  return Object.entries(principals).map(
    ([name, { roles, publicKey }]) => `${name}: ${publicKey ? 'by a key' : 'by an authkey'}; ${roles.join(', ')}`,
  );
}
