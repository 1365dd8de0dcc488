/** The homes that the benchmark starts the program in: any number of sessions, and one session of 20 MB. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyHead, encodeEvent, encodeHead, encodeMessage } from '../../src/core/record.ts';
import { writeManySessions } from '../support/many-sessions.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-bench-'));

/** A title that stands on the screen as soon as a list of many does. */
export const aRow = /Please help with/;
export const largeName = 'large-session';
/** How the large session ends. */
export const lastWords = 'the very last words';

/** An empty folder of this run. */
export function folder(name: string): string {
  const path = join(base, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A home with so many sessions; made once per run for each `name`. */
export function homeOf(count: number, name = `sessions-${count}`): string {
  const home = join(base, name);
  if (!existsSync(home)) {
    mkdirSync(home, { recursive: true });
    writeManySessions(join(home, 'sessions'), { count });
    // As the first start leaves it: who answers has been chosen.
    writeFileSync(join(home, 'config.json'), '{ "provider": "offline" }\n');
  }
  return home;
}

let added = 0;
/** One more session in a home, newer than all others: files that the list's cache has never seen. */
export function addSession(home: string): void {
  added += 1;
  writeManySessions(join(home, 'sessions'), { count: 1, newest: 1_778_000_000_000 + added * 1000 });
}

/** Adds a session of so many bytes, the newest of its home: short questions, answers with code and lists. */
export function addLargeSession(home: string, bytes = 20_000_000): string {
  const start = 1_779_000_000_000;
  const paragraph = 'The ref stays where it was and the state moves into a hook of its own, *step by step*. '.repeat(6);
  const answer = `${paragraph}\n\n\`\`\`ts\nconst ref = useRef<HTMLInputElement>(null);\n\`\`\`\n\n- one\n- two\n\n${paragraph}`;
  const provider = 'offline';
  const model = 'offline';
  const common = { provider, model, cwd: '/home/ada/projects/p1' };
  const id = 'sess_large';
  const lines = [
    encodeEvent(
      { event: 'created', sessionId: id, sessionName: largeName, named: true, system: '', ...common },
      start,
      1,
    ),
  ];
  let size = 0;
  let seq = 1;
  let parent: string | null = null;
  const add = (role: 'user' | 'assistant', content: string): void => {
    seq += 1;
    const messageId = `msg_${seq}`;
    const extra = role === 'assistant' ? { provider, model, usage: { input: 120, output: 300 } } : {};
    const line = encodeMessage({ id: messageId, parent, seq, role, content, timestamp: start + seq, ...extra });
    lines.push(line);
    size += line.length;
    parent = messageId;
  };
  while (size < bytes) {
    add('user', `And what about part ${seq} of the migration?`);
    add('assistant', answer);
  }
  add('user', 'Is that all?');
  add('assistant', `Yes: these are ${lastWords}.`);
  const body = lines.join('');
  const turns = seq >> 1;
  const head = encodeHead({
    ...emptyHead,
    ...common,
    id,
    name: largeName,
    named: true,
    startTime: start,
    endTime: start + seq,
    turnCount: turns,
    // Above the pinned ones of the many.
    pinned: true,
    inputTokens: 120 * turns,
    outputTokens: 300 * turns,
    contextTokens: 150,
    version: 1,
    fileBytes: 1024 + Buffer.byteLength(body),
    seq,
  });
  const path = join(home, 'sessions', `session-${start / 1000}.jsonl`);
  mkdirSync(join(home, 'sessions'), { recursive: true, mode: 0o700 });
  writeFileSync(path, head + body, { mode: 0o600 });
  return path;
}

export function removeHomes(): void {
  rmSync(base, { recursive: true, force: true });
}
