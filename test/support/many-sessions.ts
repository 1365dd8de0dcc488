/** Fills a folder with any number of valid session files, quickly: for benchmarks of the list and for a look by hand. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { emptyHead, encodeEvent, encodeHead, encodeMessage } from '../../src/core/record.ts';

export interface ManySessions {
  readonly count: number;
  /** Turns in each; 1 when left out. */
  readonly turns?: number;
  /** Start of the newest, ms since 1970; each older one began ten minutes earlier. */
  readonly newest?: number;
}

const topics = ['react migration', 'release notes', 'flaky test', '日本語の要約', 'tax question', 'shell script 🚀'];
const models = ['claude-sonnet', 'gpt-large', 'llama-small'];

/** Writes `session-<seconds>.jsonl` files whose line 1 agrees with the lines below; returns their names, newest first. */
export function writeManySessions(directory: string, options: ManySessions): string[] {
  const turns = options.turns ?? 1;
  const newest = options.newest ?? 1_777_728_000_000;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names: string[] = [];
  for (let i = 0; i < options.count; i++) {
    const start = newest - i * 600_000;
    const name = `session-${Math.floor(start / 1000)}.jsonl`;
    const fd = openSync(join(directory, name), 'wx', 0o600);
    try {
      writeSync(fd, sessionText(i, start, turns));
    } finally {
      closeSync(fd);
    }
    names.push(name);
  }
  return names;
}

function sessionText(i: number, start: number, turns: number): string {
  // As the program makes them, but always the same.
  const id = `sess_${start.toString(16).padStart(16, '0')}${i.toString(16).padStart(16, '0')}`;
  const topic = topics[i % topics.length] ?? '';
  const model = models[i % models.length] ?? '';
  const named = i % 3 === 0;
  const name = named ? `${topic.replaceAll(' ', '-')}-${i}` : i.toString(36).padStart(4, 'x');
  const cwd = `/home/ada/projects/p${i % 40}`;
  const lines = [
    encodeEvent(
      { event: 'created', sessionId: id, sessionName: name, named, provider: 'offline', model, cwd, system: '' },
      start,
      1,
    ),
  ];
  let parent: string | null = null;
  let seq = 1;
  for (let turn = 0; turn < turns; turn++) {
    for (const role of ['user', 'assistant'] as const) {
      seq += 1;
      const messageId = `msg_${i}_${seq}`;
      const timestamp = start + seq * 1000;
      const content = `${role === 'user' ? 'Please help with' : 'Here is a thought on'} ${topic}, number ${turn}.`;
      const extra = role === 'assistant' ? { model, usage: { input: 120, output: 30 }, stop: 'end' as const } : {};
      lines.push(encodeMessage({ id: messageId, parent, seq, role, content, timestamp, ...extra }));
      parent = messageId;
    }
  }
  const body = lines.join('');
  const head = encodeHead({
    ...emptyHead,
    id,
    name,
    named,
    title: named ? '' : `Please help with ${topic}, number 0.`,
    provider: 'offline',
    model,
    cwd,
    startTime: start,
    endTime: start + seq * 1000,
    turnCount: turns,
    inputTokens: 120 * turns,
    outputTokens: 30 * turns,
    contextTokens: 150,
    pinned: i % 100 === 7,
    version: 1,
    fileBytes: 1024 + Buffer.byteLength(body),
    seq,
  });
  return head + body;
}
