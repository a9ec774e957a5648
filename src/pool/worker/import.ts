import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/**
 * Imports a module as the program itself would. Threads run the program's `--import` options too; but tsx stands back in
 * threads of Node 20, although it works there when it is called.
 */
export async function importAsProgram(module: string): Promise<Record<string, unknown>> {
  if (!isMainThread && !isTsxCalled) await callTsx();
  return import(module);
}

let isTsxCalled = false;

async function callTsx(): Promise<void> {
  isTsxCalled = true;
  for (const loader of importedFirst()) {
    const api = tsxApiOf(loader);
    if (api === undefined) continue;
    const { register } = (await import(api)) as { readonly register: () => void };
    register();
  }
}

/** What the program's options name: `tsx`, or the file of it that its own command names. */
function importedFirst(): string[] {
  const options = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
  const values = options.map((option, i) =>
    option === '--import' ? options[i + 1] : /^--import=(.*)/.exec(option)?.[1],
  );
  return values.filter((value) => value !== undefined && /(^|\/)tsx(\/|$)/.test(value)) as string[];
}

/** Where its face for ECMAScript modules is: `require` would resolve to the other one, which cannot do this. */
function tsxApiOf(loader: string): string | undefined {
  const require = createRequire(loader.startsWith('file:') ? loader : join(process.cwd(), 'program'));
  try {
    const manifest = require.resolve('tsx/package.json');
    return new URL(require(manifest).exports['./esm/api'].import.default, pathToFileURL(manifest)).href;
  } catch {
    return undefined;
  }
}
