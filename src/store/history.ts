/** Every prompt ever sent, for searching backwards: one JSON line each, appended, bounded, without repeats when read. */
import { dirname } from 'node:path';
import { parseObject } from '../core/json.ts';
import { ok, type Result } from '../core/problem.ts';
import { text, time } from '../core/record-fields.ts';
import { diskProblem, nodeDisk, readUpTo, throwIfBug, writeAll } from './disk.ts';
import { closeQuietly, ensureFolder, type OpenedFile, openFile } from './files.ts';
import { newline } from './lines.ts';
import { replaceFile } from './replace.ts';

export interface SentPrompt {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly sessionId: string;
}

/** A longer prompt is in its session, but not in the history. */
const longestPrompt = 100_000;
/** A longer file is cut to its newer half. */
const longestFile = 4 << 20;

/** Appends one prompt in one write, so that several programs can do so at once. */
export async function addPrompt(historyFile: string, prompt: SentPrompt): Promise<Result<void>> {
  if (prompt.text.trim() === '' || prompt.text.length > longestPrompt) return ok(undefined);
  const opened = await openOrMake(historyFile);
  if (!opened.ok) return opened;
  const { fd, stat } = opened.value;
  try {
    const line = `${JSON.stringify({ text: prompt.text, timestamp_ms: prompt.timestamp, session_id: prompt.sessionId })}\n`;
    const glued = stat.size > 0 && !(await endsWithNewline(historyFile, stat.size));
    await writeAll(nodeDisk, fd, Buffer.from(glued ? `\n${line}` : line), null);
    return ok(undefined);
  } catch (error) {
    return { ok: false, problem: diskProblem(error, historyFile) };
  } finally {
    await closeQuietly(nodeDisk, fd);
  }
}

/**
 * The newest `limit` prompts, newest first, each text once. Unreadable lines are skipped; an unreadable file gives
 * none. A file that has grown too long is cut (a prompt that another program appends at that very moment is then
 * missing here, but still in its session).
 */
export async function loadHistory(historyFile: string, limit = 1000): Promise<readonly SentPrompt[]> {
  const opened = await openFile(nodeDisk, historyFile, 'read');
  if (!opened.ok) return [];
  const { fd, stat } = opened.value;
  try {
    const from = Math.max(0, stat.size - longestFile / 2);
    const text = (await readUpTo(nodeDisk, fd, from, stat.size - from)).toString('utf8');
    const lines = text.split('\n');
    if (from > 0) lines.shift();
    if (stat.size > longestFile) await replaceFile(historyFile, lines.join('\n'), 'bytes');
    return newestFirst(lines, limit);
  } catch (error) {
    throwIfBug(error);
    return [];
  } finally {
    await closeQuietly(nodeDisk, fd);
  }
}

function newestFirst(lines: readonly string[], limit: number): SentPrompt[] {
  const seen = new Set<string>();
  const prompts: SentPrompt[] = [];
  for (let i = lines.length - 1; i >= 0 && prompts.length < limit; i--) {
    const prompt = decode(lines[i] ?? '');
    if (prompt === undefined || seen.has(prompt.text)) continue;
    seen.add(prompt.text);
    prompts.push(prompt);
  }
  return prompts;
}

function decode(line: string): SentPrompt | undefined {
  const { text: prompt, timestamp_ms, session_id } = parseObject(line);
  if (typeof prompt !== 'string') return undefined;
  return { text: prompt, timestamp: time(timestamp_ms), sessionId: text(session_id) };
}

async function openOrMake(historyFile: string): Promise<Result<OpenedFile>> {
  const opened = await openFile(nodeDisk, historyFile, 'append');
  if (opened.ok || opened.problem.code !== 'session-not-found') return opened;
  const folder = await ensureFolder(nodeDisk, dirname(historyFile));
  if (!folder.ok) return folder;
  const made = await openFile(nodeDisk, historyFile, 'ensure');
  if (!made.ok) return made;
  await closeQuietly(nodeDisk, made.value.fd);
  return openFile(nodeDisk, historyFile, 'append');
}

/** False after a torn line, to which the next one must not be appended. */
async function endsWithNewline(path: string, size: number): Promise<boolean> {
  const opened = await openFile(nodeDisk, path, 'read');
  if (!opened.ok) return true;
  try {
    const last = await readUpTo(nodeDisk, opened.value.fd, size - 1, 1);
    return last[0] === newline;
  } finally {
    await closeQuietly(nodeDisk, opened.value.fd);
  }
}
