/**
 * Counts files whose line 1 is not enough: other programs' sessions, damaged or edited summaries, files whose writer
 * died.
 */
import { type Disk, nodeDisk } from './disk.ts';
import type { ListEntry } from './list-entry.ts';
import { readSummary } from './summary.ts';

export interface CountOptions {
  readonly aborted: () => boolean;
  /** Called now and then with all entries, including those counted so far. */
  readonly onSome: (entries: readonly ListEntry[]) => void;
  readonly disk?: Disk;
}

/** A larger file keeps the little that its beginning tells: reading it would take longer than anybody waits. */
const largest = 64 * 1024 * 1024;
const atOnce = 4;

/**
 * The entries, with turns, tokens, title and times counted where they were not; newest first, because those are looked
 * at first. The same array when there was nothing to count. Reads asynchronously and in bounded memory.
 */
export async function countWhole(entries: readonly ListEntry[], options: CountOptions): Promise<readonly ListEntry[]> {
  const open: { entry: ListEntry; at: number }[] = [];
  entries.forEach((entry, at) => {
    if (needsCount(entry)) open.push({ entry, at });
  });
  if (open.length === 0) return entries;
  open.sort((a, b) => b.entry.summary.endTime - a.entry.summary.endTime);
  const result = [...entries];
  let done = 0;
  let tellAt = 64;
  const work = async () => {
    for (let next = open.shift(); next !== undefined && !options.aborted(); next = open.shift()) {
      result[next.at] = await count(next.entry, options.disk ?? nodeDisk);
      done += 1;
      if (done >= tellAt) {
        tellAt *= 8;
        options.onSome([...result]);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return result;
}

function needsCount({ counted, summary }: ListEntry): boolean {
  const unsure = summary.foreign || summary.version === 0 || summary.behind === true;
  return !counted && unsure && summary.sizeBytes > 0 && summary.sizeBytes <= largest;
}

async function count(entry: ListEntry, disk: Disk): Promise<ListEntry> {
  const read = await readSummary(entry.summary.filePath, disk);
  if (!read.ok) return { ...entry, counted: true };
  // It has grown meanwhile: the next list reads it again.
  const changedMs = read.value.sizeBytes === entry.summary.sizeBytes ? entry.changedMs : 0;
  return { ...entry, changedMs, counted: true, summary: read.value };
}
