/** Opens what workers send of their jobs, and tells them when the program refers to the shared objects in it itself. */
import { decodeValue } from '../../wire/index.js';
import type { Answer } from '../messages/messages.js';
import { arrived, type Parcel, unpack } from '../messages/parcel.js';
import { addCallSite } from '../tasks/call-site.js';
import type { WorkerHost } from './host.js';
import type { Job } from './job.js';

/** Settles the job by its answer: at once, or when the shared objects in it have arrived. */
export function settle(job: Job, answer: Answer, from: WorkerHost): void {
  const { kind, id, parcel } = answer;
  try {
    const unpacked = unpack(parcel, `task ${job.name}: the ${kind === 'done' ? 'result' : 'error'}`);
    if (unpacked.proxies.length === 0) return settleBy(unpacked.value, job, answer, from);
    void arrived(unpacked)
      .then(() => settleBy(unpacked.value, job, answer, from))
      .catch((error) => job.reject(error))
      .finally(() => from.send({ kind: 'received', id }));
  } catch (error) {
    job.reject(error);
    from.send({ kind: 'received', id });
  }
}

function settleBy(value: unknown, job: Job, { kind }: Answer, from: WorkerHost): void {
  if (kind === 'done') return job.fulfil(value);
  addCallSite(value, from.label, job.submission.call.site);
  job.reject(value);
}

/**
 * What a job that goes on has sent: its objects are used at once, and said to be received when they have arrived. Gives
 * `undefined` where it cannot be opened; then the job is to stop, for that reason.
 */
export function opened(
  job: Job,
  { id, parcel, what }: { readonly id: number; readonly parcel: Parcel; readonly what: string },
  from: WorkerHost,
): { readonly value: unknown } | undefined {
  try {
    const unpacked = unpack(parcel, `task ${job.name}: the ${what}`);
    const received = () => from.send({ kind: 'received', id });
    if (unpacked.proxies.length > 0) arrived(unpacked).then(received, received);
    return unpacked;
  } catch (error) {
    job.abort(error);
    return undefined;
  }
}

/** What a dying worker gave as the reason; `undefined` for bytes that no worker of ours encoded. */
export function causeIn({ bytes }: Parcel): unknown {
  try {
    return decodeValue(bytes);
  } catch {
    return undefined;
  }
}
