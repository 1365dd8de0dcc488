/** Every fixture cut at every byte, and with every byte of its first 4 KB replaced: it opens where a message is left, and no whole line is lost. */
import fs from 'node:fs';
import path from 'node:path';
import { nodeDisk } from '../../src/store/disk.ts';
import { createStore } from '../../src/store/store.ts';

export interface DamageTally {
  readonly tried: number;
  /** Files that would not open although a message is in them, or that were changed all the same. */
  readonly refused: number;
  /** Messages on whole lines that were not there after opening. */
  readonly lost: number;
  /** Line 1 that is not 1024 bytes wide afterwards, or not JSON. */
  readonly headless: number;
  /** What went wrong, the first few. */
  readonly examples: readonly string[];
}

export const fixtureFolder = path.join(import.meta.dirname, '../fixtures/sessions');
const replacedBytes = 4096;

interface Attempt {
  readonly what: string;
  readonly bytes: Buffer;
  /** Message texts that must be there, in order. */
  readonly whole: readonly string[];
}

/** All damage of one fixture; `step` takes every n-th byte only, beginning with `offset`. */
function* attempts(fixture: string, step: number, offset: number): Generator<Attempt> {
  const bytes = fs.readFileSync(path.join(fixtureFolder, fixture));
  const lines = linesOf(bytes);
  const texts = (keep: (line: MessageLine) => boolean): string[] => lines.filter(keep).map((line) => line.text);
  for (let at = offset; at <= bytes.length; at += step) {
    // A line that only lacks its newline is whole.
    const whole = texts((line) => line.end - 1 <= at);
    yield { what: `${fixture} cut at ${at}`, bytes: bytes.subarray(0, at), whole };
  }
  for (let at = offset; at < Math.min(replacedBytes, bytes.length); at += step) {
    for (const byte of [0x00, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      const whole = texts((line) => at < line.start || at >= line.end - 1);
      yield { what: `${fixture} with ${byte} at ${at}`, bytes: changed, whole };
    }
  }
}

interface MessageLine {
  readonly start: number;
  /** After the newline. */
  readonly end: number;
  readonly text: string;
}

function linesOf(bytes: Buffer): readonly MessageLine[] {
  const found: MessageLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start) + 1;
    const value = JSON.parse(bytes.toString('utf8', start, end));
    if (value.type === 'message') found.push({ start, end, text: value.content });
    start = end;
  }
  return found;
}

/** Tries the damage on files in `directory`, which must not exist or be empty. */
export async function damageFixtures(options: {
  readonly directory: string;
  readonly step: number;
  readonly offset?: number;
}): Promise<DamageTally> {
  const { directory } = options;
  const clock = { now: () => 1_777_900_000_000, newId: (kind: string) => `${kind}_x` };
  // What is tried here is reading and mending, tens of thousands of times; syncs are tried elsewhere.
  const disk = { ...nodeDisk, fsync: async () => {}, fdatasync: async () => {} };
  const store = createStore({ directory, clock, disk });
  const tally = { tried: 0, refused: 0, lost: 0, headless: 0, examples: [] as string[] };
  const note = (kind: 'refused' | 'lost' | 'headless', what: string): void => {
    tally[kind] += 1;
    if (tally.examples.length < 5) tally.examples.push(`${kind}: ${what}`);
  };
  for (const fixture of fs.readdirSync(fixtureFolder).filter((name) => name.endsWith('.jsonl'))) {
    for (const { what, bytes, whole } of attempts(fixture, options.step, options.offset ?? 0)) {
      fs.rmSync(directory, { recursive: true, force: true });
      fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
      const filePath = path.join(directory, 'session-1777800001.jsonl');
      fs.writeFileSync(filePath, bytes, { mode: 0o600 });
      tally.tried += 1;
      const viewed = await store.read(filePath);
      if (!viewed.ok || !contains(viewed.value.messages, whole)) note('lost', `${what}, looked at`);
      const opened = await store.open(filePath);
      if (!opened.ok) {
        // Where nothing of a session is left there is nothing to open, and nothing may be changed.
        const isLeft = whole.length === 0 && opened.problem.code === 'damaged' && isSame(filePath, bytes);
        if (!isLeft) note('refused', `${what}: ${opened.problem.message}`);
        continue;
      }
      if (!contains(opened.value.transcript.messages, whole)) note('lost', what);
      await opened.value.close();
      const file = fs.readFileSync(filePath);
      if (file.indexOf(10) !== 1023 || !isJson(file.toString('utf8', 0, 1023))) note('headless', what);
      const again = await store.read(filePath);
      if (!again.ok || !contains(again.value.messages, whole)) note('lost', `${what}, after it was mended`);
    }
  }
  return tally;
}

function contains(messages: readonly { readonly content: string }[], whole: readonly string[]): boolean {
  let next = 0;
  for (const { content } of messages) if (content === whole[next]) next += 1;
  return next === whole.length;
}

function isSame(filePath: string, bytes: Buffer): boolean {
  return fs.readFileSync(filePath).equals(bytes);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
