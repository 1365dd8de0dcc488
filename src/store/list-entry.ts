/** One file of the list, and how the list's cache packs many of them into a line. */
import { parseJson } from '../core/json.ts';
import type { Lineage, SessionSummary } from '../core/session.ts';
import { isSessionFileName } from './files.ts';

/** One file of the folder, and when it looked like that. */
export interface ListEntry {
  readonly fileName: string;
  /**
   * The time of its last change when it was read, in ms; 0 when another change in the same moment could have been
   * missed. It is the system's own (`ctime`): copying or restoring a file sets its modification time back.
   */
  readonly changedMs: number;
  /** The whole file was read, because line 1 did not tell enough. */
  readonly counted: boolean;
  readonly summary: SessionSummary;
}

/** A row's flags, as one number. */
const bits = { named: 1, pinned: 2, archived: 4, waiting: 8, failed: 16, foreign: 32, counted: 64 } as const;

/**
 * Some entries as one line of JSON, without its newline: an array of the providers, models and folders, to which the
 * rows refer by index, then the rows.
 */
export function encodeEntries(entries: readonly ListEntry[]): string {
  const words = new Map<string, number>();
  const place = (word: string): number => {
    const known = words.get(word) ?? words.size;
    words.set(word, known);
    return known;
  };
  const rows = entries.map((entry) => encodeRow(entry, place));
  return JSON.stringify([[...words.keys()], ...rows]);
}

function encodeRow(
  { fileName, changedMs, counted, summary: s }: ListEntry,
  place: (word: string) => number,
): unknown[] {
  const flags =
    (s.named ? bits.named : 0) |
    (s.pinned ? bits.pinned : 0) |
    (s.archived ? bits.archived : 0) |
    (s.waiting ? bits.waiting : 0) |
    (s.failed ? bits.failed : 0) |
    (s.foreign ? bits.foreign : 0) |
    (counted ? bits.counted : 0);
  return [
    fileName,
    changedMs,
    s.sizeBytes,
    s.id,
    s.name,
    // All named sessions, and unnamed ones without a prompt, have their name as title.
    s.title === s.name ? '' : s.title,
    place(s.provider),
    place(s.model),
    place(s.cwd),
    s.startTime,
    s.endTime,
    s.turnCount,
    s.inputTokens,
    s.outputTokens,
    s.contextTokens,
    s.version,
    flags,
    s.damage,
    ...rest(s),
  ];
}

/** What few rows have: the origin of a fork, and tokens that went through a cache. */
function rest({ forkedFrom: fork, cachedTokens = 0, cacheWrittenTokens = 0 }: SessionSummary): unknown[] {
  const lineage = fork ? [fork.sessionId, fork.name, fork.messageId ?? ''] : [null, null, null];
  if (cacheWrittenTokens > 0) return [...lineage, cachedTokens, cacheWrittenTokens];
  if (cachedTokens > 0) return [...lineage, cachedTokens];
  return fork ? lineage : [];
}

/**
 * The entries of one line: files of the folder, whose paths `pathOf` returns. Rows that make no sense are skipped;
 * their files are then read again.
 */
export function decodeEntries(line: string, pathOf: (name: string) => string): ListEntry[] {
  const found = parseJson(line);
  const words: unknown = Array.isArray(found) ? found[0] : undefined;
  if (!Array.isArray(found) || !Array.isArray(words)) return [];
  const entries: ListEntry[] = [];
  // By index, here and below: an iterator makes an object for each of ten thousand rows and each of their words.
  for (let i = 1; i < found.length; i++) {
    const row: unknown = found[i];
    const entry = isRow(row) && isSessionFileName(row[0]) ? decodeRow(row, pathOf, words) : undefined;
    if (entry) entries.push(entry);
  }
  return entries;
}

/** How many fields every row has. */
const fieldCount = 18;

function decodeRow(row: Row, pathOf: (name: string) => string, words: readonly unknown[]): ListEntry | undefined {
  const provider = words[row[6]];
  const model = words[row[7]];
  const cwd = words[row[8]];
  if (typeof provider !== 'string' || typeof model !== 'string' || typeof cwd !== 'string') return undefined;
  const flags = row[16];
  const summary: SessionSummary = {
    id: row[3],
    filePath: pathOf(row[0]),
    name: row[4],
    named: (flags & bits.named) !== 0,
    title: row[5] === '' ? row[4] : row[5],
    provider,
    model,
    cwd,
    startTime: row[9],
    endTime: row[10],
    turnCount: row[11],
    inputTokens: row[12],
    outputTokens: row[13],
    contextTokens: row[14],
    pinned: (flags & bits.pinned) !== 0,
    archived: (flags & bits.archived) !== 0,
    waiting: (flags & bits.waiting) !== 0,
    failed: (flags & bits.failed) !== 0,
    version: row[15],
    foreign: (flags & bits.foreign) !== 0,
    damage: row[17],
    sizeBytes: row[2],
  };
  return {
    fileName: row[0],
    changedMs: row[1],
    counted: (flags & bits.counted) !== 0,
    summary: row.length > fieldCount ? { ...summary, ...decodeRest(row) } : summary,
  };
}

/** What `rest` wrote. */
function decodeRest(row: Row): Partial<SessionSummary> {
  const [sessionId, name, messageId, cachedTokens, cacheWrittenTokens] = row.slice(fieldCount);
  const forkedFrom = decodeLineage(sessionId, name, messageId);
  return {
    ...(typeof cachedTokens === 'number' && cachedTokens > 0 ? { cachedTokens } : {}),
    ...(typeof cacheWrittenTokens === 'number' && cacheWrittenTokens > 0 ? { cacheWrittenTokens } : {}),
    ...(forkedFrom ? { forkedFrom } : {}),
  };
}

function decodeLineage(sessionId: unknown, name: unknown, messageId: unknown): Lineage | undefined {
  if (typeof sessionId !== 'string' || typeof name !== 'string') return undefined;
  return { sessionId, name, messageId: typeof messageId === 'string' && messageId !== '' ? messageId : null };
}

type S = string;
type N = number;
type Row = readonly [S, N, N, S, S, S, N, N, N, N, N, N, N, N, N, N, N, S, ...unknown[]];

/** Spelled out: on a loop over the fields of ten thousand rows the engine would spend megabytes to make it fast. */
function isRow(row: unknown): row is Row {
  return (
    Array.isArray(row) &&
    row.length >= fieldCount &&
    typeof row[0] === 'string' &&
    typeof row[1] === 'number' &&
    typeof row[2] === 'number' &&
    typeof row[3] === 'string' &&
    typeof row[4] === 'string' &&
    typeof row[5] === 'string' &&
    typeof row[6] === 'number' &&
    typeof row[7] === 'number' &&
    typeof row[8] === 'number' &&
    typeof row[9] === 'number' &&
    typeof row[10] === 'number' &&
    typeof row[11] === 'number' &&
    typeof row[12] === 'number' &&
    typeof row[13] === 'number' &&
    typeof row[14] === 'number' &&
    typeof row[15] === 'number' &&
    typeof row[16] === 'number' &&
    typeof row[17] === 'string'
  );
}
