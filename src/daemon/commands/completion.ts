import { type AnyCommand, command } from '../cli/command.js';
import { bashCompletion } from '../cli/completion/bash.js';
import { fishCompletion } from '../cli/completion/fish.js';
import { zshCompletion } from '../cli/completion/zsh.js';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof shells;

/** Made of all other commands, and of itself. */
export function completionOf(commands: () => readonly AnyCommand[]): AnyCommand {
  return command({
    name: 'completion',
    arguments: [{ name: 'shell', summary: 'bash, zsh or fish', choices: Object.keys(shells) }],
    summary: 'print what teaches a shell to complete commands and options',
    options: {},
    examples: [
      { line: 'eval "$(holdall completion bash)"', what: 'bash: in ~/.bashrc' },
      { line: 'eval "$(holdall completion zsh)"', what: 'zsh: in ~/.zshrc, after compinit' },
      { line: 'holdall completion fish > ~/.config/fish/completions/holdall.fish', what: 'fish: once' },
    ],
    exitCodes: [],
    async run([shell], _, world) {
      world.print(shells[shell as Shell](commands()).trimEnd());
      return 0;
    },
  });
}
