/**
 * One long session file: thousands of turns of prose, code, lists and tools, megabytes of them, identical in every run.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { emptyHead, encodeEvent, encodeHead, encodeMessage } from '../../src/core/record.ts';
import type { Message, Part } from '../../src/core/session.ts';

export interface LongSession {
  readonly turns: number;
  /** About how many bytes the file has. */
  readonly bytes: number;
  readonly name?: string;
  /** Start, ms since 1970. */
  readonly start?: number;
}

const words =
  'the ref keeps its value between two renders so that a component may look at what it was without drawing again while state is what the screen is made from and changes only through its setter'.split(
    ' ',
  );

/** A word that occurs once in every hundredth reply, and nowhere else. */
export const rareWord = 'periwinkle';

/** Writes the file and returns its path. */
export function writeLongSession(directory: string, options: LongSession): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const start = options.start ?? 1_777_000_000_000;
  const id = `sess_${start.toString(36)}longlonglong`;
  const name = options.name ?? 'a-long-talk';
  const lines: string[] = [
    encodeEvent(
      {
        event: 'created',
        sessionId: id,
        sessionName: name,
        named: true,
        provider: 'offline',
        model: 'offline',
        cwd: '/home/ada',
        system: '',
      },
      start,
      1,
    ),
  ];
  const perReply = Math.max(200, Math.floor(options.bytes / options.turns) - 500);
  let parent: string | null = null;
  let seq = 1;
  for (let turn = 0; turn < options.turns; turn += 1) {
    for (const message of [promptOf(turn), replyOf(turn, perReply)]) {
      seq += 1;
      const whole: Message = { ...message, id: `msg_${seq}`, parent, seq, timestamp: start + seq * 1000 };
      lines.push(encodeMessage(whole));
      parent = whole.id;
    }
  }
  const body = lines.join('');
  const head = encodeHead({
    ...emptyHead,
    id,
    name,
    named: true,
    title: '',
    provider: 'offline',
    model: 'offline',
    cwd: '/home/ada',
    startTime: start,
    endTime: start + seq * 1000,
    turnCount: options.turns,
    inputTokens: 100 * options.turns,
    outputTokens: 900 * options.turns,
    contextTokens: 1000,
    version: 1,
    fileBytes: 1024 + Buffer.byteLength(body),
    seq,
  });
  const path = join(directory, `session-${Math.floor(start / 1000)}.jsonl`);
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeSync(fd, head + body);
  } finally {
    closeSync(fd);
  }
  return path;
}

type Said = Omit<Message, 'id' | 'parent' | 'seq' | 'timestamp'>;

function promptOf(turn: number): Said {
  return { role: 'user', content: `Question ${turn}: ${sentence(turn, 12)}?` };
}

function replyOf(turn: number, size: number): Said {
  const pieces = [`Answer ${turn}. **${sentence(turn, 6)}**, ${sentence(turn + 1, 30)}.`];
  if (turn % 100 === 7) pieces.push(`Here is a ${rareWord} for you.`);
  for (let at = 0; lengthOf(pieces) < size; at += 1) {
    if (at % 4 === 0) pieces.push(`\`\`\`ts\n${code(turn + at)}\n\`\`\``);
    else if (at % 4 === 1)
      pieces.push(Array.from({ length: 4 }, (_, i) => `- ${sentence(turn + at + i, 9)}`).join('\n'));
    else pieces.push(`${sentence(turn * 7 + at, 60)}.`);
  }
  const content = pieces.join('\n\n');
  const parts: readonly Part[] = [
    { type: 'thinking', text: sentence(turn + 3, 40) },
    { type: 'text', text: content },
    { type: 'tool_call', id: `call_${turn}`, name: 'read_file', input: `{"path":"src/part-${turn}.ts"}` },
  ];
  const usage = { input: 100, output: 900 };
  return {
    role: 'assistant',
    content,
    provider: 'offline',
    model: 'offline',
    usage,
    stop: 'end',
    ...(turn % 10 === 3 ? { parts } : {}),
  };
}

function lengthOf(pieces: readonly string[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length + 2, 0);
}

function sentence(seed: number, count: number): string {
  return Array.from({ length: count }, (_, i) => words[(seed * 13 + i * 7 + ((seed * i) % 5)) % words.length]).join(
    ' ',
  );
}

function code(seed: number): string {
  return Array.from(
    { length: 6 },
    (_, i) =>
      `${'  '.repeat(i % 3)}const part${seed}x${i} = useRef<HTMLInputElement>(${i}); // ${sentence(seed + i, i === 3 ? 30 : 4)}`,
  ).join('\n');
}
