/** A disk that remembers every change, and what it may hold after the power fails at any of them. */
import fs from 'node:fs';
import path from 'node:path';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';

/**
 * A change waits for its sync: the file's for bytes and sizes, a folder's for the names in it (also for a folder in its
 * parent). What is waiting may be lost when the power fails, names before bytes as well as bytes before names.
 */
type Change =
  | { readonly kind: 'bytes'; readonly node: number; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly node: number; readonly size: number }
  /** A node has a name from now on, and another one no longer: a rename never does only one of the two. */
  | {
      readonly kind: 'name';
      readonly path: string | undefined;
      readonly gone: string | undefined;
      readonly node: number;
    }
  | { readonly kind: 'file synced'; readonly node: number }
  | { readonly kind: 'folder synced'; readonly folder: string };

/** A change that is waiting for its sync, and whether it was the last one before the cut. */
export interface Waiting {
  readonly kind: 'bytes' | 'name';
  readonly isLast: boolean;
}

/** Whether it is on the disk all the same; of bytes, perhaps only the first half. */
export type Keeps = (waiting: Waiting) => boolean | 'half';

export interface RecordingDisk extends Disk {
  /** How many changes there were until now. */
  readonly moment: number;
  /** Puts into `folder` what the disk may hold if the power fails after the first `moment` changes. */
  writeTo(folder: string, moment: number, keeps: Keeps): void;
}

/** Records what is done below `root`, which is an empty folder. */
export function recordingDisk(root: string, disk: Disk = nodeDisk): RecordingDisk {
  const changes: Change[] = [];
  /** By path, and by open descriptor; a folder is a node too. */
  const nodes = new Map<string, number>([[root, 0]]);
  const openNodes = new Map<number, { node: number; path: string; appends: boolean }>();
  const sizes = new Map<number, number>();
  const folders = new Set<number>([0]);
  let count = 0;

  const isOurs = (where: string): boolean => where === root || where.startsWith(root + path.sep);
  function name(where: string | undefined, gone: string | undefined, node: number): void {
    changes.push({ kind: 'name', path: where, gone, node });
    if (gone !== undefined) nodes.delete(gone);
    if (where !== undefined) nodes.set(where, node);
  }
  function opened(fd: number, where: string, flags: number): number {
    if (!isOurs(where)) return fd;
    if (!nodes.has(where)) {
      if (!(flags & fs.constants.O_CREAT)) throw new Error(`${where} was not made by this disk`);
      count += 1;
      sizes.set(count, 0);
      name(where, undefined, count);
    }
    openNodes.set(fd, { node: nodes.get(where) ?? -1, path: where, appends: (flags & fs.constants.O_APPEND) !== 0 });
    return fd;
  }
  function wrote(fd: number, bytes: Uint8Array, position: number | null): void {
    const open = openNodes.get(fd);
    if (!open) return;
    const size = sizes.get(open.node) ?? 0;
    const at = open.appends || position === null ? size : position;
    changes.push({ kind: 'bytes', node: open.node, at, bytes: Buffer.from(bytes) });
    sizes.set(open.node, Math.max(size, at + bytes.length));
  }
  function synced(fd: number): void {
    const open = openNodes.get(fd);
    if (!open) return;
    if (folders.has(open.node)) changes.push({ kind: 'folder synced', folder: open.path });
    else changes.push({ kind: 'file synced', node: open.node });
  }
  function removed(where: string): void {
    const node = nodes.get(where);
    if (node !== undefined) name(undefined, where, node);
  }

  return {
    ...disk,
    get moment() {
      return changes.length;
    },
    open: async (where, flags, mode) => opened(await disk.open(where, flags, mode), where, flags),
    openSync: (where, flags, mode) => opened(disk.openSync(where, flags, mode), where, flags),
    async close(fd) {
      openNodes.delete(fd);
      await disk.close(fd);
    },
    closeSync(fd) {
      openNodes.delete(fd);
      disk.closeSync(fd);
    },
    async write(fd, bytes, position) {
      const written = await disk.write(fd, bytes, position);
      wrote(fd, bytes.subarray(0, written), position);
      return written;
    },
    writeSync(fd, bytes, position) {
      const written = disk.writeSync(fd, bytes, position);
      wrote(fd, bytes.subarray(0, written), position);
      return written;
    },
    async ftruncate(fd, size) {
      await disk.ftruncate(fd, size);
      const open = openNodes.get(fd);
      if (!open) return;
      changes.push({ kind: 'size', node: open.node, size });
      sizes.set(open.node, size);
    },
    async fsync(fd) {
      await disk.fsync(fd);
      synced(fd);
    },
    async fdatasync(fd) {
      await disk.fdatasync(fd);
      synced(fd);
    },
    async rename(from, to) {
      await disk.rename(from, to);
      const node = nodes.get(from);
      if (node !== undefined) name(to, from, node);
    },
    async unlink(where) {
      await disk.unlink(where);
      removed(where);
    },
    unlinkSync(where) {
      disk.unlinkSync(where);
      removed(where);
    },
    async mkdir(where, mode) {
      const made = await disk.mkdir(where, mode);
      for (const one of made) {
        count += 1;
        folders.add(count);
        name(one, undefined, count);
      }
      return made;
    },
    writeTo(folder, moment, keeps) {
      const { names, contents } = survivors(changes.slice(0, moment), keeps);
      for (const [where, node] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const goal = path.join(folder, path.relative(root, where));
        if (folders.has(node)) fs.mkdirSync(goal, { recursive: true });
        else if (fs.existsSync(path.dirname(goal))) fs.writeFileSync(goal, contents.get(node) ?? '', { mode: 0o600 });
      }
    },
  };
}

interface Survivors {
  /** Path → node. */
  readonly names: ReadonlyMap<string, number>;
  readonly contents: ReadonlyMap<number, Buffer>;
}

function survivors(changes: readonly Change[], keeps: Keeps): Survivors {
  const synced = new Map<string | number, number>();
  changes.forEach((change, i) => {
    if (change.kind === 'file synced') synced.set(change.node, i);
    if (change.kind === 'folder synced') synced.set(change.folder, i);
  });
  const isSynced = (i: number, ...by: (string | number)[]): boolean => by.some((one) => i < (synced.get(one) ?? -1));
  const contents = new Map<number, Buffer>();
  const names = new Map<string, number>();
  changes.forEach((change, i) => {
    const isLast = i === changes.length - 1;
    if (change.kind === 'name') {
      const { path: where, gone, node } = change;
      const folders = [where, gone].flatMap((one) => (one === undefined ? [] : [path.dirname(one)]));
      if (!isSynced(i, ...folders) && !keeps({ kind: 'name', isLast })) return;
      if (gone !== undefined) names.delete(gone);
      if (where !== undefined) names.set(where, node);
    } else if (change.kind === 'bytes' || change.kind === 'size') {
      const kept = isSynced(i, change.node) || keeps({ kind: 'bytes', isLast });
      if (kept === false) return;
      const before = contents.get(change.node) ?? Buffer.alloc(0);
      contents.set(change.node, change.kind === 'size' ? sized(before, change.size) : written(before, change, kept));
    }
  });
  return { names, contents };
}

function sized(before: Buffer, size: number): Buffer {
  const after = Buffer.alloc(size);
  before.copy(after);
  return after;
}

/** Bytes that are missing before those that were kept are zeros. */
function written(before: Buffer, { at, bytes }: Change & { kind: 'bytes' }, kept: true | 'half'): Buffer {
  const there = kept === 'half' ? bytes.subarray(0, bytes.length >> 1) : bytes;
  const after = sized(before, Math.max(before.length, at + there.length));
  there.copy(after, at);
  return after;
}
