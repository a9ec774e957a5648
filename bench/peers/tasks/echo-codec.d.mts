type Packet = readonly [number: number, received: number, messages: readonly (readonly unknown[])[]];

export function encode(item: unknown): Buffer;
export function decode(bytes: Uint8Array): unknown;
export function answer(packet: Packet, value: Uint8Array): Packet;
