/** The sidecar of a streaming reply, `FILE.partial`: what was shown survives the program. Written but never synced. */
import { isObject, parseJson } from '../core/json.ts';
import { count, text } from '../core/record-fields.ts';
import { type Disk, errorCode, readUpTo, throwIfBug } from './disk.ts';
import { closeQuietly, fileMode, openFile, openFlags, sidecar } from './files.ts';
import { longestLine } from './lines.ts';

/** A reply that was cut by the end of the program. */
export interface PartialReply {
  readonly id: string;
  readonly parent: string | null;
  readonly text: string;
  /** When it began, in ms since 1970. */
  readonly timestamp: number;
}

/**
 * Writes deltas of one session's replies. A line is either a JSON object that names a reply (`id`, `parent`,
 * `timestamp_ms`) or a JSON string: a piece of the reply named last.
 */
export class PartialWriter {
  readonly #disk: Disk;
  #path: string;
  readonly #now: () => number;
  #fd: number | undefined;
  #exists = false;
  #position = 0;
  #active = '';
  readonly #replies = new Set<string>();
  #waiting = '';
  #unwritten: Buffer = Buffer.alloc(0);
  #scheduled = false;

  constructor(disk: Disk, filePath: string, now: () => number) {
    this.#disk = disk;
    this.#path = sidecar.partial(filePath);
    this.#now = now;
  }

  /** Replies in a left-over sidecar: it is removed when all of them are stored. */
  inherit(ids: readonly string[]): void {
    for (const id of ids) this.#replies.add(id);
    this.#exists = true;
  }

  /**
   * Deltas that come in one turn of the event loop are one write, done before anything else happens (in a microtask),
   * so before the text can be painted. Synchronous on purpose: what has been shown must be there after kill -9.
   */
  add(id: string, parent: string | null, delta: string): void {
    if (delta === '') return;
    if (this.#active !== id) {
      this.#waiting += `${JSON.stringify({ id, parent, timestamp_ms: this.#now() })}\n`;
      this.#active = id;
      this.#replies.add(id);
    }
    this.#waiting += `${JSON.stringify(delta)}\n`;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#flush());
  }

  /** Writes what is waiting. On a fault it stays in memory until the next delta; the reply itself continues. */
  #flush(): void {
    this.#scheduled = false;
    if (this.#waiting !== '') {
      this.#unwritten = Buffer.concat([this.#unwritten, Buffer.from(this.#waiting)]);
      this.#waiting = '';
    }
    if (this.#unwritten.length === 0) return;
    try {
      this.#fd ??= this.#open();
      this.#exists = true;
      while (this.#unwritten.length > 0) {
        const written = this.#disk.writeSync(this.#fd, this.#unwritten, this.#position);
        if (written <= 0) break;
        this.#position += written;
        this.#unwritten = this.#unwritten.subarray(written);
      }
    } catch (error) {
      throwIfBug(error);
    }
  }

  #open(): number {
    try {
      return this.#disk.openSync(this.#path, openFlags.create, fileMode);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      // Ours: from an earlier reply and could not be removed, or recovered when the session was opened. Its text is in
      // the session.
      const fd = this.#disk.openSync(this.#path, openFlags.update);
      if (!this.#disk.fstatSync(fd).isFile()) {
        this.#disk.closeSync(fd);
        throw error;
      }
      // A newline first: what is left of the old text ends here and cannot be taken for part of this reply.
      this.#position = this.#disk.fstatSync(fd).size;
      this.#unwritten = Buffer.concat([Buffer.from('\n'), this.#unwritten]);
      return fd;
    }
  }

  /** The reply is stored, or left nothing behind: once no other reply is open, the sidecar is removed. */
  drop(id: string): void {
    if (this.#replies.delete(id) && this.#replies.size === 0) this.remove();
  }

  /** The session continues in another file; its sidecar stands beside that one. */
  async moveTo(filePath: string): Promise<void> {
    const from = this.#path;
    this.#path = sidecar.partial(filePath);
    if (!this.#exists) return;
    try {
      await this.#disk.rename(from, this.#path);
    } catch (error) {
      throwIfBug(error);
    }
  }

  /** Writes what is waiting, and leaves the sidecar for the next opening. */
  close(): void {
    this.#flush();
    this.#end();
  }

  /**
   * Deletes the sidecar: everything in it is stored. Synchronous: a removal still on its way when the next reply begins
   * would remove the sidecar of that one.
   */
  remove(): void {
    this.#end();
    if (!this.#exists) return;
    this.#exists = false;
    quietly(() => this.#disk.unlinkSync(this.#path));
  }

  #end(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    this.#position = 0;
    this.#active = '';
    this.#waiting = '';
    this.#unwritten = Buffer.alloc(0);
    if (fd !== undefined) quietly(() => this.#disk.closeSync(fd));
  }
}

/** A sidecar that cannot be removed does no harm: what it holds is known to be stored. */
function quietly(action: () => void): void {
  try {
    action();
  } catch (error) {
    throwIfBug(error);
  }
}

/** The replies that a sidecar holds; undefined when there is none. A torn last line costs only itself. */
export async function readPartial(disk: Disk, filePath: string): Promise<readonly PartialReply[] | undefined> {
  const opened = await openFile(disk, sidecar.partial(filePath), 'read');
  if (!opened.ok) {
    if (opened.problem.code === 'session-not-found' || opened.problem.code === 'not-a-file') return undefined;
    throw Object.assign(new Error(opened.problem.message), { code: 'EIO' });
  }
  const { fd, stat } = opened.value;
  try {
    return parsePartial((await readUpTo(disk, fd, 0, Math.min(stat.size, longestLine))).toString('utf8'));
  } finally {
    await closeQuietly(disk, fd);
  }
}

function parsePartial(content: string): readonly PartialReply[] {
  const replies = new Map<string, { parent: string | null; timestamp: number; pieces: string[] }>();
  let active: { pieces: string[] } | undefined;
  for (const line of content.split('\n')) {
    const value = parseJson(line);
    if (typeof value === 'string') active?.pieces.push(value);
    const id = isObject(value) ? text(value.id) : '';
    if (!isObject(value) || id === '') continue;
    const parent = typeof value.parent === 'string' ? value.parent : null;
    const reply = replies.get(id) ?? { parent, timestamp: count(value.timestamp_ms), pieces: [] };
    replies.set(id, reply);
    active = reply;
  }
  return [...replies]
    .map(([id, { parent, timestamp, pieces }]) => ({ id, parent, timestamp, text: pieces.join('') }))
    .filter((reply) => reply.text !== '');
}
