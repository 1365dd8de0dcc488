/** The parts of a response that an SDK drops: how it began, if it held no event, and how it ended. */
import type { Opened } from './wire.ts';

/**
 * Longer than any answer sent as one document, in UTF-16 units. Of a body that was announced as an event stream, less
 * is enough to see what it is instead.
 */
const longestBeginning = 2_000_000;
const longestStreamBeginning = 4_000;
/** Enough for the last events that carry no text, in bytes. */
const longestEnding = 256;

const heardOf = new WeakMap<Response, Heard>();

/** Records the pieces of one body as they pass. */
export class Heard {
  readonly #longest: number;
  readonly #decoder = new TextDecoder();
  #beginning = '';
  #ending: Buffer = Buffer.alloc(0);

  constructor(isStream: boolean) {
    this.#longest = isStream ? longestStreamBeginning : longestBeginning;
  }

  get beginning(): string {
    return this.#beginning;
  }

  /** In Latin-1, because it may begin within a character; the markers are ASCII. */
  get ending(): string {
    return this.#ending.toString('latin1');
  }

  hear(piece: Uint8Array): void {
    if (this.#beginning.length < this.#longest) this.#beginning += this.#decoder.decode(piece, { stream: true });
    // Up to twelve times a second for each reply: most pieces are copied once and never decoded.
    const last =
      piece.length < longestEnding
        ? Buffer.concat([this.#ending, piece])
        : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    this.#ending = last.subarray(-longestEnding);
  }

  /** Attaches what was heard to this response. */
  of(response: Response): Response {
    heardOf.set(response, this);
    return response;
  }
}

/** The first and last words of a response so far; an SDK tells nobody whether the stream's end was sent. */
export function heardIn(response: Response): Pick<Heard, 'beginning' | 'ending'> {
  return heardOf.get(response) ?? { beginning: '', ending: '' };
}

/** A response whose head has arrived, and the events that the SDK finds in it. */
export function openedAs<E>(response: Response, events: AsyncIterable<E>): Opened<E> {
  const contentType = response.headers.get('content-type') ?? '';
  return { events, contentType, beginning: () => heardIn(response).beginning };
}
