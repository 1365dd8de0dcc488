/** The lines of a session file as values: decoded with hand-written checks (a hot path), and encoded. */
import { isObject, parseJson, toWellFormedJson } from './json.ts';
import { count, order, text, time } from './record-fields.ts';
import { decodeHead, decodeLineage, encodeLineage, type Head } from './record-head.ts';
import { decodeAttachment, decodeBlocks, decodeList, decodePart } from './record-parts.ts';
import {
  formatVersion,
  type Lineage,
  type Message,
  type Role,
  type SessionEvent,
  type StopReason,
  type Usage,
} from './session.ts';

export * from './record-head.ts';

/** A message as it is in a line. Other programs write neither `id`, `parent` nor `seq`; the fold assigns them. */
export interface StoredMessage extends Omit<Message, 'id' | 'parent' | 'seq'> {
  readonly id?: string;
  readonly parent?: string | null;
  readonly seq?: number;
}

/** What line 2 holds in full. */
export interface CreatedEvent {
  readonly event: 'created';
  readonly sessionId: string;
  readonly sessionName: string;
  readonly named: boolean;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  readonly system: string;
  readonly forkedFrom?: Lineage;
}

/** Every fact besides the messages, as it is in an `extension` line. */
export type StoredEvent = CreatedEvent | SessionEvent;

export type FileRecord =
  | { readonly kind: 'meta'; readonly head: Head }
  | { readonly kind: 'message'; readonly message: StoredMessage }
  | { readonly kind: 'extension'; readonly event: StoredEvent; readonly timestamp: number; readonly seq: number }
  /** claude-code-Go's closing line: overrides the token counts and the end time of line 1. */
  | {
      readonly kind: 'status';
      readonly status: string;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly timestamp: number;
    }
  /** A line of another program that has nothing to show. */
  | { readonly kind: 'skipped'; readonly type: string }
  /** Kept in the file, shown as "unsupported entry". */
  | { readonly kind: 'unknown'; readonly type: string };

const roles: ReadonlySet<unknown> = new Set<Role>(['user', 'assistant', 'system', 'tool']);
const stops: ReadonlySet<unknown> = new Set<StopReason>([
  'end',
  'length',
  'aborted',
  'interrupted',
  'refused',
  'failed',
]);
const skippedTypes: ReadonlySet<string> = new Set(['request', 'response', 'tool', 'permission', 'runtime', 'error']);

/** One parsed line as a record; undefined when the value is no record at all (not an object with a `type`). */
export function decodeRecord(value: unknown): FileRecord | undefined {
  if (!isObject(value) || typeof value.type !== 'string') return undefined;
  switch (value.type) {
    case 'message':
      return decodeMessage(value);
    case 'meta':
      return { kind: 'meta', head: decodeHead(value) };
    case 'extension':
      return decodeExtension(value);
    case 'status':
      return {
        kind: 'status',
        status: text(value.status),
        inputTokens: count(value.input_tokens),
        outputTokens: count(value.output_tokens),
        timestamp: time(value.timestamp_ms),
      };
    default:
      return skippedTypes.has(value.type)
        ? { kind: 'skipped', type: value.type }
        : { kind: 'unknown', type: value.type.slice(0, 40) };
  }
}

/**
 * One line's text as a record; undefined for what is not JSON or not a record. A byte order mark does no harm: editors
 * put one before the first line, and concatenated files have one in the middle.
 */
export function decodeLine(line: string): FileRecord | undefined {
  return decodeRecord(parseJson(line));
}

function decodeMessage(value: Record<string, unknown>): FileRecord {
  const said = typeof value.content === 'string' ? { content: value.content } : decodeBlocks(value.content);
  if (!roles.has(value.role) || said === undefined) return { kind: 'unknown', type: 'message' };
  const usage = decodeUsage(value.usage);
  const parts = decodeList(value.parts, decodePart) ?? said.parts;
  const seq = order(value.seq);
  const attachments = decodeList(value.attachments, decodeAttachment);
  const message: StoredMessage = {
    role: value.role as Role,
    content: said.content,
    timestamp: time(value.timestamp_ms),
    ...(typeof value.id === 'string' && value.id !== '' ? { id: value.id } : {}),
    ...(typeof value.parent === 'string' || value.parent === null ? { parent: value.parent } : {}),
    ...(seq > 0 ? { seq } : {}),
    ...(typeof value.provider === 'string' ? { provider: value.provider } : {}),
    ...(typeof value.model === 'string' ? { model: value.model } : {}),
    ...(usage ? { usage } : {}),
    ...(stops.has(value.stop) ? { stop: value.stop as StopReason } : {}),
    ...(typeof value.problem === 'string' ? { problem: value.problem } : {}),
    ...(parts ? { parts } : {}),
    ...(attachments ? { attachments } : {}),
    ...(typeof value.summary_of === 'string' ? { summaryOf: value.summary_of } : {}),
    ...(value.seen === true ? { seen: true } : {}),
  };
  return { kind: 'message', message };
}

function decodeUsage(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  return {
    input: count(value.input),
    output: count(value.output),
    ...(typeof value.cached === 'number' ? { cached: count(value.cached) } : {}),
    ...(typeof value.cache_written === 'number' ? { cacheWritten: count(value.cache_written) } : {}),
    ...(value.estimated === true ? { estimated: true } : {}),
  };
}

function decodeExtension(value: Record<string, unknown>): FileRecord {
  if (value.name !== 'reprise') return { kind: 'skipped', type: 'extension' };
  const event = decodeEvent(value);
  if (!event) return { kind: 'unknown', type: `reprise ${text(value.event).slice(0, 40)}`.trimEnd() };
  return { kind: 'extension', event, timestamp: time(value.timestamp_ms), seq: order(value.seq) };
}

function decodeEvent(value: Record<string, unknown>): StoredEvent | undefined {
  switch (value.event) {
    case 'created': {
      const forkedFrom = decodeLineage(value.forked_from);
      return {
        event: 'created',
        sessionId: text(value.session_id),
        sessionName: text(value.session_name),
        named: value.named === true,
        provider: text(value.provider),
        model: text(value.model),
        cwd: text(value.cwd),
        system: text(value.system),
        ...(forkedFrom ? { forkedFrom } : {}),
      };
    }
    case 'renamed': {
      const name = text(value.session_name);
      const first = value.named === false ? ({ named: false } as const) : {};
      return name === '' ? undefined : { event: 'renamed', name, ...first };
    }
    case 'titled':
      return { event: 'titled', title: text(value.title) };
    case 'pinned':
      return { event: 'pinned', on: value.on === true };
    case 'archived':
      return { event: 'archived', on: value.on === true };
    case 'branch':
      return typeof value.head === 'string' ? { event: 'branch', head: value.head } : undefined;
    case 'model':
      return { event: 'model', provider: text(value.provider), model: text(value.model) };
    case 'system':
      return { event: 'system', text: text(value.text) };
    case 'seen':
      return { event: 'seen' };
    case 'aside': {
      const usage = decodeUsage(value.usage);
      return usage && { event: 'aside', provider: text(value.provider), model: text(value.model), usage };
    }
    default:
      return undefined;
  }
}

/** One message as a line, newline included. */
export function encodeMessage(message: Message): string {
  return `${toWellFormedJson({
    type: 'message',
    role: message.role,
    content: message.content,
    timestamp_ms: message.timestamp,
    seq: message.seq,
    id: message.id,
    parent: message.parent,
    provider: message.provider,
    model: message.model,
    usage: message.usage && encodeUsage(message.usage),
    stop: message.stop,
    problem: message.problem,
    parts: message.parts?.map((part) =>
      part.type === 'tool_result'
        ? { type: part.type, id: part.id, output: part.output, is_error: part.isError }
        : part,
    ),
    attachments: message.attachments?.map(({ mediaType, ...rest }) => ({ ...rest, media_type: mediaType })),
    summary_of: message.summaryOf,
    seen: message.seen === true ? true : undefined,
  })}\n`;
}

function encodeUsage({ cacheWritten, ...usage }: Usage): Record<string, unknown> {
  return { ...usage, cache_written: cacheWritten };
}

/** One event as a line, newline included. `program` is the version that wrote it. */
export function encodeEvent(event: StoredEvent, timestamp: number, seq: number, program?: string): string {
  const base = { type: 'extension', name: 'reprise', event: event.event, timestamp_ms: timestamp, seq };
  return `${toWellFormedJson({ ...base, ...eventFields(event, program) })}\n`;
}

function eventFields(event: StoredEvent, program: string | undefined): Record<string, unknown> {
  switch (event.event) {
    case 'created':
      return {
        v: formatVersion,
        program,
        session_id: event.sessionId,
        // `name` is taken: it says whose extension the line is.
        session_name: event.sessionName,
        named: event.named || undefined,
        provider: event.provider,
        model: event.model,
        cwd: event.cwd,
        system: event.system === '' ? undefined : event.system,
        forked_from: event.forkedFrom ? encodeLineage(event.forkedFrom) : undefined,
      };
    case 'renamed':
      return { session_name: event.name, named: event.named };
    case 'aside':
      return { provider: event.provider, model: event.model, usage: encodeUsage(event.usage) };
    default: {
      const { event: _event, ...fields } = event;
      return fields;
    }
  }
}

/** A `created` line, newline included, with everything about a session: line 2, or a later line if that was lost. */
export function createdLine(head: Head, seq: number, system = '', program?: string): string {
  const { id, name, named, provider, model, cwd, startTime, forkedFrom } = head;
  const lineage = forkedFrom ? { forkedFrom } : {};
  const event = { event: 'created', sessionId: id, sessionName: name, named, provider, model, cwd, system } as const;
  return encodeEvent({ ...event, ...lineage }, startTime, seq, program);
}

/**
 * The message with the text that its line will have: without half surrogate pairs, because servers reject requests with
 * them.
 */
export function wellFormed<T extends Pick<Message, 'content'>>(message: T): T {
  return message.content.isWellFormed() ? message : { ...message, content: message.content.toWellFormed() };
}
