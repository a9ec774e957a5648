import { reference } from './cli/reference.js';
import { description } from './commands/index.js';
import { configSchema } from './config/config-file.js';

/** The files of the repository that are made from tables here, by their paths from its root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'docs/cli.md': reference(description),
    'holdall.config.schema.json': `${JSON.stringify(configSchema, null, 2)}\n`,
  };
}
