/** Folds records into the facts of line 1 and into a transcript. Pure; gives the same for a whole file and its tail. */

import { isLastCopied } from './lineage.ts';
import { splitInput } from './price.ts';
import type { FileRecord, Head, StoredEvent, StoredMessage } from './record.ts';
import {
  type Aside,
  formatVersion,
  type Message,
  type ModelRef,
  type Notice,
  type Transcript,
  type Usage,
} from './session.ts';
import { isWholeSummary } from './summary.ts';
import { damagedLines } from './words.ts';

const titleLength = 80;

/**
 * The facts after one more record. `at` is the byte where its line begins, counted so that line 1 has 1024 bytes;
 * it replaces `seq` if another program wrote none.
 */
export function stepHead(head: Head, record: FileRecord, at: number): Head {
  switch (record.kind) {
    case 'message': {
      const next = stepMessage(head, record.message, at);
      return isLastCopied(head, record.message.id) ? withoutUsage(next) : next;
    }
    case 'extension':
      return stepEvent({ ...head, seq: Math.max(head.seq, record.seq) }, record.event, record.timestamp, at);
    case 'status':
      return {
        ...head,
        inputTokens: record.inputTokens,
        outputTokens: record.outputTokens,
        endTime: Math.max(head.endTime, record.timestamp),
      };
    case 'meta':
    case 'skipped':
    case 'unknown':
      return head;
  }
}

/** The facts of line 1 with everything at zero that lines 2 and on will count again. */
export function resetHead(head: Head): Head {
  return {
    // Another program's own totals are kept until its `status` line corrects them; ours are counted again.
    ...(head.version === 0 ? head : withoutUsage(head)),
    endTime: head.startTime,
    turnCount: 0,
    contextTokens: 0,
    waiting: false,
    failed: false,
    damagedLines: 0,
    fileBytes: 0,
    seq: 0,
    systemAt: 0,
  };
}

function stepMessage(head: Head, message: StoredMessage, at: number): Head {
  // A retry after an error that was none stores a message twice in a row: it counts once.
  if (message.id !== undefined && message.seq !== undefined && message.seq === head.seq) return head;
  const next = {
    ...head,
    seq: seqOf(message.seq, head.seq, at),
    startTime: head.startTime === 0 ? message.timestamp : head.startTime,
    // A clock may be set back; the end of a session never moves back.
    endTime: Math.max(head.endTime, message.timestamp),
  };
  if (message.role === 'user') {
    if (!isPrompt(message)) return next;
    const title = head.title === '' ? firstLine(message.content) : head.title;
    return { ...next, title, turnCount: head.turnCount + 1, waiting: false, failed: false };
  }
  if (message.role !== 'assistant') return next;
  return {
    ...plusUsage(next, message.usage),
    ...modelAfter(head, message),
    contextTokens: contextAfter(head, message),
    // A reply the user stopped has been seen; sessions of other programs do not wait.
    waiting: head.version > 0 && message.id !== undefined && message.stop !== 'aborted' && message.seen !== true,
    failed: message.stop === 'failed',
  };
}

function withoutUsage(head: Head): Head {
  const { cachedTokens: _read, cacheWrittenTokens: _written, ...rest } = head;
  return { ...rest, inputTokens: 0, outputTokens: 0 };
}

/** The totals plus the tokens of one more request. */
function plusUsage(head: Head, usage: Usage | undefined): Head {
  if (!usage) return head;
  const { fresh, read, written } = splitInput(usage);
  const cachedTokens = (head.cachedTokens ?? 0) + read;
  const cacheWrittenTokens = (head.cacheWrittenTokens ?? 0) + written;
  return {
    ...head,
    inputTokens: head.inputTokens + fresh + read + written,
    outputTokens: head.outputTokens + usage.output,
    ...(cachedTokens > 0 ? { cachedTokens } : {}),
    ...(cacheWrittenTokens > 0 ? { cacheWrittenTokens } : {}),
  };
}

/** A complete summary replaces what it was made from; an incomplete one replaces nothing. */
function contextAfter(head: Head, message: StoredMessage): number {
  const { usage, summaryOf } = message;
  if (!usage) return head.contextTokens;
  if (summaryOf === undefined) return usage.input + usage.output;
  return isWholeSummary(message) ? usage.output : head.contextTokens;
}

/**
 * The provider and model of the next reply. In our files it is what was chosen, not what replied: a choice may be made
 * while a reply still streams, servers reply under other names (a dated one, or the one behind a router's alias) that
 * they may not accept in a request, and a single reply may have come from another model.
 */
function modelAfter(head: Head, { provider = head.provider, model }: StoredMessage): ModelRef {
  const isChosen = provider === head.provider ? head.model !== '' : head.version > 0 && head.provider !== '';
  return { provider: isChosen ? head.provider : provider, model: isChosen || model === undefined ? head.model : model };
}

function stepEvent(head: Head, event: StoredEvent, timestamp: number, at: number): Head {
  switch (event.event) {
    case 'created':
      return {
        ...head,
        // Only our files have this line: even without its summary, the file is one of ours.
        version: Math.max(head.version, formatVersion),
        id: event.sessionId === '' ? head.id : event.sessionId,
        name: event.sessionName === '' ? head.name : event.sessionName,
        named: event.named,
        provider: event.provider,
        model: event.model,
        cwd: event.cwd,
        startTime: head.startTime === 0 ? timestamp : head.startTime,
        endTime: Math.max(head.endTime, timestamp),
        ...(event.forkedFrom ? { forkedFrom: event.forkedFrom } : {}),
      };
    case 'renamed':
      return { ...head, name: event.name, named: event.named ?? true };
    case 'titled':
      return { ...head, title: event.title };
    case 'pinned':
      return { ...head, pinned: event.on };
    case 'archived':
      return { ...head, archived: event.on };
    case 'model':
      return { ...head, provider: event.provider, model: event.model };
    case 'system':
      return { ...head, systemAt: at };
    case 'seen':
      return { ...head, waiting: false };
    case 'aside':
      return plusUsage(head, event.usage);
    case 'branch':
      return head;
  }
}

/**
 * True for what a person wrote, which counts as a turn. claude-code-Go writes tool results as user messages; ours have
 * an id, because a person may type these words.
 */
export function isPrompt(message: Pick<StoredMessage, 'id' | 'role' | 'content'>): boolean {
  if (message.role !== 'user') return false;
  const foreign = message.id === undefined || message.id.startsWith(placeId);
  return !(foreign && message.content.startsWith('[tool result: '));
}

/** The fold gives messages without an id one that begins like this, followed by their place in the file. */
const placeId = 'at-';

/** The id of a message without one of its own that stands at this byte, counted as if line 1 had 1024. */
export function idOfPlace(at: number): string {
  return `${placeId}${at}`;
}

/** The byte of the file that such an id names; undefined for every other id. */
export function placeOfId(id: string): number | undefined {
  return id.startsWith(placeId) ? Number(id.slice(placeId.length)) : undefined;
}

function seqOf(stored: number | undefined, last: number, at: number): number {
  // A place in the file is the same for a whole read and for its tail, and never below a seq of ours.
  const seq = stored ?? at;
  return seq > last ? seq : last + 1;
}

function firstLine(content: string): string {
  const line =
    content
      .slice(0, 4 * titleLength)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  const chars = Array.from(line.trim());
  return chars.length <= titleLength ? chars.join('') : `${chars.slice(0, titleLength - 1).join('')}…`;
}

/** What a transcript keeps of a side request. */
export function asideOf(
  { provider, model, usage }: Aside,
  timestamp: number,
): NonNullable<Transcript['asides']>[number] {
  return { provider, model, usage, timestamp };
}

/** Builds a transcript record by record; `finish` returns it as a value. */
export interface TranscriptFold {
  add(record: FileRecord, at: number): void;
  /** Something in the file could not be read; it stays there and is reported. */
  damage(text: string): void;
  /** `bytesBefore` is where reading began (0: with the first line). */
  finish(sessionId: string, bytesBefore: number): Transcript;
}

export function foldTranscript(from?: Transcript): TranscriptFold {
  const messages: Message[] = from ? [...from.messages] : [];
  const asides = from?.asides ? [...from.asides] : [];
  const ids = new Map(messages.map((message) => [message.id, message.content]));
  const found = new Map<string, { readonly after: number; readonly text: string; times: number }>();
  let last = messages.at(-1)?.seq ?? 0;
  let head = from?.head ?? null;
  let system = from?.system ?? '';
  let damaged = from?.damagedLines ?? 0;
  // In a file with its own format, thousands of lines look the same to us: they are reported once, with their number.
  const note = (text: string): void => {
    const key = `${last} ${text}`;
    const same = found.get(key);
    if (same) same.times += 1;
    else found.set(key, { after: last, text, times: 1 });
  };

  return {
    add(record, at) {
      if (record.kind === 'message') {
        const stored = record.message.id ?? idOfPlace(at);
        const same = ids.get(stored);
        // A retry after an error that was none may have stored a message twice: the first one counts. Another text
        // under the same id is a message of its own.
        if (same === record.message.content) return;
        const id = same === undefined ? stored : idOfPlace(at);
        const seq = seqOf(record.message.seq, last, at);
        const parent = record.message.parent === undefined ? head : record.message.parent;
        messages.push({ ...record.message, id, seq, parent });
        ids.set(id, record.message.content);
        last = seq;
        head = id;
      } else if (record.kind === 'extension') {
        const { event, timestamp } = record;
        last = Math.max(last, record.seq);
        if (event.event === 'branch') head = event.head;
        if (event.event === 'system') system = event.text;
        if (event.event === 'created') system = event.system;
        if (event.event === 'aside') asides.push(asideOf(event, timestamp));
      } else if (record.kind === 'unknown') {
        note(`unsupported entry: ${record.type}`);
      }
    },
    damage(text) {
      damaged += 1;
      note(text);
    },
    finish(sessionId, bytesBefore) {
      const notices = [...found.values()].map(({ after, text, times }): Notice => ({ after, text: told(text, times) }));
      const known = head !== null && (ids.has(head) || bytesBefore > 0);
      return {
        sessionId,
        messages,
        head: known ? head : (messages.at(-1)?.id ?? null),
        system,
        notices: from ? [...from.notices, ...notices] : notices,
        complete: bytesBefore === 0,
        bytesBefore,
        damagedLines: damaged,
        ...(asides.length > 0 ? { asides } : {}),
      };
    },
  };
}

function told(text: string, times: number): string {
  if (times === 1) return text;
  return text === damagedLines(1) ? damagedLines(times) : `${text} (${times} times)`;
}
