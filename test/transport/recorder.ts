import type { LinkEvents } from '../../src/transport/transport.js';

/** The owner of a link: keeps what it hears, in order, and lets a test wait for it. */
export class Recorder implements LinkEvents {
  readonly frames: Uint8Array[] = [];
  /** Everything heard, as `frame` and `down`, to see what came after what. */
  readonly heard: string[] = [];
  readonly #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];

  onFrame(frame: Uint8Array): void {
    this.frames.push(frame);
    this.#hear('frame');
  }

  onDown(reason: string): void {
    this.reasons.push(reason);
    this.#hear('down');
  }

  readonly reasons: string[] = [];

  /** The frames as text, once there are at least `count`. */
  async texts(count: number): Promise<string[]> {
    await this.#until(() => this.frames.length >= count);
    return this.frames.map(text);
  }

  /** Why the link went down, once it has. */
  async down(): Promise<string> {
    await this.#until(() => this.reasons.length > 0);
    return this.reasons[0] as string;
  }

  #hear(what: string): void {
    this.heard.push(what);
    for (const waiter of [...this.#waiting]) {
      if (!waiter.isThere()) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  }

  #until(isThere: () => boolean): Promise<void> {
    if (isThere()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isThere, resolve }));
  }
}

export function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

export function text(frame: Uint8Array): string {
  return new TextDecoder().decode(frame);
}
