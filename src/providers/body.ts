/**
 * The body of a response as a stream: decompressed and, if it is a reply, read no more often than the screen is drawn.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { replyPaceMs } from '../core/reply.ts';
import { codedError } from './evidence.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A connection stops reading as soon as one byte is waiting to be taken: between two looks, the pieces stay in the
 * system's buffer and do not wake the program. (`highWaterMark` of the connection, and so of the responses on it.)
 */
export const oneByte = 1;
/** More than this at once comes from a server in a hurry: it is passed on and the next is read at once. In bytes. */
const hurried = 32_768;
/** The first looks are not delayed: they bring the protocol's greeting and the first words. */
const freeLooks = 3;

/**
 * Fails with ECONNRESET when the body ends too early, with ERR_BODY_TOO_LONG when it is endless. Throws when its
 * encoding is unknown (ERR_UNKNOWN_ENCODING). `hear` gets every piece that is read.
 */
export function toBody(incoming: IncomingMessage, hear: (piece: Bytes) => void): ReadableStream<Bytes> {
  const body = unpacked(incoming);
  const status = incoming.statusCode ?? 0;
  if (status >= 400) return toStream(beginning(body), hear);
  return toStream(isEventStream(incoming) ? paced(body, () => incoming.complete) : bounded(body), hear);
}

export function isEventStream({ headers }: IncomingMessage): boolean {
  return /event-stream/i.test(headers['content-type'] ?? '');
}

function toStream(pieces: AsyncIterator<Bytes>, hear: (piece: Bytes) => void): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) return controller.close();
        hear(value);
        controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** We ask for an uncompressed body; some servers compress it all the same. */
function unpacked(incoming: IncomingMessage): Readable {
  const encodings = (incoming.headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length === 0) return incoming;
  const zlib = process.getBuiltinModule('node:zlib');
  const unpackers = new Map<string, () => Duplex>([
    ['gzip', zlib.createGunzip],
    ['x-gzip', zlib.createGunzip],
    ['deflate', zlib.createInflate],
    ['br', zlib.createBrotliDecompress],
    ['zstd', zlib.createZstdDecompress],
  ]);
  const unpack = encodings.length === 1 ? unpackers.get(encodings.join()) : undefined;
  if (!unpack) {
    throw codedError('ERR_UNKNOWN_ENCODING', `unknown content encoding ${encodings.join(', ')}`);
  }
  return process.getBuiltinModule('node:stream').pipeline(incoming, unpack(), () => {});
}

/** Passes on what came since the last look as one piece; the first piece is never held back. */
async function* paced(body: Readable, isComplete: () => boolean): AsyncGenerator<Bytes> {
  let looks = 0;
  let sinceEvent = 0;
  for await (const first of body) {
    const pieces = [first];
    let size: number = first.length;
    // What has arrived is taken step by step: each step lets the connection hand over the next piece.
    do {
      for (let next = body.read(); next !== null; next = body.read()) {
        pieces.push(next);
        size += next.length;
      }
      if (size >= hurried) break;
      await new Promise((resolve) => setImmediate(resolve));
    } while (body.readableLength > 0);
    const seen = pieces.length === 1 ? first : Buffer.concat(pieces, size);
    const sinceEnd = sinceLastEvent(seen);
    sinceEvent = sinceEnd ?? sinceEvent + seen.length;
    if (sinceEvent > longestDocument) throw codedError('ERR_BODY_TOO_LONG', 'too long an event');
    yield seen;
    looks += 1;
    if (looks <= freeLooks || size >= hurried || isComplete() || sinceEnd !== 0) continue;
    // All replies are looked at in the same moment, so that they are drawn together.
    const wait = Math.ceil(replyPaceMs - (performance.now() % replyPaceMs));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/**
 * Bytes after the empty line that ends an event; undefined if there is none. An event that is still open cannot be
 * shown yet.
 */
function sinceLastEvent(bytes: Bytes): number | undefined {
  const seen = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const blank of ['\n\n', '\r\n\r\n', '\r\r']) {
    const end = seen.lastIndexOf(blank);
    if (end >= 0) return bytes.length - end - blank.length;
  }
  return undefined;
}

/** A document without end, or an endless event in a stream, would fill the memory. In bytes. */
const longestDocument = 32_000_000;

/** Lists of models, and web pages in place of a reply. */
async function* bounded(body: Readable): AsyncGenerator<Bytes> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > longestDocument) throw codedError('ERR_BODY_TOO_LONG', 'too long an answer');
    yield piece;
  }
}

const longestComplaint = 64_000;
const complaintMs = 2_000;

/** Only the beginning of an error's text is read, as far as it arrives soon: some servers never end it. Never fails. */
async function* beginning(body: Readable): AsyncGenerator<Bytes> {
  const timer = setTimeout(() => body.destroy(), complaintMs);
  let size = 0;
  try {
    for await (const piece of body) {
      yield piece;
      size += piece.length;
      if (size >= longestComplaint) return;
    }
  } catch {
    // The status is known; whatever has come of the text will do.
  } finally {
    clearTimeout(timer);
  }
}
