/** One session file open for writing: the order of writes, and the recovery after every error. */
import { headBytes } from '../core/record.ts';
import { type Disk, errorCode, readUpTo, throwIfBug, writeAll } from './disk.ts';
import { closeQuietly, openFlags } from './files.ts';
import { replaceSessionFile, syncFolderOf, writeSessionFile } from './writer-copy.ts';

/** What somebody else did to the file since our last write. */
export type FileChange =
  | { readonly kind: 'same' }
  /** Bytes after our last line that are not ours. */
  | { readonly kind: 'grown'; readonly from: number; readonly to: number }
  | { readonly kind: 'shrunk'; readonly to: number }
  /** Longer, and our last line does not end where it did: an editor has rewritten all of it. */
  | { readonly kind: 'edited'; readonly to: number }
  /** Renamed or deleted: our descriptor still reads it. */
  | { readonly kind: 'gone' }
  /** Another file is in its place. */
  | { readonly kind: 'replaced' }
  /** Our descriptors are useless now: the disk's server or mount was away. What is at the path may still be ours. */
  | { readonly kind: 'cut off'; readonly why: unknown };

const newline = Buffer.from('\n');

/**
 * All methods reject with the system's errors and may be called again; after an error the file holds what it held
 * before, or the next call restores that first. One caller at a time.
 */
export class SessionFile {
  readonly #disk: Disk;
  readonly #sync: boolean;
  #filePath: string;
  /**
   * For positioned reads and writes. Separate from `#append`, because on Linux an appending descriptor ignores
   * positions.
   */
  #update: number;
  #append: number;
  #inode: { dev: number; ino: number };
  /** The last good end: everything before it is whole lines. */
  #end: number;
  /** Somebody else's last line lacks its newline. */
  #needsNewline = false;
  /** Bytes after `#end` that could not be cut off. */
  #dirty = false;
  /** A sync failed: after that, what the kernel says about this file proves nothing. */
  #mustSwitch = false;
  #mustSyncFolder = false;
  /** A new file of ours is at the path, but the descriptors are still those of the old one. */
  #mustReopen = false;

  private constructor(disk: Disk, sync: boolean, filePath: string, opened: Opened) {
    this.#disk = disk;
    this.#sync = sync;
    this.#filePath = filePath;
    this.#update = opened.update;
    this.#append = opened.append;
    this.#inode = { dev: opened.dev, ino: opened.ino };
    this.#end = opened.size;
  }

  /** Opens a file whose last line is whole. */
  static async open(disk: Disk, filePath: string, sync: boolean): Promise<SessionFile> {
    return new SessionFile(disk, sync, filePath, await openBoth(disk, filePath));
  }

  get filePath(): string {
    return this.#filePath;
  }

  /** The last good end, in bytes. */
  get end(): number {
    return this.#end;
  }

  /** Checks whether the path is still the file we know, as we left it. Only ENOENT means "gone". */
  async check(): Promise<FileChange> {
    if (this.#mustReopen) await this.#reopen();
    if (this.#dirty && !(await this.#cut())) this.#mustSwitch = true;
    let stat: Awaited<ReturnType<Disk['lstat']>>;
    try {
      stat = await this.#disk.lstat(this.#filePath);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { kind: 'gone' };
      throw error;
    }
    try {
      this.#disk.fstatSync(this.#update);
    } catch (why) {
      throwIfBug(why);
      return { kind: 'cut off', why };
    }
    if (stat.ino !== this.#inode.ino || stat.dev !== this.#inode.dev) return { kind: 'replaced' };
    if (this.#dirty || stat.size === this.#end) return { kind: 'same' };
    if (stat.size < this.#end) return { kind: 'shrunk', to: stat.size };
    if (!(await this.#endsHere())) return { kind: 'edited', to: stat.size };
    return { kind: 'grown', from: this.#end, to: stat.size };
  }

  async #endsHere(): Promise<boolean> {
    const last = await readUpTo(this.#disk, this.#update, this.#end - 1, 1);
    return this.#needsNewline || last[0] === newline[0];
  }

  /**
   * Accepts bytes that somebody else appended, up to `to`; if they lack a newline at the end, they get one before our
   * next line.
   */
  async acceptForeign(to: number): Promise<void> {
    const last = await readUpTo(this.#disk, this.#update, to - 1, 1);
    this.#needsNewline = last[0] !== newline[0];
    this.#end = to;
  }

  /**
   * Stores one whole line durably; resolves with the byte where it begins. `head` returns line 1, in case the file has
   * to be rewritten.
   */
  async append(line: Buffer, head: () => Uint8Array): Promise<number> {
    if (this.#mustReopen) await this.#reopen();
    if (this.#mustSwitch) await this.#switchFile(head());
    if (this.#mustSyncFolder) await this.#syncFolder();
    try {
      return await this.#write(line);
    } catch (error) {
      // Only a failed sync calls for a new file, and that can be tried at once, so the turn does not have to wait.
      if (!this.#mustSwitch) throw error;
      await this.#switchFile(head());
      return await this.#write(line);
    }
  }

  async #write(line: Buffer): Promise<number> {
    const bytes = this.#needsNewline ? Buffer.concat([newline, line]) : line;
    try {
      await writeAll(this.#disk, this.#append, bytes, null);
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
    if (this.#sync) {
      try {
        await this.#disk.fdatasync(this.#append);
      } catch (error) {
        this.#mustSwitch = true;
        await this.#rollBack();
        throw error;
      }
    }
    const start = this.#end + bytes.length - line.length;
    this.#end += bytes.length;
    this.#needsNewline = false;
    return start;
  }

  async #rollBack(): Promise<void> {
    this.#dirty = true;
    await this.#cut();
  }

  async #cut(): Promise<boolean> {
    try {
      await this.#disk.ftruncate(this.#update, this.#end);
      this.#dirty = false;
      return true;
    } catch (error) {
      throwIfBug(error);
      return false;
    }
  }

  /** Writes line 1 in place, without a sync: if a crash loses it, the lines after it bring it back. */
  async writeHead(head: Uint8Array): Promise<void> {
    if (this.#mustSwitch || this.#mustReopen) return;
    await writeAll(this.#disk, this.#update, head, 0);
  }

  async #switchFile(head: Uint8Array): Promise<void> {
    await this.rebuild(this.#filePath, { head, keepTo: this.#end, inPlace: true });
  }

  /**
   * Writes the session to a new file and continues there: our bytes up to `keepTo`, then `lines`. `inPlace` replaces
   * `filePath`; otherwise that name must be free.
   */
  async rebuild(
    filePath: string,
    how: { readonly head: Uint8Array; readonly keepTo: number; readonly lines?: Uint8Array; readonly inPlace: boolean },
  ): Promise<void> {
    const source = { fd: this.#update, from: headBytes, to: Math.max(headBytes, how.keepTo) };
    const gap = this.#needsNewline && how.keepTo === this.#end ? newline : Buffer.alloc(0);
    const content = { head: how.head, source, lines: Buffer.concat([gap, how.lines ?? Buffer.alloc(0)]) };
    if (how.inPlace) await replaceSessionFile(this.#disk, filePath, content);
    else await writeSessionFile(this.#disk, filePath, content);
    this.#filePath = filePath;
    this.#mustReopen = true;
    this.#mustSyncFolder = true;
    await this.#reopen();
    await this.#syncFolder();
  }

  async #reopen(): Promise<void> {
    const opened = await openBoth(this.#disk, this.#filePath);
    await this.#closeBoth();
    this.#use(opened);
    this.#end = opened.size;
    this.#needsNewline = false;
    this.#dirty = false;
    this.#mustSwitch = false;
    this.#mustReopen = false;
  }

  /**
   * Reopens the file at the path and continues there, if `isOurs` says so. `check` will find what has been stored
   * since.
   */
  async openAgain(isOurs: (fd: number) => Promise<boolean>): Promise<boolean> {
    const opened = await openBoth(this.#disk, this.#filePath);
    let taken = false;
    try {
      taken = await isOurs(opened.update);
    } finally {
      if (!taken) await closeBoth(this.#disk, opened);
    }
    if (!taken) return false;
    await this.#closeBoth();
    this.#use(opened);
    return true;
  }

  #use(opened: Opened): void {
    this.#update = opened.update;
    this.#append = opened.append;
    this.#inode = { dev: opened.dev, ino: opened.ino };
  }

  async #syncFolder(): Promise<void> {
    await syncFolderOf(this.#disk, this.#filePath);
    this.#mustSyncFolder = false;
  }

  /** The descriptor for reading; only valid until the next call. */
  get fd(): number {
    return this.#update;
  }

  /** Writes line 1, syncs one last time, and closes the descriptors whatever happens. */
  async close(head: Uint8Array): Promise<void> {
    try {
      await this.writeHead(head);
      if (this.#sync) await this.#disk.fsync(this.#update);
    } finally {
      await this.#closeBoth();
    }
  }

  /** Closes the descriptors and writes nothing, for a session that could not be opened after all. */
  abandon(): Promise<void> {
    return this.#closeBoth();
  }

  #closeBoth(): Promise<void> {
    return closeBoth(this.#disk, { append: this.#append, update: this.#update });
  }
}

/** The two descriptors of one file, and what the file was when it was opened. */
interface Opened {
  readonly update: number;
  readonly append: number;
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

async function closeBoth(disk: Disk, { append, update }: Pick<Opened, 'append' | 'update'>): Promise<void> {
  await closeQuietly(disk, append);
  await closeQuietly(disk, update);
}

async function openBoth(disk: Disk, filePath: string): Promise<Opened> {
  const update = await disk.open(filePath, openFlags.update);
  try {
    const { dev, ino, size } = await disk.fstat(update);
    const append = await disk.open(filePath, openFlags.append);
    return { update, append, dev, ino, size };
  } catch (error) {
    await closeQuietly(disk, update);
    throw error;
  }
}
