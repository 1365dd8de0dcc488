/** The seam to the file system: every call the store makes, so that a test can make the n-th one fail. */
import fs from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../core/error.ts';
import { type Problem, problem } from '../core/problem.ts';

/** What the store needs of a file's metadata. Sizes in bytes, times in ms since 1970. */
export interface FileStat {
  readonly dev: number;
  readonly ino: number;
  readonly nlink: number;
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/**
 * File-system calls by descriptor. They reject, or throw where their name ends in `Sync`, with Node's own errors;
 * `diskProblem` turns those into problems. A write may be short; `writeAll` writes the rest.
 */
export interface Disk {
  open(path: string, flags: number, mode?: number): Promise<number>;
  close(fd: number): Promise<void>;
  /** Bytes written; with `position` null it appends or continues. */
  write(fd: number, bytes: Uint8Array, position: number | null): Promise<number>;
  /** Bytes read into `into`; 0 at the end of the file. */
  read(fd: number, into: Uint8Array, position: number): Promise<number>;
  fstat(fd: number): Promise<FileStat>;
  lstat(path: string): Promise<FileStat>;
  fchmod(fd: number, mode: number): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  fsync(fd: number): Promise<void>;
  fdatasync(fd: number): Promise<void>;
  ftruncate(fd: number, size: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Creates the folder and its missing parents, and returns those it created; fine when it exists. */
  mkdir(path: string, mode: number): Promise<readonly string[]>;
  readdir(path: string): Promise<string[]>;
  // Synchronous variants, for speed: heads of the list, and the sidecar of a stream, which must be written before it is
  // shown.
  openSync(path: string, flags: number, mode?: number): number;
  closeSync(fd: number): void;
  writeSync(fd: number, bytes: Uint8Array, position: number): number;
  readSync(fd: number, into: Uint8Array, position: number): number;
  fstatSync(fd: number): FileStat;
  unlinkSync(path: string): void;
}

type Callback<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function call<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}

function order(start: (done: fs.NoParamCallback) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** In bytes: a shorter write reaches the system's memory within microseconds. */
const shortWrite = 16 * 1024;

/**
 * The real file system. Callbacks instead of `fs.promises`: half the cost, and one write is one system call. Looking at
 * a file and a short write, which the system does in its own memory, are done synchronously: the way to a thread and
 * back takes as long as a fifth of a sync, and each stored turn would take it twice.
 */
export const nodeDisk: Disk = {
  open: (path, flags, mode) => call((done) => fs.open(path, flags, mode, done)),
  close: (fd) => order((done) => fs.close(fd, done)),
  write: async (fd, bytes, position) =>
    bytes.length <= shortWrite
      ? fs.writeSync(fd, bytes, 0, bytes.length, position)
      : call((done) => fs.write(fd, bytes, 0, bytes.length, position, done)),
  read: (fd, into, position) => call((done) => fs.read(fd, into, 0, into.length, position, done)),
  fstat: (fd) => call<FileStat>((done) => fs.fstat(fd, done)),
  lstat: async (path) => fs.lstatSync(path),
  fchmod: (fd, mode) => order((done) => fs.fchmod(fd, mode, done)),
  chmod: (path, mode) => order((done) => fs.chmod(path, mode, done)),
  fsync: (fd) => order((done) => fs.fsync(fd, done)),
  fdatasync: (fd) => order((done) => fs.fdatasync(fd, done)),
  ftruncate: (fd, size) => order((done) => fs.ftruncate(fd, size, done)),
  rename: (from, to) => order((done) => fs.rename(from, to, done)),
  unlink: (path) => order((done) => fs.unlink(path, done)),
  mkdir: makeFolder,
  readdir: (path) => call((done) => fs.readdir(path, done)),
  openSync: (path, flags, mode) => fs.openSync(path, flags, mode),
  closeSync: (fd) => fs.closeSync(fd),
  writeSync: (fd, bytes, position) => fs.writeSync(fd, bytes, 0, bytes.length, position),
  readSync: (fd, into, position) => fs.readSync(fd, into, 0, into.length, position),
  fstatSync: (fd) => fs.fstatSync(fd),
  unlinkSync: (path) => fs.unlinkSync(path),
};

/**
 * Creates the folder and its missing parents; returns those it created, the outermost first. One level at a time,
 * because Node's own `recursive` never returns where the system answers ENOENT for a folder whose parent exists (as in
 * /proc).
 */
export async function makeFolder(folder: string, mode: number): Promise<readonly string[]> {
  const make = async (): Promise<readonly string[]> => {
    await order((done) => fs.mkdir(folder, { mode }, done));
    return [folder];
  };
  const isThere = (): Promise<boolean> =>
    new Promise((resolve) => fs.stat(folder, (error, stat) => resolve(!error && stat.isDirectory())));
  try {
    return await make();
  } catch (error) {
    if (await isThere()) return [];
    const parent = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder) throw error;
    const parents = await makeFolder(parent, mode);
    try {
      return [...parents, ...(await make())];
    } catch (again) {
      if (await isThere()) return parents;
      throw again;
    }
  }
}

/** The same synchronously: for a process that is about to end. */
export function makeFolderSync(folder: string, mode: number): void {
  try {
    fs.mkdirSync(folder, { mode });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    const parent = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder) throw error;
    makeFolderSync(parent, mode);
    fs.mkdirSync(folder, { mode });
  }
}

/** Writes everything, continuing after short writes. */
export async function writeAll(disk: Disk, fd: number, bytes: Uint8Array, position: number | null): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const rest = done === 0 ? bytes : bytes.subarray(done);
    const written = await disk.write(fd, rest, position === null ? null : position + done);
    if (written <= 0) throw wroteNothing();
    done += written;
  }
}

/** The same synchronously, from this position in the file. */
export function writeAllSync(disk: Disk, fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = disk.writeSync(fd, bytes.subarray(done), position + done);
    if (written <= 0) throw wroteNothing();
    done += written;
  }
}

/** No byte was taken and no reason given: trying again would never end. */
function wroteNothing(): Error {
  return Object.assign(new Error('The system wrote nothing.'), { code: 'EIO', errno: -5 });
}

/** Reads up to `length` bytes from `position`; shorter only at the end of the file. */
export async function readUpTo(disk: Disk, fd: number, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const got = await disk.read(fd, buffer.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return buffer.subarray(0, done);
}

/** `codeOf` a file-system error. EDQUOT reaches Node without a name. */
export function errorCode(error: unknown): string {
  const errno: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errno') : undefined;
  if (errno === -122 || (process.platform === 'darwin' && errno === -69)) return 'EDQUOT';
  return codeOf(error);
}

/**
 * For callers that can continue after a disk fault: rethrows anything that is not a system error, because that is a
 * bug.
 */
export function throwIfBug(error: unknown): void {
  if (errorCode(error) === '') throw error;
}

/** A file-system error as a problem about `path`. Bugs are thrown again. */
export function diskProblem(error: unknown, path: string): Problem {
  throwIfBug(error);
  const code = errorCode(error);
  const extra = { detail: `${code} ${error instanceof Error ? error.message : ''}`.trim() };
  switch (code) {
    case 'ENOSPC':
      return problem('disk-full', `The disk with ${path} is full.`, 'Free some space; reprise keeps trying.', extra);
    case 'EDQUOT':
      return problem(
        'disk-quota',
        `Your quota on the disk with ${path} is used up.`,
        'Free some space or ask for a larger quota; reprise keeps trying.',
        extra,
      );
    case 'EFBIG':
      return problem(
        'file-too-large',
        `${path} has reached the system’s file size limit.`,
        'Fork the session to go on in a new file.',
        extra,
      );
    case 'EROFS':
      return problem(
        'read-only',
        `${path} is on a read-only file system.`,
        'Choose another folder with --sessions.',
        extra,
      );
    case 'EACCES':
    case 'EPERM':
      return problem('no-permission', `You have no permission for ${path}.`, 'Check its owner and mode.', extra);
    case 'ENOENT':
      return problem('session-not-found', `${path} does not exist.`, 'It may have been moved or deleted.', extra);
    case 'ELOOP':
    case 'EISDIR':
    case 'ENXIO':
    case 'ENOTDIR':
      return notAFile(path, extra.detail);
    case 'ENAMETOOLONG':
      return problem(
        'bad-argument',
        `The name ${path} is too long for this file system.`,
        'Choose a shorter one.',
        extra,
      );
    case 'EMFILE':
    case 'ENFILE':
      return problem(
        'io-error',
        `${path} cannot be opened: too many files are open.`,
        'Close other programs, or raise the limit with `ulimit -n`.',
        extra,
      );
    case 'EXDEV':
      return problem(
        'io-error',
        `${path} cannot be moved to another disk.`,
        'Keep the trash on the same disk as the sessions.',
        extra,
      );
    case 'EEXIST':
      return problem('already-exists', `${path} already exists.`, '', extra);
    default:
      return problem('io-error', `The system reported an error for ${path} (${code}).`, 'Check the disk.', extra);
  }
}

export function notAFile(path: string, detail?: string): Problem {
  return problem(
    'not-a-file',
    `${path} is not a regular file.`,
    'Links, pipes and folders cannot be sessions.',
    detail === undefined ? {} : { detail },
  );
}
