import type { Verdict } from './checker.js';
import type { Operation } from './history.js';

/** As many operations at the end of a long order are shown. */
const SHOWN = 20;

/** A verdict for people. */
export function report({ object, type, is, order, stuck, state, steps }: Verdict): string {
  const title = `${type} ${object} is ${is === 'unknown' ? `neither proved nor refuted after ${steps} steps` : is}`;
  if (is === 'linearizable') return title;
  const left = order.length - SHOWN;
  return [
    `${title}. In the longest order found these come one after the other:`,
    ...(left > 0 ? [`  (${left} before)`] : []),
    ...order.slice(-SHOWN).map(line),
    `which leaves it as ${state}. None of these can come next:`,
    ...stuck.map(line),
  ].join('\n');
}

export function line({ client, name, args, called, returned, outcome }: Operation): string {
  const call = `${name}(${args.map(text).join(', ')})`;
  return `  ${client}: ${call} ${answer(outcome)}, from ${called} to ${returned}`;
}

function answer(outcome: Operation['outcome']): string {
  if (outcome.kind === 'unknown') return 'in doubt';
  return outcome.kind === 'error' ? `refused with ${outcome.code}` : `-> ${text(outcome.value)}`;
}

function text(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
