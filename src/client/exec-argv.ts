/**
 * Options of Node that say what to run, or how to watch, debug or test it. A worker that inherited them would run the
 * parent's script again, for ever, or wait for a debugger. All others stay: a worker needs its parent's loaders.
 */
const OF_THE_PARENT_ONLY = [
  /^-[ecpi]+$/,
  /^--(eval|print|check|interactive|input-type|run|build-snapshot.*)$/,
  /^--(inspect|debug|test|experimental-test|watch)(-.*)?$/,
];

/** The options that a worker takes over from its parent's `process.execArgv`. */
export function inheritedExecArgv(execArgv: readonly string[]): string[] {
  const inherited: string[] = [];
  let dropping = false;
  for (const argument of execArgv) {
    // What is no option is the value of the option before it: Node ends its own options at the first script.
    if (argument.startsWith('-')) dropping = isOfTheParentOnly(argument);
    if (!dropping) inherited.push(argument);
  }
  return inherited;
}

function isOfTheParentOnly(argument: string): boolean {
  const [name = ''] = argument.split('=', 1);
  return OF_THE_PARENT_ONLY.some((pattern) => pattern.test(name));
}
