import { ByteWriter } from './byte-writer.js';

/** Making a writer costs more than most values, so one is lent again and again. A getter that encodes gets another. */
let idle: ByteWriter | undefined = new ByteWriter();

/** Lends a writer that has begun. What `use` returns must not refer to it. */
export function borrowWriter<Result>(maxBytes: number, what: string, use: (writer: ByteWriter) => Result): Result {
  const writer = idle ?? new ByteWriter();
  idle = undefined;
  try {
    writer.begin(maxBytes, what);
    return use(writer);
  } finally {
    writer.shrink();
    idle = writer;
  }
}
