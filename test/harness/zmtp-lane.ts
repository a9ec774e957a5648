import type { Socket } from 'node:net';
import { GREETING_BYTES } from '../../src/transport/greeting.js';
import { commandFrame, type Frame, FrameReader, messageFrame } from '../../src/transport/zmtp/frames.js';

/** What one end of a connection sends, on its way to the other end, frame by frame. */
export class ZmtpLane {
  readonly #to: Socket;
  /** Called for each message, the `number`th; it carries the message on, or does not. */
  readonly #onMessage: (body: Buffer, number: number) => void;
  readonly #reader = new FrameReader();
  #greetingBytes = 0;
  #messages = 0;
  /** What came while the lane was held; `undefined` is the end of everything. */
  readonly #waiting: (Frame | undefined)[] = [];
  #isHeld = false;
  #isBlocked = false;
  /** Copies that are to arrive when so many messages were carried. */
  #copies: { readonly body: Buffer; readonly at: number }[] = [];

  constructor(from: Socket, to: Socket, onMessage: (body: Buffer, number: number) => void) {
    this.#to = to;
    this.#onMessage = onMessage;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#carry(undefined));
  }

  /** To the other end with it. */
  write(body: Buffer): void {
    for (const piece of messageFrame(body)) this.#to.write(piece);
  }

  /** A part of a message leaves; `onLeft` is called when the system has it. */
  writePart(body: Buffer, onLeft: () => void): void {
    const bytes = Buffer.concat(messageFrame(body));
    this.#to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), onLeft);
  }

  writeAgain(body: Buffer, behind: number): void {
    this.#copies.push({ body, at: this.#messages + behind });
  }

  /** From now on what comes waits; `first` is ahead of it. */
  hold(first?: Buffer): void {
    this.#isHeld = true;
    if (first) this.#waiting.unshift({ isCommand: false, body: first });
  }

  /** What waited is carried on. */
  release(): void {
    this.#isHeld = false;
    while (!this.#isHeld && this.#waiting.length > 0) this.#carry(this.#waiting.shift());
  }

  /** All that waits leaves as it is, and the other end hears that this was all. */
  finish(): void {
    for (const frame of this.#waiting.splice(0)) if (frame) this.#pass(frame);
    this.#to.end();
  }

  /** From now on nothing arrives. */
  block(): void {
    this.#isBlocked = true;
  }

  #take(bytes: Buffer): void {
    const greeting = bytes.subarray(0, GREETING_BYTES - this.#greetingBytes);
    this.#greetingBytes += greeting.length;
    if (greeting.length > 0) this.#to.write(greeting);
    this.#reader.push(bytes);
    for (let frame = this.#reader.next(); frame; frame = this.#reader.next()) this.#carry(frame);
  }

  #carry(frame: Frame | undefined): void {
    if (this.#isBlocked) return;
    if (this.#isHeld) this.#waiting.push(frame);
    else if (frame === undefined) this.#to.end();
    else if (frame.isCommand) this.#pass(frame);
    else this.#carryMessage(frame.body);
  }

  #carryMessage(body: Buffer): void {
    this.#onMessage(body, ++this.#messages);
    if (this.#isHeld || this.#isBlocked) return;
    const due = this.#copies.filter(({ at }) => at <= this.#messages);
    this.#copies = this.#copies.filter(({ at }) => at > this.#messages);
    for (const copy of due) this.write(copy.body);
  }

  #pass({ isCommand, body }: Frame): void {
    if (isCommand) this.#to.write(commandFrame(body));
    else this.write(body);
  }
}
