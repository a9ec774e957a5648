import { type BinaryKind, binaryKinds } from './extensions.js';

/** What makes a value of a kind from memory of its own; a kind that this version of Node lacks has none. */
const makers = new Map<number, { make: new (memory: ArrayBuffer) => object; elementBytes: number }>();
for (const [name, code] of Object.entries(binaryKinds)) {
  if (code === binaryKinds.ArrayBuffer) continue;
  const make: unknown = Reflect.get(globalThis, name);
  if (typeof make !== 'function') continue;
  const elementBytes: unknown = Reflect.get(make, 'BYTES_PER_ELEMENT');
  makers.set(code, {
    make: make as new (memory: ArrayBuffer) => object,
    elementBytes: typeof elementBytes === 'number' ? elementBytes : 1,
  });
}

/** As the language defines them: fields of a user's may say something else. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const nameOf = getter(typedArray, Symbol.toStringTag);
const extents = ['buffer', 'byteOffset', 'byteLength'] as const;
const extentOfArray = extents.map((name) => getter(typedArray, name));
const extentOfView = extents.map((name) => getter(DataView.prototype, name));

/** The code of a kind, for anything but a `Uint8Array`. */
export function binaryKindOf(value: ArrayBuffer | ArrayBufferView): number {
  if (!ArrayBuffer.isView(value)) return binaryKinds.ArrayBuffer;
  // The name comes from the array's hidden type, so that a subclass travels as what it extends.
  return binaryKinds[(nameOf.call(value) ?? 'DataView') as BinaryKind];
}

/**
 * The bytes, by a view without a class or fields of a user's; of a view only the part it shows. `undefined` where the memory
 * was transferred away, which Node 20 tells only by an error.
 */
export function bytesIn(value: ArrayBuffer | ArrayBufferView): Uint8Array | undefined {
  try {
    if (!ArrayBuffer.isView(value)) return new Uint8Array(value);
    const extent = nameOf.call(value) === undefined ? extentOfView : extentOfArray;
    const [buffer, byteOffset, byteLength] = extent.map((get) => get.call(value));
    return new Uint8Array(buffer as ArrayBuffer, byteOffset as number, byteLength as number);
  } catch {
    return undefined;
  }
}

/** The value in memory of its own, which is aligned and keeps no frame alive; `undefined` for an impossible one. */
export function binaryFromBytes(kind: number, bytes: Uint8Array): object | undefined {
  if (kind === binaryKinds.ArrayBuffer) return copyOf(bytes).buffer;
  const maker = makers.get(kind);
  if (maker === undefined || bytes.length % maker.elementBytes !== 0) return undefined;
  return new maker.make(copyOf(bytes).buffer);
}

/** Not `Buffer.from` and not `bytes.slice` of a Buffer: those share memory. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function getter(prototype: object, name: string | symbol): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: unknown) => unknown;
}
