/** The text format of Prometheus 0.0.4, read strictly: what a server would refuse, or promtool warn of, is an error here. */

export interface Family {
  readonly help: string;
  readonly type: string;
  /** By the sample as it was written, labels in their order: `name{label="value"}`. */
  readonly samples: Map<string, number>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: [name: string, family: Family] | undefined;
  let help: [name: string, text: string] | undefined;
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  for (const line of text.slice(0, -1).split('\n')) {
    const [, aboutName, about] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
    const [, typeName, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (aboutName !== undefined) help = [aboutName, about as string];
    else if (typeName !== undefined) {
      if (help?.[0] !== typeName) throw new Error(`no help before ${line}`);
      if (families.has(typeName)) throw new Error(`${typeName} comes twice`);
      checkName(typeName, type as string);
      current = [typeName, { help: help[1], type: type as string, samples: new Map() }];
      families.set(...current);
    } else takeSample(line, current);
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

/** The value of a sample; `undefined` if there is none. */
export function sampleOf(families: Map<string, Family>, sample: string): number | undefined {
  for (const { samples } of families.values()) if (samples.has(sample)) return samples.get(sample);
  return undefined;
}

function checkName(name: string, type: string): void {
  if (!NAME.test(name)) throw new Error(`${name} is no name`);
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
  if (/(_ms|_milliseconds|_kb|_count|_sum|_bucket)$/.test(name)) throw new Error(`${name} is not in base units`);
}

function takeSample(line: string, current: [name: string, family: Family] | undefined): void {
  const [, name, labels = '', value] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  const suffix = current?.[1].type === 'histogram' ? /(_bucket|_sum|_count)$/ : /$/;
  if (!current || name?.replace(suffix, '') !== current[0]) throw new Error(`this belongs to no family: ${line}`);
  checkLabels(labels, line);
  if (!Number.isFinite(Number(value))) throw new Error(`no number: ${line}`);
  const sample = line.slice(0, line.lastIndexOf(' '));
  if (current[1].samples.has(sample)) throw new Error(`comes twice: ${sample}`);
  current[1].samples.set(sample, Number(value));
}

function checkLabels(labels: string, line: string): void {
  const seen = new Set<string>();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labels.length) {
    const [, name] = LABEL.exec(labels) ?? [];
    if (name === undefined || seen.has(name)) throw new Error(`wrong labels: ${line}`);
    seen.add(name);
  }
}

/** Buckets rise, the last one is for everything, and agrees with the count. */
function checkHistogram(name: string, { samples }: Family): void {
  let last = 0;
  let bound = Number.NEGATIVE_INFINITY;
  for (const [sample, value] of samples) {
    const le = /[{,]le="([^"]+)"/.exec(sample)?.[1];
    if (le !== undefined) {
      const next = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
      if (value < last || !(next > bound)) throw new Error(`${sample} does not rise`);
      [last, bound] = [value, next];
    } else if (sample.startsWith(`${name}_count`)) {
      if (bound !== Number.POSITIVE_INFINITY || value !== last) throw new Error(`${sample} is not its last bucket`);
      [last, bound] = [0, Number.NEGATIVE_INFINITY];
    }
  }
}
