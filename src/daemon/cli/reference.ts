import type { AnyCommand } from './command.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { codesOf } from './help.js';
import { description, flags } from './option.js';
import { argumentTerm, type ProgramDescription, sentences } from './program.js';

/** docs/cli.md: everything that the table of commands says, in one page. */
export function reference({ summary, commands }: ProgramDescription): string {
  const parts = [
    '# holdall: the command line',
    summary,
    'This page is made from the same table as `--help` and the shell completion, by `npm run generate`. How to run a broker is told in\n[docs/operate.md](operate.md).',
    'An option that names an environment variable can be set by it too, and one that names a key of the configuration file, there.\nThe command line goes before the environment, that before the file. An empty variable is as none.',
    commands.map(({ name, summary }) => `- [\`holdall ${name}\`](#holdall-${name}): ${summary}`).join('\n'),
    ...commands.flatMap(section),
    '## Exit codes',
    Object.entries(exitCodes)
      .map(([code, meaning]) => `- **${code}**: ${meaning}`)
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(command: AnyCommand): readonly string[] {
  const { name, summary, text, options, environment = {}, examples } = command;
  const terms = (command.arguments ?? []).map(argumentTerm);
  const synopsis = ['holdall', name, ...(Object.keys(options).length > 0 ? ['[options]'] : []), ...terms].join(' ');
  return [
    `## holdall ${name}`,
    fenced(synopsis),
    sentences(summary, text),
    ...(command.arguments ?? []).map((argument) => `- \`${argumentTerm(argument)}\`: ${argument.summary}`),
    ...optionLists(command),
    listUnder(
      'Environment',
      Object.entries(environment).map(([variable, what]) => `\`${variable}\`: ${what}`),
    ),
    examples.length === 0 ? '' : fenced(examples.map(({ line, what }) => `${line}    # ${what}`).join('\n')),
    `Exit codes: ${codesOf(command).map(codeText).join(', ')}.`,
  ].filter((part) => part !== '');
}

function optionLists({ options }: AnyCommand): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [name, option] of Object.entries(options)) {
    const { group = 'Options' } = option;
    const line = `\`${flags(name, option)}\`: ${description(name, option)}`;
    groups.set(group, [...(groups.get(group) ?? []), line]);
  }
  return [...groups].map(([group, lines]) => listUnder(group, lines));
}

function listUnder(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `**${title}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}

function codeText(code: ExitCode): string {
  return `${code} (${exitCodes[code].split(/[;:]/)[0]})`;
}
