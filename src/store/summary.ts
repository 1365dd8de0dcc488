/** A session's summary from line 1 of its file: what the list shows. */
import type { Result } from '../core/problem.ts';
import { emptyHead, headBytes, summarize } from '../core/record.ts';
import type { SessionSummary } from '../core/session.ts';
import { type Disk, diskProblem, errorCode, nodeDisk, throwIfBug } from './disk.ts';
import { openFlags } from './files.ts';
import { foreignHeadBytes, type HeadKind, isNoSession, recognizeHead, summaryOfHead } from './head.ts';
import { currentFacts, readHead, recountFacts, withFile } from './reader.ts';

const buffer = Buffer.allocUnsafe(headBytes);

/**
 * A session's summary with one open and one read of 1 KB: for lists. Undefined if the list shows nothing: not a regular
 * file (a link, a pipe, a folder), or gone. Anything else gives a summary, if need be one that is marked `foreign` (its
 * counts are not known until `readSummary` counts) or that names its `damage`. Never throws for a faulty file.
 */
export function readSummarySync(filePath: string, disk: Disk = nodeDisk): SessionSummary | undefined {
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
  const got = disk.readSync(fd, buffer, 0);
  // Usually it was read in full: then no view of the buffer is needed for each file.
  const first = recognizeHead(got === buffer.length ? buffer : buffer.subarray(0, got));
  if (first.kind === 'ours') return first;
  // It may have been read while its owner rewrote it; and other programs' first lines may be longer.
  const more = Buffer.allocUnsafe(foreignHeadBytes);
  return recognizeHead(more.subarray(0, disk.readSync(fd, more, 0)));
}

/**
 * One session's summary, exact to the last line. Our own line 1 is trusted, and what was written after it is added; in
 * any other file (foreign, damaged, edited) the lines are counted, so this may read all of it.
 */
export function readSummary(filePath: string, disk: Disk = nodeDisk): Promise<Result<SessionSummary>> {
  return withFile(disk, filePath, async (fd, stat) => {
    const found = await readHead(disk, fd);
    const quick = summaryOfHead(filePath, stat, found);
    if (found.kind === 'empty') return quick;
    if (found.kind === 'ours') {
      const head = await currentFacts(disk, fd, stat.size, found.head);
      return summaryOfHead(filePath, stat, { kind: 'ours', head });
    }
    const head = await recountFacts(disk, fd, stat.size, found);
    const counted = summaryOfHead(filePath, stat, { kind: 'foreign', head, bodyStart: 0 });
    const lost = isNoSession(found, head) ? 'nothing in the file can be read as a session' : counted.damage;
    return { ...counted, foreign: quick.foreign, damage: quick.damage === '' ? lost : quick.damage };
  });
}

function unreadable(filePath: string, error: unknown): SessionSummary | undefined {
  throwIfBug(error);
  const code = errorCode(error);
  if (['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR', 'ENOTDIR'].includes(code)) return undefined;
  return summarize(emptyHead, {
    filePath,
    sizeBytes: 0,
    foreign: false,
    damage: diskProblem(error, filePath).message,
  });
}
