/** A session's summary from line 1 of its file: what the list shows. */
import path from 'node:path';
import { emptyHead, headBytes, summarize } from '../core/record.ts';
import type { SessionSummary } from '../core/session.ts';
import { type Disk, diskProblem, errorCode, type FileStat, nodeDisk } from './disk.ts';
import { openFlags } from './files.ts';
import { foreignHeadBytes, type HeadKind, recognizeHead } from './head.ts';

const buffer = Buffer.allocUnsafe(headBytes);

/**
 * The summary of one file of a folder, by one open and one read of 1 KB: for lists. Undefined where the list shows
 * nothing: no regular file (a link, a pipe, a folder), or gone. Anything else gives a summary, if need be one that
 * is marked `foreign` (its counts are not known yet: `readSummary` counts) or says its `damage`. Never throws for a file's sake.
 */
export function readSummarySync(
  directory: string,
  fileName: string,
  disk: Disk = nodeDisk,
): SessionSummary | undefined {
  const filePath = path.join(directory, fileName);
  let fd: number;
  try {
    fd = disk.openSync(filePath, openFlags.read);
  } catch (error) {
    return unreadable(filePath, error);
  }
  try {
    const stat = disk.fstatSync(fd);
    if (!stat.isFile()) return undefined;
    return summaryOfHead(filePath, stat, recognizeSync(disk, fd));
  } catch (error) {
    return unreadable(filePath, error);
  } finally {
    disk.closeSync(fd);
  }
}

function recognizeSync(disk: Disk, fd: number): HeadKind {
  const first = recognizeHead(buffer.subarray(0, disk.readSync(fd, buffer, 0)));
  if (first.kind === 'ours') return first;
  // It may have been read while its owner rewrote it; and other programs' first lines may be longer.
  const more = Buffer.allocUnsafe(foreignHeadBytes);
  return recognizeHead(more.subarray(0, disk.readSync(fd, more, 0)));
}

/** A summary from what stands at the beginning of the file. */
export function summaryOfHead(
  filePath: string,
  stat: Pick<FileStat, 'size' | 'mtimeMs'>,
  found: HeadKind,
): SessionSummary {
  const origin = { filePath, sizeBytes: stat.size };
  switch (found.kind) {
    case 'ours':
      return summarize(found.head, { ...origin, foreign: false, damage: '' });
    case 'broken':
      return summarize(
        { ...emptyHead, endTime: Math.floor(stat.mtimeMs) },
        { ...origin, foreign: false, damage: 'line 1 is damaged; it is rebuilt when the session is opened' },
      );
    case 'foreign': {
      const head = found.head ?? emptyHead;
      // Others leave the end time at 0 while they write: the file's own time is nearest.
      const endTime = head.endTime > 0 ? head.endTime : Math.floor(stat.mtimeMs);
      return summarize({ ...head, endTime }, { ...origin, foreign: true, damage: '' });
    }
    case 'empty':
      return summarize(
        { ...emptyHead, endTime: Math.floor(stat.mtimeMs) },
        { ...origin, foreign: false, damage: 'the file is empty' },
      );
  }
}

function unreadable(filePath: string, error: unknown): SessionSummary | undefined {
  const code = errorCode(error);
  if (code === '') throw error;
  if (['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR', 'ENOTDIR'].includes(code)) return undefined;
  return summarize(emptyHead, {
    filePath,
    sizeBytes: 0,
    foreign: false,
    damage: diskProblem(error, filePath).message,
  });
}
