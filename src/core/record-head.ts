/** Line 1 of a session file: the summary, as exactly 1024 bytes and back. */
import { isObject, toWellFormedJson } from './json.ts';
import { count, order, text, time } from './record-fields.ts';
import { isSafeName } from './safe-name.ts';
import { emptyFacts, formatVersion, type Lineage, type SessionFacts, type SessionSummary } from './session.ts';
import { damagedLines } from './words.ts';

/** Bytes of line 1, its newline included. The fixed width is what lets it be rewritten in place. */
export const headBytes = 1024;

/** The facts of line 1. All of them can be derived from lines 2 and on; `core/fold` does. */
export interface Head extends SessionFacts {
  /** The user's key for the session; empty in files of other programs. */
  readonly name: string;
  /** Made from the first prompt or by a model; a name the user gave wins over it. Empty: none yet. */
  readonly title: string;
  /** Format version; 0 where another program wrote the line. */
  readonly version: number;
  /** Lines that could not be read when the file was last scanned whole. */
  readonly damagedLines: number;
  /** Size of the file when this line was written: the facts are those of its first `fileBytes` bytes. 0: unknown. */
  readonly fileBytes: number;
  /** Highest `seq` within them. */
  readonly seq: number;
  /** Where the last line that sets the system prompt begins; 0: nowhere, or only in line 2. */
  readonly systemAt: number;
}

export const emptyHead: Head = { ...emptyFacts, version: 0, damagedLines: 0, fileBytes: 0, seq: 0, systemAt: 0 };

/** The head in a parsed line of type `meta`; whatever is missing or of the wrong type keeps its empty value. */
export function decodeHead(value: Readonly<Record<string, unknown>>): Head {
  const version = count(value.v);
  const status = text(value.status);
  const forkedFrom = decodeLineage(value.forked_from);
  const cachedTokens = count(value.cached_tokens);
  const cacheWrittenTokens = count(value.cache_written_tokens);
  const head: Head = {
    id: text(value.session_id),
    name: text(value.name),
    named: value.named === true,
    // For a named session the line repeats the name as title, for other readers.
    title: value.named === true ? '' : text(value.title),
    provider: text(value.provider),
    model: text(value.model),
    cwd: text(value.cwd),
    startTime: time(value.start_time_ms),
    endTime: time(value.end_time_ms),
    turnCount: count(value.turn_count),
    inputTokens: count(value.input_tokens),
    outputTokens: count(value.output_tokens),
    contextTokens: count(value.context_tokens),
    pinned: value.pinned === true,
    archived: value.archived === true,
    waiting: version > 0 && (status === 'waiting' || value.waiting === true),
    failed: version > 0 && status === 'failed',
    version,
    damagedLines: count(value.damaged_lines),
    fileBytes: count(value.file_bytes),
    seq: order(value.seq),
    systemAt: count(value.system_at),
  };
  // Most have none of these, and even an empty spread takes time ten thousand times.
  if (cachedTokens === 0 && cacheWrittenTokens === 0 && !forkedFrom) return head;
  return {
    ...head,
    ...(cachedTokens > 0 ? { cachedTokens } : {}),
    ...(cacheWrittenTokens > 0 ? { cacheWrittenTokens } : {}),
    ...(forkedFrom ? { forkedFrom } : {}),
  };
}

/** The lineage in a parsed value, or undefined. */
export function decodeLineage(value: unknown): Lineage | undefined {
  if (!isObject(value)) return undefined;
  const { session_id, name, message_id } = value;
  if (typeof session_id !== 'string') return undefined;
  return { sessionId: session_id, name: text(name), messageId: typeof message_id === 'string' ? message_id : null };
}

export function encodeLineage(lineage: Lineage): Record<string, unknown> {
  return { session_id: lineage.sessionId, name: lineage.name, message_id: lineage.messageId };
}

/**
 * Line 1 as text whose UTF-8 form has exactly `headBytes` bytes, including the newline. What does not fit is cut by
 * whole graphemes, the folder first and the name last; line 2 holds everything in full.
 */
export function encodeHead(head: Head): string {
  const room = headBytes - 1;
  const strings = new Map<string, string>([
    ['name', head.name],
    ['title', head.named ? head.name : head.title],
    ['provider', head.provider],
    ['model', head.model],
    ['cwd', head.cwd],
    ['fork', head.forkedFrom?.name ?? ''],
    ['forkMessage', head.forkedFrom?.messageId ?? ''],
    ['forkSession', head.forkedFrom?.sessionId ?? ''],
    ['id', head.id],
  ]);
  let line = headJson(head, strings);
  for (const [field, keep] of head.named ? cutsOfNamed : cuts) {
    const excess = utf8Length(line) - room;
    if (excess <= 0) break;
    const whole = strings.get(field) ?? '';
    strings.set(field, cutToJsonBytes(whole, Math.max(keep, jsonBytes(whole) - excess)));
    line = headJson(head, strings);
  }
  return `${line}${' '.repeat(room - utf8Length(line))}\n`;
}

/** What is cut when line 1 is too long, in this order, and how many bytes each may keep when its turn comes. */
const cuts: readonly (readonly [string, number])[] = [
  ['cwd', 60],
  ['title', 80],
  ['fork', 16],
  ['model', 60],
  ['provider', 20],
  ['cwd', 0],
  ['fork', 0],
  ['title', 0],
  ['name', 120],
  ['model', 0],
  ['provider', 0],
  ['forkMessage', 0],
  ['forkSession', 0],
  ['name', 0],
  ['id', 128],
];

/** A title that only repeats the name goes before anything else. */
const cutsOfNamed: typeof cuts = [['title', 0], ...cuts];

function headJson(head: Head, strings: ReadonlyMap<string, string>): string {
  const part = (field: string): string => strings.get(field) ?? '';
  return toWellFormedJson({
    type: 'meta',
    session_id: part('id'),
    model: part('model'),
    start_time_ms: head.startTime,
    end_time_ms: head.endTime,
    turn_count: head.turnCount,
    input_tokens: head.inputTokens,
    output_tokens: head.outputTokens,
    status: head.failed ? 'failed' : head.waiting ? 'waiting' : 'idle',
    v: head.version === 0 ? formatVersion : head.version,
    name: part('name'),
    title: part('title') === '' ? undefined : part('title'),
    provider: part('provider'),
    cwd: part('cwd'),
    named: head.named || undefined,
    cached_tokens: head.cachedTokens || undefined,
    cache_written_tokens: head.cacheWrittenTokens || undefined,
    context_tokens: head.contextTokens || undefined,
    pinned: head.pinned || undefined,
    archived: head.archived || undefined,
    waiting: head.failed && head.waiting ? true : undefined,
    forked_from:
      head.forkedFrom && part('forkSession') !== ''
        ? encodeLineage({
            sessionId: part('forkSession'),
            name: part('fork'),
            messageId: part('forkMessage') === '' ? null : part('forkMessage'),
          })
        : undefined,
    damaged_lines: head.damagedLines || undefined,
    file_bytes: head.fileBytes || undefined,
    seq: head.seq || undefined,
    system_at: head.systemAt || undefined,
  });
}

/** What a summary needs besides the facts of its head. */
export interface HeadOrigin {
  readonly filePath: string;
  readonly sizeBytes: number;
  readonly foreign: boolean;
  /** Why the file cannot be read, or what was lost; empty when whole. */
  readonly damage: string;
}

/** The summary of a session from its head. A session without id or name takes them from its file's name. */
export function summarize(head: Head, origin: HeadOrigin): SessionSummary {
  const { id, name, startTime } = isComplete(head) ? head : completed(head, origin.filePath);
  const lost = head.damagedLines === 0 ? '' : damagedLines(head.damagedLines);
  const summary: SessionSummary = {
    id,
    filePath: origin.filePath,
    name,
    named: head.named,
    title: head.named || head.title === '' ? name : head.title,
    provider: head.provider,
    model: head.model,
    cwd: head.cwd,
    startTime,
    endTime: Math.max(startTime, head.endTime),
    turnCount: head.turnCount,
    inputTokens: head.inputTokens,
    outputTokens: head.outputTokens,
    contextTokens: head.contextTokens,
    pinned: head.pinned,
    archived: head.archived,
    waiting: head.waiting,
    failed: head.failed,
    version: head.version,
    foreign: origin.foreign,
    damage: origin.damage === '' ? lost : origin.damage,
    sizeBytes: origin.sizeBytes,
  };
  if (!head.cachedTokens && !head.cacheWrittenTokens && !head.forkedFrom) return summary;
  return {
    ...summary,
    ...(head.cachedTokens ? { cachedTokens: head.cachedTokens } : {}),
    ...(head.cacheWrittenTokens ? { cacheWrittenTokens: head.cacheWrittenTokens } : {}),
    ...(head.forkedFrom ? { forkedFrom: head.forkedFrom } : {}),
  };
}

type Identity = Pick<Head, 'id' | 'name' | 'startTime'>;

/** An id becomes part of file names; one that cannot is treated as missing. */
function isComplete({ id, name, startTime }: Identity): boolean {
  return name !== '' && startTime > 0 && isSafeName(id);
}

/** What is missing, from the file's name. */
function completed({ id, name, startTime }: Identity, filePath: string): Identity {
  const fileName = filePath.slice(Math.max(filePath.lastIndexOf('/'), filePath.lastIndexOf('\\')) + 1);
  const base = fileName.replace(/\.jsonl$/, '');
  return {
    id: isSafeName(id) ? id : base,
    name: name === '' ? base : name,
    startTime: startTime > 0 ? startTime : startTimeOfFile(fileName),
  };
}

/** The start time in a file's name (`session-<unix seconds>.jsonl`), in ms; 0 if it has none. */
export function startTimeOfFile(fileName: string): number {
  const seconds = /^session-(\d{1,12})(?:-\d+)?\.jsonl$/.exec(fileName)?.[1];
  return seconds === undefined ? 0 : Number(seconds) * 1000;
}

/** Bytes of a text as UTF-8. */
export function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is four bytes in two units, each counted as two; everything else above 0x7ff is three.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

function jsonBytes(value: string): number {
  return utf8Length(toWellFormedJson(value)) - 2;
}

function cutToJsonBytes(value: string, limit: number): string {
  if (limit <= 0) return '';
  let used = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value.slice(0, limit))) {
    used += jsonBytes(segment);
    if (used > limit) break;
    end += segment.length;
  }
  return value.slice(0, end).replace(/[\ud800-\udbff]$/, '');
}
