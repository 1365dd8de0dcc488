/** A session as JSON with every branch, and reading it back; messages look as in the session file. */
import { isObject, toWellFormedJson, withoutMark } from '../json.ts';
import { fail, ok, problem, type Result } from '../problem.ts';
import { decodeLine, decodeRecord, encodeMessage } from '../record.ts';
import { text as textOf, time as timeOf } from '../record-fields.ts';
import type { Message, NewMessage } from '../session.ts';
import type { ExportSource } from './export.ts';

const format = 'reprise-session';
const version = 1;

export function toJson({ session, transcript }: ExportSource): string {
  const document = {
    format,
    version,
    session: {
      id: session.id,
      name: session.name,
      named: session.named,
      title: session.named || session.title === session.name ? undefined : session.title,
      provider: session.provider,
      model: session.model,
      cwd: session.cwd,
      start_time_ms: session.startTime,
      end_time_ms: session.endTime,
    },
    system: transcript.system,
    head: transcript.head,
    messages: transcript.messages.map((message) => JSON.parse(encodeMessage(message))),
  };
  return `${toWellFormedJson(document, 2)}\n`;
}

/** What an exported document holds. */
export interface ImportedSession {
  /** Undefined where the user had given it none. */
  readonly name?: string;
  /** Of a session without a name: what a list called it. */
  readonly title?: string;
  /** Milliseconds since 1970. */
  readonly startTime?: number;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  readonly system: string;
  /** The end of the branch that was shown; null for an empty session. */
  readonly head: string | null;
  readonly messages: readonly NewMessage[];
}

/**
 * Problem `damaged`: the text is not an exported session, or one of its messages cannot be read. Unknown fields are
 * ignored.
 */
export function readExport(text: string): Result<ImportedSession> {
  let document: unknown;
  try {
    document = JSON.parse(withoutMark(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (isSessionFile(text)) return fail(sessionFile);
    return isJsonLines(text) ? fail(ofAnother) : refuse('The file is not JSON.', error.message);
  }
  if (!isObject(document) || document.format !== format) return fail(ofAnother);
  if (document.version !== version) {
    return fail(
      problem(
        'newer-version',
        'The file was exported by a newer version of reprise.',
        'Update reprise, then import it again.',
      ),
    );
  }
  const session = isObject(document.session) ? document.session : {};
  const messages: NewMessage[] = [];
  const ids = new Set<string>();
  for (const [index, value] of (Array.isArray(document.messages) ? document.messages : []).entries()) {
    const message = readMessage(value, messages.at(-1)?.id ?? null);
    if (!message || ids.has(message.id)) return refuse(`Message ${index + 1} of the file cannot be read.`);
    ids.add(message.id);
    messages.push(message);
  }
  const head =
    typeof document.head === 'string' && ids.has(document.head) ? document.head : (messages.at(-1)?.id ?? null);
  const title = textOf(session.title);
  const startTime = timeOf(session.start_time_ms) || (messages[0]?.timestamp ?? 0);
  return ok({
    ...(session.named === false ? {} : { name: textOf(session.name) }),
    ...(title === '' ? {} : { title }),
    ...(startTime > 0 ? { startTime } : {}),
    provider: textOf(session.provider),
    model: textOf(session.model),
    cwd: textOf(session.cwd),
    system: textOf(document.system),
    head,
    messages,
  });
}

function readMessage(value: unknown, before: string | null): NewMessage | undefined {
  const record = decodeRecord(value);
  if (record?.kind !== 'message' || record.message.id === undefined) return undefined;
  const { seq: _seq, id, parent = before, ...rest } = record.message;
  const message: Omit<Message, 'seq'> = { ...rest, id, parent };
  return message;
}

/** A session file itself, or a rescued one, needs no import: it can be copied. */
function isSessionFile(text: string): boolean {
  const first = text.slice(0, Math.max(0, text.indexOf('\n')));
  return decodeLine(first)?.kind === 'meta';
}

/** Most programs keep their conversations in this form. */
function isJsonLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end < 0) return false;
  try {
    return isObject(JSON.parse(withoutMark(text.slice(0, end))));
  } catch {
    return false;
  }
}

/** A conversation from any program can at least be attached to a message. */
const ofAnother = problem(
  'damaged',
  'The file is neither an export from `reprise export` nor a conversation of Claude Code, Codex, goose, opencode or pi.',
  'Attach it to a message with @PATH so that a model can read it.',
);

const sessionFile = problem(
  'damaged',
  'The file is a session file, not an export.',
  'Copy it into the sessions folder; `reprise config` shows where that is.',
);

function refuse(message: string, detail?: string): Result<never> {
  const next = 'Export it again with `reprise export SESSION FILE.json`.';
  return fail(problem('damaged', message, next, detail === undefined ? {} : { detail }));
}
