/** A conversation of another program, put together line by line: messages that still grow, then messages to be stored. */
import { isObject, parseJson } from '../json.ts';
import { count, text, time } from '../record-fields.ts';
import { isDeep } from '../record-parts.ts';
import type { NewMessage, Part, Role, StopReason, Usage } from '../session.ts';

/** What one file of another program holds. Texts are empty where the program says nothing. */
export interface ForeignConversation {
  /** The program's own id of the session. */
  readonly id: string;
  /** Absent where the user had given it none. */
  readonly name?: string;
  readonly title: string;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  /** In the order of the file; the last one ends the branch that was shown. */
  readonly messages: readonly NewMessage[];
}

/** A message that later lines may still add to. */
export interface Draft {
  readonly id: string;
  readonly parent: string | null;
  readonly role: Role;
  readonly timestamp: number;
  readonly parts: Part[];
  provider?: string;
  model?: string;
  usage?: Usage;
  stop?: StopReason;
  problem?: string;
  summaryOf?: string;
}

export interface DraftStart {
  readonly role: Role;
  /** As the other program has it; when empty or taken, the message gets one of its own. */
  readonly id?: string;
  /** By default, the message before it. */
  readonly parent?: string | null;
  /** Milliseconds since 1970; 0 when unknown: then that of the message before it. */
  readonly timestamp: number;
}

/** The messages of one conversation, in the order of the file. */
export class Drafts {
  readonly #all: Draft[] = [];
  readonly #ids = new Set<string>();
  /** For programs whose lines name the one before them. */
  readonly #places = new Map<string, Draft | null>();
  readonly #begun: number;

  /** `begun`: when the session began, for messages without a time. */
  constructor(begun = 0) {
    this.#begun = begun;
  }

  get last(): Draft | undefined {
    return this.#all.at(-1);
  }

  add({ role, id = '', parent, timestamp }: DraftStart): Draft {
    const before = this.last;
    let own = id;
    for (let n = this.#all.length + 1; own === '' || this.#ids.has(own); n++) own = `imported_${n}`;
    this.#ids.add(own);
    const draft: Draft = {
      id: own,
      parent: parent === undefined ? (before?.id ?? null) : parent,
      role,
      timestamp: timestamp || (before?.timestamp ?? this.#begun),
      parts: [],
    };
    this.#all.push(draft);
    return draft;
  }

  /** The last message if it has this role and is the newest of the conversation, else a new one: for lines that belong together. */
  continue(start: DraftStart): Draft {
    return this.last?.role === start.role ? this.last : this.add(start);
  }

  /** What the other program had a model write when the conversation became too long: it stands for all before it. */
  addSummary(start: Omit<DraftStart, 'role'>, words: unknown): Draft {
    const draft = this.add({ ...start, role: 'assistant' });
    draft.parts.push(...textPart(words));
    draft.stop = 'end';
    if (draft.parent !== null) draft.summaryOf = draft.parent;
    return draft;
  }

  /** Notes which message a line belongs to, or follows when it says nothing. */
  place(lineId: string, draft: Draft | null): void {
    if (lineId !== '') this.#places.set(lineId, draft);
  }

  /** The message of that line; the last one if no such line was read. */
  placeOf(lineId: string): Draft | null {
    const place = this.#places.get(lineId);
    return place === undefined ? (this.last ?? null) : place;
  }

  hasLine(lineId: string): boolean {
    return this.#places.has(lineId);
  }

  /** The newest reply so far. */
  get lastReply(): Draft | undefined {
    return this.#all.findLast(({ role }) => role === 'assistant');
  }

  /** The messages that say anything; what followed an empty one follows the one before it. */
  finish(): readonly NewMessage[] {
    /** For each message that says nothing, the last one before it that does. */
    const instead = new Map<string, string | null>();
    const parentOf = (id: string | null): string | null =>
      id !== null && instead.has(id) ? (instead.get(id) ?? null) : id;
    const messages: NewMessage[] = [];
    for (const draft of this.#all) {
      const { parts: all, parent, problem, summaryOf, ...rest } = draft;
      const parts = all.filter((part) => part.type !== 'text' || part.text.trim() !== '');
      if (parts.length === 0 && problem === undefined) {
        instead.set(draft.id, parentOf(parent));
        continue;
      }
      const content = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
      messages.push({
        ...rest,
        parent: parentOf(parent),
        content,
        ...(parts.some((part) => part.type !== 'text') ? { parts } : {}),
        ...(problem === undefined ? {} : { problem }),
        ...(summaryOf === undefined || instead.has(summaryOf) ? {} : { summaryOf }),
      });
    }
    return messages;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** The objects of a file with one on each line, and how many lines could not be read (the last may be cut off). */
export function jsonLines(source: string): { readonly lines: readonly Fields[]; readonly unread: number } {
  const lines: Fields[] = [];
  let unread = 0;
  for (const line of source.split('\n')) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    if (isObject(value)) lines.push(value);
    else unread += 1;
  }
  return { lines, unread };
}

/** An object, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** The objects of a list, or none. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Milliseconds since 1970 of an ISO time, of milliseconds or of seconds; 0 if it is none of these. */
export function momentOf(value: unknown): number {
  if (typeof value === 'string') return time(Date.parse(value));
  const number = count(value);
  // In seconds, this is the year 5138; in milliseconds, 1973.
  return time(number < 1e11 ? number * 1000 : number);
}

/** Tokens of a request whose counts of the cache are not part of `input`. */
export function usageOf(input: unknown, output: unknown, cacheRead: unknown, cacheWritten: unknown): Usage | undefined {
  const [fresh, made, cached, written] = [count(input), count(output), count(cacheRead), count(cacheWritten)];
  if (fresh + made + cached + written === 0) return undefined;
  return {
    input: fresh + cached + written,
    output: made,
    ...(cached > 0 ? { cached } : {}),
    ...(written > 0 ? { cacheWritten: written } : {}),
  };
}

/** What was said; nothing where it is no text. */
export function textPart(value: unknown): readonly Part[] {
  return text(value) === '' ? [] : [{ type: 'text', text: text(value) }];
}

/** What was thought; nothing where it is hidden. */
export function thinkingPart(value: unknown): readonly Part[] {
  return text(value) === '' ? [] : [{ type: 'thinking', text: text(value) }];
}

/** What a tool was asked. */
export function callPart(id: unknown, name: unknown, input: unknown): Part {
  return { type: 'tool_call', id: text(id), name: text(name), input: inputOf(input) };
}

/** What it returned. */
export function resultPart(id: unknown, output: string, isError: boolean): Part {
  const part = { type: 'tool_result', id: text(id), output } as const;
  return isError ? { ...part, isError } : part;
}

/** What a tool was given, as JSON. */
function inputOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isDeep(value) ? '{}' : JSON.stringify(value ?? {});
}

/** What a tool returned, as text: of a list of blocks the texts, and the kind of what is no text. */
export function outputOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(blockText).join('\n');
  if (value === undefined || value === null) return '';
  return isDeep(value) ? notImported('nested data') : JSON.stringify(value);
}

function blockText(block: unknown): string {
  const fields = fieldsOf(block);
  if (typeof fields.text === 'string') return fields.text;
  return notImported(text(fields.type) || 'something');
}

/** In place of an image or a file: its bytes have no place in a session. */
export function notImported(what: string): string {
  return `[${what}, not imported]`;
}
