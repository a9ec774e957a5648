import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a table is worth nothing without. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(2);
  return `Node ${process.version} · ${availableParallelism()} × ${model}, ${memory} · ${type()} ${release()} · load before ${load}`;
}
