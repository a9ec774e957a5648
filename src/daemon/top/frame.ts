import type { Measure } from '../../objects/broker/top.js';
import { shown } from '../output/text.js';
import { bytes, duration, rate, whole } from '../output/units.js';
import { padded } from '../output/width.js';
import { type Rates, ratesBetween, type Sample } from './sample.js';
import { linesOf, shares } from './section.js';
import { sectionsOf } from './tables.js';

/** What the user has chosen to see. */
export interface View {
  readonly address: string;
  readonly sort: Measure;
  readonly intervalMs: number;
  readonly isPaused: boolean;
  readonly isHelpShown: boolean;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A line of the screen. Titles stand out, as far as the terminal may show it. */
export interface Line {
  readonly text: string;
  readonly isTitle: boolean;
}

const KEYS = 'q quit  s sort  p pause  +/- interval  h help';

const HELP = [
  'q, Ctrl-C   quit',
  's           sort objects by the things they hold, by their bytes, or by the calls that wait',
  'p           pause and go on',
  'Space       look now',
  '+ and -     look more often, or less',
  'h, ?        this help, and back',
  '',
  'Rates are those since the look before; in the first look, since the broker was started.',
  'Late: the bound of the bucket that 99 of 100 looks at the event loop were within.',
  'A holder or waiter is a client by its number, as in `holdall clients`.',
];

/** The lines of the screen: all of them, each as wide as it is. */
export function frameOf(before: Sample | undefined, now: Sample, view: View, { width, height }: Size): Line[] {
  const rates = ratesBetween(before, now);
  const head = [titleOf(now, view), ...summary(now, rates)];
  const body = view.isHelpShown ? HELP.map(plain) : tables(before, now, rates, view, width, height - head.length - 1);
  const lines = [...head, ...body].slice(0, Math.max(0, height - 1));
  while (lines.length < height - 1 && height !== Number.POSITIVE_INFINITY) lines.push(plain(''));
  if (height !== Number.POSITIVE_INFINITY) lines.push({ text: KEYS, isTitle: true });
  return lines.map(({ text, isTitle }) => ({ text: padded(width, text, 'left'), isTitle }));
}

function tables(
  before: Sample | undefined,
  now: Sample,
  rates: Rates,
  view: View,
  width: number,
  room: number,
): Line[] {
  // Each takes a line for its titles and one for a row at least; those that do not fit are left out, the last first.
  const sections = sectionsOf(before, now, rates, view.sort).slice(0, Math.max(0, Math.floor(room / 2)));
  const rows = shares(sections, room - sections.length);
  return sections.flatMap((section, place) =>
    linesOf(section, width, rows[place] as number).map((text, line) => ({ text, isTitle: line === 0 })),
  );
}

function titleOf({ statistics }: Sample, { address, intervalMs, isPaused }: View): Line {
  const pace = isPaused ? 'PAUSED' : `every ${duration(intervalMs)}`;
  return { text: `holdall top  ${shown(address)}  up ${duration(statistics.upMs)}  ${pace}`, isTitle: true };
}

function summary({ statistics, top }: Sample, rates: Rates): Line[] {
  const { sessions, objects, calls, process, unacknowledgedBytes } = statistics;
  const there = objects.reduce((sum, { now }) => sum + now, 0);
  const waiting = calls.reduce((sum, call) => sum + call.waiting, 0);
  const refused = Object.values(sessions.refused).reduce((sum, count) => sum + count, 0);
  return [
    `Sessions ${whole(sessions.now)} (${whole(sessions.away)} away, ${whole(sessions.begun)} begun, ${whole(refused)} refused)  objects ${whole(there)}  waiting ${whole(waiting)}`,
    `Calls    ${rate(rates.calls)}/s, ok ${rate(rates.ok)}/s, other ${rate(rates.calls - rates.ok)}/s  packet p50 ${within(rates.packetP50Ms)}, p99 ${within(rates.packetP99Ms)}`,
    `Traffic  in ${rate(rates.framesIn)} frames/s ${bytes(rates.bytesIn)}/s  out ${rate(rates.framesOut)} frames/s ${bytes(rates.bytesOut)}/s`,
    `Memory   rss ${bytes(process.rssBytes)}  heap ${bytes(process.heapUsedBytes)}  objects ${bytes(top.bytes)}  unacknowledged ${bytes(unacknowledgedBytes)}`,
    `Loop     busy ${percent(rates.loopActive)}  processor ${percent(rates.processor)}  late p99 ${within(rates.loopLateP99Ms)}`,
  ].map(plain);
}

function plain(text: string): Line {
  return { text, isTitle: false };
}

function within(bound: number | undefined): string {
  if (bound === undefined) return '-';
  if (bound === Number.POSITIVE_INFINITY) return 'beyond all';
  return bound < 1 ? `≤${bound} ms` : `≤${duration(bound)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
