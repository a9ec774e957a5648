import type { AnyCommand } from './command.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** What help says below the options. */
export function helpAfter(command: AnyCommand): string {
  return `\n${[examples(command), environment(command), codes(command)].filter((part) => part !== '').join('\n\n')}`;
}

function examples({ examples }: AnyCommand): string {
  if (examples.length === 0) return '';
  return ['Examples:', ...examples.flatMap(({ line, what }) => [`  # ${what}`, `  ${line}`])].join('\n');
}

function environment({ environment = {} }: AnyCommand): string {
  const lines = Object.entries(environment).map(([name, what]) => `  ${name}  ${what}`);
  return lines.length === 0 ? '' : ['Environment:', ...lines].join('\n');
}

function codes(command: AnyCommand): string {
  const lines = codesOf(command).map((code) => `  ${String(code).padEnd(4)} ${exitCodes[code]}`);
  return ['Exit codes:', ...lines].join('\n');
}

/** The exit codes that a command can have, in their order. */
export function codesOf({ exitCodes: own }: AnyCommand): readonly ExitCode[] {
  return [...new Set<ExitCode>([0, 2, ...own])].sort((a, b) => a - b);
}
