import type { CallStatistics, Statistics } from '../../objects/broker/statistics.js';
import { Exposition, type Labels } from './exposition.js';

/**
 * What a broker counted, as the text that Prometheus reads. Labels are names of types and operations, codes and reasons:
 * never names of objects or of clients, so that their number is bounded.
 */
export function prometheusText(statistics: Statistics): string {
  const page = new Exposition();
  tellOfCalls(page, statistics);
  tellOfSessions(page, statistics);
  tellOfObjects(page, statistics);
  tellOfWork(page, statistics);
  return page.text;
}

function tellOfCalls(page: Exposition, { calls }: Statistics): void {
  page.counter(
    'holdall_calls_total',
    "Calls that ended, by how: ok; the code of the error; thrown by a type of users'; late, where an operation has a result for a time that is over; abandoned, where the session ended first.",
    calls.flatMap((of) => labelled(of.ends, 'outcome', namesOf(of))),
  );
  page.gauge(
    'holdall_calls_waiting',
    'Calls that wait at their object now.',
    calls.filter(({ waiting, waits }) => waiting > 0 || waits).map((of) => [namesOf(of), of.waiting] as const),
  );
  page.histogram(
    'holdall_call_wait_seconds',
    'From arrival to end, of calls that had to wait at their object. Others are answered at once: see holdall_packet_seconds.',
    calls.flatMap((of) => (of.waits ? [[namesOf(of), of.waits] as const] : [])),
  );
}

function tellOfSessions(page: Exposition, { sessions }: Statistics): void {
  page.gauge('holdall_sessions', 'Sessions of clients; away: those whose connection is lost and which may resume.', [
    [{ state: 'connected' }, sessions.now - sessions.away],
    [{ state: 'away' }, sessions.away],
  ]);
  page.counter('holdall_sessions_begun_total', 'Sessions that began.', [[{}, sessions.begun]]);
  page.counter(
    'holdall_sessions_ended_total',
    'Sessions that ended, by how: bye, by their client; gone, with their process; not resumed, within their grace; stopped, with the broker; or the code of the error.',
    labelled(sessions.ended, 'reason'),
  );
  page.counter(
    'holdall_refused_total',
    'Clients that were not let in, by the code of the error.',
    labelled(sessions.refused, 'code'),
  );
}

function tellOfObjects(page: Exposition, { objects }: Statistics): void {
  const made = objects.filter((each) => each.made > 0);
  page.gauge(
    'holdall_objects',
    'Shared objects, named and unnamed.',
    made.map(({ type, now }) => [{ type }, now]),
  );
  page.counter(
    'holdall_objects_made_total',
    'Shared objects that were made.',
    made.map((each) => [{ type: each.type }, each.made]),
  );
}

function tellOfWork(page: Exposition, { upMs, traffic, packets, unacknowledgedBytes, process }: Statistics): void {
  page.gauge('holdall_uptime_seconds', 'How long the broker has been there.', [[{}, upMs / 1_000]]);
  page.counter('holdall_frames_total', 'Frames from and to clients, those of handshakes among them.', [
    [{ direction: 'in' }, traffic.framesIn],
    [{ direction: 'out' }, traffic.framesOut],
  ]);
  page.counter('holdall_frame_bytes_total', 'Bytes of frames from and to clients.', [
    [{ direction: 'in' }, traffic.bytesIn],
    [{ direction: 'out' }, traffic.bytesOut],
  ]);
  page.gauge('holdall_unacknowledged_bytes', 'Bytes of answers that clients have not acknowledged yet.', [
    [{}, unacknowledgedBytes],
  ]);
  page.histogram(
    'holdall_packet_seconds',
    'What the broker took for one packet of a client, with all the calls in it, until the answers were handed to the transport.',
    [[{}, packets]],
  );
  page.counter(
    'holdall_event_loop_active_seconds_total',
    'How long the event loop was not idle. Kept awake for a request that is near, it counts as active.',
    [[{}, process.loopActiveMs / 1_000]],
  );
  page.histogram(
    'holdall_event_loop_delay_seconds',
    'How late the event loop was with a timer. Measured from the first scrape on, while scrapes come.',
    process.loopDelay ? [[{}, process.loopDelay]] : [],
  );
}

function namesOf({ type, operation }: CallStatistics): Labels {
  return { type, operation };
}

function labelled(
  counts: Readonly<Record<string, number>>,
  label: string,
  others: Labels = {},
): (readonly [Labels, number])[] {
  return Object.entries(counts).map(([what, count]) => [{ ...others, [label]: what }, count]);
}
