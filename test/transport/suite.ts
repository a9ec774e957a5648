import { afterEach, describe, expect, test } from 'vitest';
import { ArgumentError, ConnectError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { NobodyListens } from '../../src/transport/refusal.js';
import type { ClientLink, Link, Listener, Transport } from '../../src/transport/transport.js';
import { bytes, Recorder, text } from './recorder.js';

/** One implementation, and addresses for it. */
export interface Subject {
  readonly transport: Transport;
  /** An address to listen at that nobody uses. */
  freeAddress(): string;
  /** An address that is well formed and where nobody listens. */
  deadAddress(): string;
  readonly malformed: readonly string[];
  readonly breakable: boolean;
}

/** The broker's side in a test: the links it was given, with what each heard, in the order in which they appeared. */
export class Host {
  readonly links: Link[] = [];
  readonly recorders: Recorder[] = [];
  readonly #waiting: (() => void)[] = [];

  /** Called for each new link before it hears anything. */
  greet: (link: Link) => void = () => {};

  readonly onLink = (link: Link): Recorder => {
    const recorder = new Recorder();
    this.links.push(link);
    this.recorders.push(recorder);
    this.greet(link);
    for (const wake of this.#waiting.splice(0)) wake();
    return recorder;
  };

  /** The link that appeared as the `index`th, once it has. */
  async peer(index = 0): Promise<{ link: Link; heard: Recorder }> {
    while (this.links.length <= index) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return { link: this.links[index] as Link, heard: this.recorders[index] as Recorder };
  }
}

/** Longer than any connection of these tests takes, shorter than a test may. */
export const CONNECT_MS = 4_000;

/** Opens listeners and links of one transport, and closes all that a test left open. */
export class Bench {
  readonly #subject: Subject;
  readonly #listeners: Listener[] = [];
  readonly #links: Link[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async listen(host = new Host(), address = this.#subject.freeAddress()): Promise<{ host: Host; listener: Listener }> {
    const listener = await this.#subject.transport.listen(address, host.onLink);
    this.#listeners.push(listener);
    return { host, listener };
  }

  async connect(address: string): Promise<{ link: ClientLink; heard: Recorder }> {
    const heard = new Recorder();
    const link = await this.#subject.transport.connect(address, heard, CONNECT_MS);
    this.#links.push(link);
    return { link, heard };
  }

  /** A connection whose broker side has appeared: it has heard one frame, `hello`. */
  async pair(): Promise<Pair> {
    const { host, listener } = await this.listen();
    const guest = await this.connect(listener.address);
    guest.link.send(bytes('hello'));
    const server = await host.peer();
    await server.heard.texts(1);
    return { host, listener, guest, server };
  }

  async close(): Promise<void> {
    for (const link of this.#links.splice(0)) link.close();
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }
}

export interface Pair {
  readonly host: Host;
  readonly listener: Listener;
  readonly guest: { readonly link: ClientLink; readonly heard: Recorder };
  readonly server: { readonly link: Link; readonly heard: Recorder };
}

/** The contract of `src/transport/transport.ts`, for any implementation. */
export function transportSuite(name: string, subject: Subject): void {
  describe(name, () => {
    const bench = new Bench(subject);
    afterEach(() => bench.close());

    describe('frames', () => {
      test('arrive whole and in the order they were sent, in both directions', async () => {
        const { guest, server } = await bench.pair();
        for (let i = 0; i < 1_000; i++) guest.link.send(bytes(`to broker ${i}`));
        for (let i = 0; i < 1_000; i++) server.link.send(bytes(`to client ${i}`));
        const toBroker = await server.heard.texts(1_001);
        const toClient = await guest.heard.texts(1_000);
        expect(toBroker.slice(1)).toEqual(Array.from({ length: 1_000 }, (_, i) => `to broker ${i}`));
        expect(toClient).toEqual(Array.from({ length: 1_000 }, (_, i) => `to client ${i}`));
      });

      test('keep their boundaries and every byte, whatever their size', async () => {
        const { guest, server } = await bench.pair();
        const sizes = [1, 2, 127, 128, 129, 255, 256, 65_535, 65_536, 3_000_000];
        const sent = sizes.map((size) => new Uint8Array(size).map((_, i) => (i * 31 + size) & 0xff));
        for (const frame of sent) guest.link.send(frame.slice());
        await server.heard.texts(1 + sizes.length);
        const received = server.heard.frames.slice(1);
        expect(received.map((frame) => frame.length)).toEqual(sizes);
        expect(received.every((frame, i) => Buffer.from(frame).equals(sent[i] as Uint8Array))).toBe(true);
      });

      test('may be a part of a larger buffer', async () => {
        const { guest, server } = await bench.pair();
        guest.link.send(bytes('xxxmiddlexxx').subarray(3, 9));
        expect(await server.heard.texts(2)).toEqual(['hello', 'middle']);
      });

      test('may be sent in pieces, and arrive as one that shares no memory with them', async () => {
        const { guest, server } = await bench.pair();
        const pieces = [bytes('small'), bytes('large'.repeat(20_000)), bytes('larger'.repeat(100_000)), bytes('end')];
        const whole = text(Buffer.concat(pieces));
        guest.link.send(...pieces);
        server.link.send(...pieces);
        await Promise.all([server.heard.texts(2), guest.heard.texts(1)]);
        for (const piece of pieces) piece.fill(0);
        expect(text(server.heard.frames[1] as Uint8Array)).toBe(whole);
        expect(text(guest.heard.frames[0] as Uint8Array)).toBe(whole);
      });

      test('that a client gives back do not change those that it keeps', async () => {
        const { guest, server } = await bench.pair();
        const sizes = [100_000, 200_000, 70_000, 100, 200_000, 3_000_000, 100_000];
        for (const size of sizes) {
          server.link.send(new Uint8Array(size).fill(size % 251));
          const count = guest.heard.frames.length + 1;
          await guest.heard.texts(count);
          // The one before stays.
          if (count % 2 === 1) guest.link.reuse(guest.heard.frames[count - 1] as Uint8Array);
        }
        const kept = guest.heard.frames.filter((_, index) => index % 2 === 1);
        expect(kept.map((frame) => frame.length)).toEqual([200_000, 100, 3_000_000]);
        for (const frame of kept) expect(frame.every((byte) => byte === frame.length % 251)).toBe(true);
      });

      test('that were received stay valid while more arrive', async () => {
        const { guest, server } = await bench.pair();
        guest.link.send(bytes('kept'.repeat(100)));
        await server.heard.texts(2);
        const kept = server.heard.frames[1] as Uint8Array;
        for (let i = 0; i < 500; i++) guest.link.send(bytes(`later ${i}`.repeat(100)));
        await server.heard.texts(502);
        expect(text(kept)).toBe('kept'.repeat(100));
      });

      test('that are empty are not carried, and do not disturb those around them', async () => {
        const { guest, server } = await bench.pair();
        guest.link.send(new Uint8Array(0));
        guest.link.send(bytes('to broker'));
        server.link.send(new Uint8Array(0));
        server.link.send(bytes('to client'));
        expect(await server.heard.texts(2)).toEqual(['hello', 'to broker']);
        expect(await guest.heard.texts(1)).toEqual(['to client']);
      });

      test('of the greatest length allowed arrive', async () => {
        const { guest, server } = await bench.pair();
        guest.link.send(new Uint8Array(limits.frameBytes));
        await server.heard.texts(2);
        expect(server.heard.frames[1]?.length).toBe(limits.frameBytes);
      });

      test('of different links do not mix', async () => {
        const { host, listener } = await bench.listen();
        const first = await bench.connect(listener.address);
        first.link.send(bytes('I am the first'));
        await (await host.peer(0)).heard.texts(1);
        const second = await bench.connect(listener.address);
        second.link.send(bytes('I am the second'));
        const { link, heard } = await host.peer(1);
        expect(await heard.texts(1)).toEqual(['I am the second']);
        link.send(bytes('for the second'));
        (await host.peer(0)).link.send(bytes('for the first'));
        expect(await first.heard.texts(1)).toEqual(['for the first']);
        expect(await second.heard.texts(1)).toEqual(['for the second']);
      });
    });

    describe('an owner is never re-entered', () => {
      test('neither frames nor the end of a link are told from within a call', async () => {
        const { host, listener } = await bench.listen();
        let inside = false;
        const violations: string[] = [];
        const call = (action: () => void): void => {
          inside = true;
          action();
          inside = false;
        };
        const watch = (recorder: Recorder): void => {
          const { onFrame, onDown } = recorder;
          recorder.onFrame = (frame) => {
            if (inside) violations.push('frame');
            onFrame.call(recorder, frame);
          };
          recorder.onDown = (reason) => {
            if (inside) violations.push('down');
            onDown.call(recorder, reason);
          };
        };
        const guest = await bench.connect(listener.address);
        watch(guest.heard);
        call(() => guest.link.send(bytes('one')));
        const server = await host.peer();
        watch(server.heard);
        call(() => {
          server.link.send(bytes('two'));
          guest.link.send(bytes('three'));
          guest.link.ref();
        });
        await guest.heard.texts(1);
        await server.heard.texts(2);
        call(() => server.link.close());
        await guest.heard.down();
        expect(violations).toEqual([]);
      });

      test('nothing is told before connect has given the link to its caller', async () => {
        const host = new Host();
        host.greet = (link) => link.send(bytes('welcome'));
        const { listener } = await bench.listen(host);
        const { link, heard } = await bench.connect(listener.address);
        expect(heard.heard).toEqual([]);
        link.send(bytes('hello'));
        expect(await heard.texts(1)).toEqual(['welcome']);
      });

      test('a link may be used from within its own events, and while it is being taken', async () => {
        const host = new Host();
        host.greet = (link) => link.send(bytes('welcome'));
        const { listener } = await bench.listen(host);
        const { link, heard } = await bench.connect(listener.address);
        heard.onFrame = function answer(frame) {
          link.send(bytes(`thanks for ${text(frame)}`));
          Recorder.prototype.onFrame.call(this, frame);
        };
        link.send(bytes('hello'));
        const server = await host.peer();
        expect(await server.heard.texts(2)).toEqual(['hello', 'thanks for welcome']);
      });
    });

    describe('the end of a link', () => {
      test('that the client closed is told to the broker once, after the last frame', async () => {
        const { guest, server } = await bench.pair();
        for (let i = 0; i < 500; i++) guest.link.send(new Uint8Array(20_000));
        guest.link.close();
        expect(await server.heard.down()).not.toBe('');
        expect(server.heard.heard).toEqual([...Array<string>(501).fill('frame'), 'down']);
      });

      test('that the broker closed is told to the client once, after the last frame', async () => {
        const { guest, server } = await bench.pair();
        for (let i = 0; i < 500; i++) server.link.send(new Uint8Array(20_000));
        server.link.close();
        expect(await guest.heard.down()).not.toBe('');
        expect(guest.heard.heard).toEqual([...Array<string>(500).fill('frame'), 'down']);
      });

      test('that a closing listener brings is told to each client once, after the last frame', async () => {
        const { listener, guest, server } = await bench.pair();
        const silent = await bench.connect(listener.address);
        for (let i = 0; i < 500; i++) server.link.send(new Uint8Array(20_000));
        await listener.close();
        await guest.heard.down();
        await silent.heard.down();
        expect(guest.heard.heard).toEqual([...Array<string>(500).fill('frame'), 'down']);
        expect(silent.heard.heard).toEqual(['down']);
      });

      test('is not told to the side that closed it, and that side hears no more frames', async () => {
        const { host, listener, guest, server } = await bench.pair();
        server.link.send(bytes('under way'));
        guest.link.close();
        await server.heard.down();
        const other = await bench.connect(listener.address);
        other.link.send(bytes('hello'));
        const otherServer = await host.peer(1);
        otherServer.link.close();
        await other.heard.down();
        expect(guest.heard.heard).toEqual([]);
        expect(otherServer.heard.heard.includes('down')).toBe(false);
      });

      test('leaves the other links of the listener as they are', async () => {
        const { host, listener, guest, server } = await bench.pair();
        const other = await bench.connect(listener.address);
        other.link.send(bytes('hello'));
        await host.peer(1);
        other.link.close();
        await (await host.peer(1)).heard.down();
        guest.link.send(bytes('still here'));
        server.link.send(bytes('you too'));
        expect(await server.heard.texts(2)).toEqual(['hello', 'still here']);
        expect(await guest.heard.texts(1)).toEqual(['you too']);
        expect(guest.heard.heard).toEqual(['frame']);
      });

      test('makes send and close do nothing, as often as they are called', async () => {
        const { guest, server } = await bench.pair();
        guest.link.close();
        guest.link.close();
        guest.link.send(bytes('too late'));
        await server.heard.down();
        server.link.send(bytes('too late'));
        server.link.close();
        server.link.close();
        expect(guest.heard.heard).toEqual([]);
        expect(server.heard.heard).toEqual(['frame', 'down']);
      });

      test('may come while frames are being sent, and send does not mind', async () => {
        const { guest, server } = await bench.pair();
        server.link.close();
        for (let i = 0; i < 2_000; i++) guest.link.send(bytes('into the void'));
        await guest.heard.down();
        for (let i = 0; i < 2_000; i++) guest.link.send(bytes('into the void'));
        expect(guest.heard.heard).toEqual(['down']);
        expect(server.heard.heard).toEqual(['frame']);
      });

      test('may be brought about by the owner in the middle of its frames, and is the end of them', async () => {
        const { guest, server } = await bench.pair();
        guest.heard.onFrame = function closeAtFirst(frame) {
          Recorder.prototype.onFrame.call(this, frame);
          guest.link.close();
        };
        for (let i = 0; i < 10; i++) server.link.send(bytes(`frame ${i}`));
        await server.heard.down();
        expect(guest.heard.heard).toEqual(['frame']);
      });

      test('comes of a frame over the limit, on both sides, and no other link is harmed', async () => {
        const { host, listener, guest, server } = await bench.pair();
        const other = await bench.connect(listener.address);
        other.link.send(bytes('hello'));
        const otherServer = await host.peer(1);
        guest.link.send(new Uint8Array(limits.frameBytes + 1));
        await guest.heard.down();
        await server.heard.down();
        expect(server.heard.heard).toEqual(['frame', 'down']);
        other.link.send(bytes('still here'));
        expect(await otherServer.heard.texts(2)).toEqual(['hello', 'still here']);
        otherServer.link.send(new Uint8Array(limits.frameBytes + 1));
        await other.heard.down();
        await otherServer.heard.down();
        expect(other.heard.heard).toEqual(['down']);
      });
    });

    describe('a link that was unreferenced', () => {
      test('still hears frames and the end, while the process lives', async () => {
        const { guest, server } = await bench.pair();
        guest.link.unref();
        server.link.send(bytes('news'));
        expect(await guest.heard.texts(1)).toEqual(['news']);
        server.link.send(bytes('more news'));
        server.link.close();
        await guest.heard.down();
        expect(guest.heard.heard).toEqual(['frame', 'frame', 'down']);
      });

      test('can be referenced again, at any moment', async () => {
        const { guest, server } = await bench.pair();
        server.heard.onFrame = (frame) => server.link.send(frame);
        for (let i = 0; i < 20; i++) {
          guest.link.unref();
          guest.link.send(bytes(`round ${i}`));
          guest.link.ref();
          await guest.heard.texts(i + 1);
        }
        expect(guest.heard.frames.length).toBe(20);
      });
    });

    describe('listen', () => {
      test('gives an address at which clients reach it', async () => {
        const { listener } = await bench.pair();
        expect(subject.transport.schemes).toContain(listener.address.split('://')[0]);
        expect(listener.breakable).toBe(subject.breakable);
      });

      test('refuses an address that is taken, and leaves its owner alone', async () => {
        const { listener, guest, server } = await bench.pair();
        const second = subject.transport.listen(listener.address, new Host().onLink);
        await expect(second).rejects.toBeInstanceOf(ConnectError);
        await expect(second).rejects.toThrow(/in use/);
        guest.link.send(bytes('still yours'));
        expect(await server.heard.texts(2)).toEqual(['hello', 'still yours']);
      });

      test('gives the address to one of two that want it at the same time', async () => {
        const probe = await bench.listen();
        const address = probe.listener.address;
        await probe.listener.close();
        const both = await Promise.allSettled([bench.listen(new Host(), address), bench.listen(new Host(), address)]);
        expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      });

      test('can have the address again after its listener was closed', async () => {
        const { listener } = await bench.pair();
        await listener.close();
        await listener.close();
        const again = await bench.listen(new Host(), listener.address);
        const { link } = await bench.connect(listener.address);
        link.send(bytes('hello again'));
        expect(await (await again.host.peer()).heard.texts(1)).toEqual(['hello again']);
      });

      test.each(subject.malformed)('refuses the malformed address %j', async (address) => {
        await expect(subject.transport.listen(address, new Host().onLink)).rejects.toBeInstanceOf(ArgumentError);
      });
    });

    describe('connect', () => {
      test('rejects when nobody listens, and says where it tried, and that there is nobody', async () => {
        const address = subject.deadAddress();
        const attempt = subject.transport.connect(address, new Recorder(), CONNECT_MS);
        await expect(attempt).rejects.toBeInstanceOf(NobodyListens);
        await expect(attempt).rejects.toMatchObject({ name: 'ConnectError', code: 'CONNECT' });
        await expect(attempt).rejects.toThrow(address);
      });

      test('rejects after the listener was closed', async () => {
        const { listener } = await bench.listen();
        await listener.close();
        const attempt = subject.transport.connect(listener.address, new Recorder(), CONNECT_MS);
        await expect(attempt).rejects.toBeInstanceOf(NobodyListens);
      });

      test('takes many links at the same time', async () => {
        const { host, listener } = await bench.listen();
        const guests = await Promise.all(Array.from({ length: 200 }, () => bench.connect(listener.address)));
        for (const [i, { link }] of guests.entries()) link.send(bytes(`guest ${i}`));
        const names = await Promise.all(guests.map(async (_, i) => (await (await host.peer(i)).heard.texts(1))[0]));
        expect(new Set(names).size).toBe(200);
      });
    });
  });
}
