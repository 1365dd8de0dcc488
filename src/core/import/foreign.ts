/** Conversations of other programs: whose a text is, and what is in it as a session. */
import { isObject, parseJson } from '../json.ts';
import { text } from '../record-fields.ts';
import { readClaudeCode } from './claude-code.ts';
import { readCodex } from './codex.ts';
import { type Fields, type ForeignConversation, jsonLines, listOf } from './drafts.ts';
import { readGoose } from './goose.ts';
import { readOpencode } from './opencode.ts';
import { readPi } from './pi.ts';

export interface ForeignSession extends ForeignConversation {
  /** As people call it. */
  readonly program: string;
  /** Lines that could not be read, and are missing. */
  readonly unreadLines: number;
}

/** The conversation in a text that another program wrote; undefined if it is none that we know. */
export function readForeign(source: string): ForeignSession | undefined {
  const whole = parseJson(source);
  if (isObject(whole)) {
    const session = readDocument(whole);
    if (session) return { ...session, unreadLines: 0 };
  }
  const { lines, unread } = jsonLines(source);
  const session = readLines(lines);
  return session && { ...session, unreadLines: unread };
}

function readDocument(document: Fields): Omit<ForeignSession, 'unreadLines'> | undefined {
  if (typeof document.working_dir === 'string' && Array.isArray(document.conversation)) {
    return { program: 'goose', ...readGoose(document, listOf(document.conversation)) };
  }
  if (isObject(document.info) && Array.isArray(document.messages)) {
    return { program: 'opencode', ...readOpencode(document.info, listOf(document.messages)) };
  }
  return undefined;
}

function readLines(lines: readonly Fields[]): Omit<ForeignSession, 'unreadLines'> | undefined {
  const [first, ...others] = lines;
  if (!first) return undefined;
  if (first.type === 'session' && typeof first.cwd === 'string') return { program: 'pi', ...readPi(lines) };
  if (first.type === 'session_meta' || isOldCodex(first, others)) return { program: 'Codex', ...readCodex(lines) };
  if (typeof first.working_dir === 'string') return { program: 'goose', ...readGoose(first, others) };
  const isClaudeCode = lines.some(
    (line) =>
      text(line.sessionId) !== '' && (line.type === 'user' || line.type === 'assistant') && isObject(line.message),
  );
  return isClaudeCode ? { program: 'Claude Code', ...readClaudeCode(lines) } : undefined;
}

/** Before it named its kinds of lines: an id and a time, then items. */
function isOldCodex(first: Fields, others: readonly Fields[]): boolean {
  const isHeader = text(first.id) !== '' && text(first.timestamp) !== '' && first.type === undefined;
  return isHeader && others.some((line) => line.type === 'message' && Array.isArray(line.content));
}
