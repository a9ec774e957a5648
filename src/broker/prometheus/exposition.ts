import type { HistogramStatistics } from '../../objects/broker/statistics.js';

export type Labels = Readonly<Record<string, string>>;

const MS_PER_SECOND = 1_000;

/** Metrics in the text format of Prometheus, version 0.0.4. */
export class Exposition {
  #lines: string[] = [];

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  /** A value that only rises. Its name ends with `_total`. */
  counter(name: string, help: string, samples: Iterable<readonly [Labels, number]>): void {
    this.#family(name, 'counter', help, samples);
  }

  gauge(name: string, help: string, samples: Iterable<readonly [Labels, number]>): void {
    this.#family(name, 'gauge', help, samples);
  }

  /** Times, in seconds. Its name ends with `_seconds`. */
  histogram(name: string, help: string, samples: Iterable<readonly [Labels, HistogramStatistics]>): void {
    const all = [...samples];
    if (all.length === 0) return;
    this.#head(name, 'histogram', help);
    for (const [labels, histogram] of all) this.#buckets(name, labels, histogram);
  }

  #family(name: string, kind: string, help: string, samples: Iterable<readonly [Labels, number]>): void {
    const all = [...samples];
    if (all.length === 0) return;
    this.#head(name, kind, help);
    for (const [labels, value] of all) this.#sample(name, labels, value);
  }

  #head(name: string, kind: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${kind}`);
  }

  /** Buckets count all that is not longer than their bound, the last one everything. */
  #buckets(name: string, labels: Labels, { boundsMs, counts, sumMs }: HistogramStatistics): void {
    let count = 0;
    for (const [place, each] of counts.entries()) {
      count += each;
      const bound = boundsMs[place];
      const le = bound === undefined ? '+Inf' : String(bound / MS_PER_SECOND);
      this.#sample(`${name}_bucket`, { ...labels, le }, count);
    }
    this.#sample(`${name}_sum`, labels, sumMs / MS_PER_SECOND);
    this.#sample(`${name}_count`, labels, count);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text).replaceAll('"', '\\"')}"`);
    this.#lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`);
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
