import { ArgumentError } from '../../../protocol/errors.js';
import type { Measure } from '../../objects/broker/top.js';
import { command } from '../cli/command.js';
import type { ExitCode } from '../cli/exit-codes.js';
import { milliseconds, wholeNumber } from '../cli/parsers.js';
import type { World } from '../cli/world.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { jsonOf } from '../output/text.js';
import type { Line } from '../top/frame.js';
import { LiveTop } from '../top/live-top.js';
import { Screen } from '../top/screen.js';

/** Of what is printed, where no terminal says how wide it is. */
const PLAIN_SIZE = { width: 100, height: Number.POSITIVE_INFINITY };

export const top = command({
  name: 'top',
  arguments: [{ name: 'address', summary: 'where the broker listens; the same as --address', isOptional: true }],
  summary: 'watch what a broker does, on a live screen',
  text: 'Shows calls per second, traffic, memory, the objects that hold most, and who holds or waits for longest. At each look the broker goes through all its objects, which keeps its clients waiting for a millisecond or two for every 10,000 of them.\n\nKeys: q quit, s sort, p pause, space look now, + and - interval, h help.',
  options: {
    ...connectionOptions,
    interval: { isFlagOnly: true, value: 'ms', parse: interval, summary: 'the time between two looks', default: 2_000 },
    count: {
      isFlagOnly: true,
      value: 'n',
      parse: count,
      summary: 'end after so many looks; needed where standard output is no terminal',
    },
    sort: {
      isFlagOnly: true,
      value: 'measure',
      choices: ['items', 'bytes', 'waiting'],
      summary: 'what comes first among objects',
      default: 'items',
    },
    ...jsonOption,
  },
  environment: { ...connectionEnvironment, NO_COLOR: 'if it is set, nothing is bold or reversed' },
  examples: [
    { line: 'holdall top', what: 'the broker of `holdall serve`' },
    { line: 'holdall top --count 1', what: 'one look, as text' },
    { line: 'holdall top --count 60 --interval 1000 --json', what: 'a minute of looks, a line of JSON each' },
  ],
  exitCodes: [1, 3, 4, 130, 143],
  async run([address], options, world): Promise<ExitCode> {
    const { interval: intervalMs, count: looks, timeout, sort, json } = options;
    const isLive = canBeLive(world) && !json;
    if (!isLive && looks === undefined) {
      throw new ArgumentError(
        'this is no terminal to show a live screen on: say how many looks to print, as --count 1',
      );
    }
    await using manager = await connect(options, world, address);
    const view = { address: manager.address, sort: sort as Measure, intervalMs, isPaused: false, isHelpShown: false };
    const live = new LiveTop(manager, timeout, view);
    const ended = endedBySignal(live, world);
    if (json) await live.run(() => world.print(jsonOf(live.sample, 0)), looks);
    else if (isLive) await showOnScreen(live, world, looks);
    else await live.run(() => world.print(live.frame(PLAIN_SIZE).map(trimmed).join('\n')), looks);
    return ended();
  },
});

/** The screen is given back before anything else is told. */
async function showOnScreen(live: LiveTop, world: World, looks: number | undefined): Promise<void> {
  const isPlain = Boolean(world.env['NO_COLOR']);
  const draw = () => screen.draw(live.frame(screen.size).map((line) => (isPlain ? line.text : styled(line))));
  using screen: Screen = new Screen(process.stdin, process.stdout, (key) => live.press(key) && draw(), draw);
  await live.run(draw, looks);
}

function canBeLive({ isTerminal, env }: World): boolean {
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Ends the looks at a signal; gives the exit code that says which. */
function endedBySignal(live: LiveTop, world: World): () => ExitCode {
  let code: ExitCode = 0;
  for (const [signal, itsCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 1],
  ] as const) {
    world.onSignal(signal, () => {
      code = itsCode;
      live.end();
    });
  }
  return () => code;
}

function styled({ text, isTitle }: Line): string {
  return isTitle ? `\u001b[7m${text}\u001b[0m` : text;
}

function trimmed({ text }: Line): string {
  return text.trimEnd();
}

function interval(text: string): number {
  const ms = milliseconds(text);
  if (ms >= 100 && ms <= 3_600_000) return ms;
  throw new ArgumentError('it must be a number of milliseconds, 100 to 3600000');
}

function count(text: string): number {
  const looks = wholeNumber(text);
  if (looks > 0) return looks;
  throw new ArgumentError('it must be a whole number, 1 or more');
}
