/**
 * The files of claude-code-Go: a new one for every prompt of a session, each with the whole conversation and the same
 * id.
 */
import type { SessionSummary } from '../core/session.ts';
import type { Disk } from './disk.ts';
import { isSessionFileName } from './files.ts';
import { readMany } from './list-read.ts';
import { createPace } from './pace.ts';

/** Another program wrote all of it; one of ours stays ours even if an editor has changed line 1. */
export function isOthers({ foreign, version }: SessionSummary): boolean {
  return foreign && version === 0;
}

/** Our ids are random; a session that was taken over from another program keeps its id from there. */
const ownId = /^sess_[0-9a-f]{32}$/;
const ownIdLength = 37;

/** Whether other programs' files of the same session may stand beside this one: it is theirs, or was. */
export function mayHaveOthers(summary: SessionSummary): boolean {
  return isOthers(summary) || !ownId.test(summary.id);
}

/**
 * Whether another session of the list may have this one's id though it began at another time: the other program has
 * gone on with it in a file of its own. Of ours, a look at the length of the id tells, and costs nearly nothing.
 */
export function mayShareId(summary: SessionSummary): boolean {
  return isOthers(summary) || summary.id.length !== ownIdLength;
}

/**
 * What the list does not show. Of other programs' files with one id, all but the fullest; and that one too, if the
 * session continues in a file of ours, unless it has more turns in the other program. Two files of ours with one id
 * (copies) are both shown: nothing of ours is ever hidden.
 */
export function hiddenOthers<T>(entries: readonly T[], summaryOf: (entry: T) => SessionSummary): ReadonlySet<T> {
  const hidden = new Set(entries.filter((entry) => isOthers(summaryOf(entry))));
  if (hidden.size === 0) return hidden;
  const best = new Map<string, T>();
  for (const entry of hidden) {
    const summary = summaryOf(entry);
    const other = best.get(summary.id);
    if (!other || isFuller(summary, summaryOf(other))) best.set(summary.id, entry);
  }
  for (const entry of entries) {
    const summary = summaryOf(entry);
    const other = isOthers(summary) ? undefined : best.get(summary.id);
    if (other && summaryOf(other).turnCount <= summary.turnCount) best.delete(summary.id);
  }
  for (const entry of best.values()) hidden.delete(entry);
  return hidden;
}

function isFuller(a: SessionSummary, b: SessionSummary): boolean {
  if (a.turnCount !== b.turnCount) return a.turnCount > b.turnCount;
  if (a.sizeBytes !== b.sizeBytes) return a.sizeBytes > b.sizeBytes;
  return a.endTime !== b.endTime ? a.endTime > b.endTime : a.filePath > b.filePath;
}

/**
 * The ids of other programs' sessions in a folder, each with the names of all its files. Rejects with the system's
 * errors.
 */
export async function othersById(disk: Disk, folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = (await disk.readdir(folder)).filter(isSessionFileName);
  const options = { disk, pace: createPace(8), aborted: () => false, onSome: () => undefined };
  const found = new Map<string, string[]>();
  for (const { fileName, summary } of await readMany(folder, names, options)) {
    if (isOthers(summary)) found.set(summary.id, [...(found.get(summary.id) ?? []), fileName]);
  }
  return found;
}
