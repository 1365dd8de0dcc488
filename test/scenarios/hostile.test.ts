/** Text that wants to be more than text changes nothing outside its own cells, wherever it comes from. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { within } from '../../src/app/update/pointer.ts';
import { regions } from '../../src/app/view/regions.ts';
import { emptyHead, encodeEvent, encodeHead, encodeMessage } from '../../src/core/record.ts';
import type { Message } from '../../src/core/session.ts';
import type { Services } from '../../src/run/services.ts';
import { startProviderServer } from '../support/provider-server.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';

/** Each would do something to a terminal, a layout or a reader that takes it for more than text. */
const payloads: Readonly<Record<string, string>> = {
  'escape sequences': 'a\x1b[2J\x1b[H\x1b[31mred\x1b[8mhidden\x1b[?1049l\x1b[999;999Hfar\x1bc',
  'operating system commands': 'b\x1b]2;PWNED\x07\x1b]52;c;UFdORUQ=\x07\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\',
  'device strings': 'c\x1bP1$qm\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\ and one without an end \x1b]2;PWNED',
  'C1 controls': 'd\x9b31mred\x9d2;PWNED\x9c\x90q\x9c\x85\x84\x8d\x8e',
  'C0 controls': 'e\x00\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x7f\rover',
  'blessed tags': 'f{red-bg}{bold}PWNED{/}{|}{center}x{/center}{escape}',
  'bidi and invisible': 'g\u202egnp.exe\u202c \u2066iso\u2069 \u200bzero\u200d \ufeffbom \u2028line\u2029',
  'lone surrogates': 'h\ud800x\udc00y \ud83d',
  'wide and combining': `i日本語 👩‍👩‍👧 e\u0301${'\u0301'.repeat(60)} ❤\ufe0f 1\ufe0f\u20e3 🇩🇪`,
  'a megabyte without a blank': `j${'W'.repeat(1_000_000)}`,
  'markdown that nests': `k${'> '.repeat(200)}deep ${'*'.repeat(300)} ${'['.repeat(300)}`,
};

interface Texts {
  readonly name?: string;
  readonly title?: string;
  readonly model?: string;
  readonly cwd?: string;
  readonly prompt?: string;
  readonly reply?: string;
  readonly tool?: string;
  readonly problem?: string;
  readonly file?: string;
}

/** A session file as another program, or an attacker, may have written it: no door of ours has looked at it. */
function writeSession(services: Services, texts: Texts): void {
  const folder = services.paths.sessionsDir;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const start = Date.parse('2026-03-04T12:00:00Z');
  const { name = 'plain', model = 'model', cwd = '/home/ada', tool = 'tool' } = texts;
  const said: readonly Omit<Message, 'id' | 'parent' | 'seq' | 'timestamp'>[] = [
    {
      role: 'user',
      content: texts.prompt ?? 'prompt',
      attachments: [
        { path: texts.file ?? 'file', kind: 'text', mediaType: texts.file ?? 'text/plain', bytes: 1, sha256: '' },
      ],
    },
    {
      role: 'assistant',
      content: texts.reply ?? 'reply',
      model,
      stop: 'failed',
      problem: texts.problem ?? 'problem',
      parts: [
        { type: 'thinking', text: texts.reply ?? 'thinking' },
        { type: 'text', text: texts.reply ?? 'reply' },
        { type: 'tool_call', id: 'c', name: tool, input: tool },
        { type: 'tool_result', id: 'c', output: tool },
      ],
    },
  ];
  let parent: string | null = null;
  let body = encodeEvent(
    {
      event: 'created',
      sessionId: 'sess_1',
      sessionName: name,
      named: true,
      provider: 'offline',
      model,
      cwd,
      system: '',
    },
    start,
    1,
  );
  for (const [index, one] of said.entries()) {
    const whole: Message = { ...one, id: `msg_${index}`, parent, seq: index + 2, timestamp: start };
    body += encodeMessage(whole);
    parent = whole.id;
  }
  body += `${JSON.stringify({ type: texts.tool ?? 'strange', seq: 9 })}\n`;
  const head = encodeHead({
    ...emptyHead,
    id: 'sess_1',
    name,
    named: texts.title === undefined,
    title: texts.title ?? '',
    provider: 'offline',
    model,
    cwd,
    startTime: start,
    endTime: start,
    turnCount: 1,
    inputTokens: 1,
    outputTokens: 1,
    contextTokens: 1,
    version: 1,
    fileBytes: 1024 + Buffer.byteLength(body),
    seq: 3,
  });
  writeFileSync(join(folder, `session-${Math.floor(start / 1000)}.jsonl`), head + body, { mode: 0o600 });
}

const size = { columns: 110, rows: 30 };

async function opened(t: TestContext, texts: Texts): Promise<Scenario> {
  const app = await openScenario(t, { ...size, prepare: async (services) => writeSession(services, texts) });
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length === 2));
  await app.press('space', 't', 'T');
  await app.until((state) => state.focus === 'transcript' && state.look.tools === 'full');
  await app.press('g', 'end', 'C-u', 'k', '?', 'escape', 'Y', 'escape', '1');
  await app.until((state) => state.focus === 'list' && state.overlay.kind === 'none');
  app.program.dispatch({ type: 'redraw' });
  // The last thing that was drawn: the list has the focus, nothing lies over it.
  await app.sees(/^▌Sessions · 1[^╭]*$/);
  return app;
}

/** Every control sequence of an output, cursor moves and colours by their kind alone. */
function sequences(output: string): ReadonlySet<string> {
  const found = new Set<string>(['caret, begin and end of a frame']);
  for (const [whole] of output.matchAll(
    /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.)/gs,
  )) {
    if (/^\x1b\[[0-9;]*[ABCDGHJKLMSTXdfr]$/.test(whole)) found.add('moving, erasing, scrolling');
    else if (/^\x1b\[[0-9;:]*m$/.test(whole)) found.add(`style ${styleKinds(whole)}`);
    else if (/^\x1b\[\?(?:25|2026)[hl]$/.test(whole)) found.add('caret, begin and end of a frame');
    else if (whole.startsWith('\x1b]2;')) found.add('title');
    else found.add(JSON.stringify(whole));
  }
  return found;
}

/** Concealing and blinking are the styles that no theme has. */
function styleKinds(sequence: string): string {
  const plain = sequence.replace(/[34]8;(?:2;\d+;\d+;\d+|5;\d+)/g, '');
  return /(?:\[|;)(?:5|6|8)(?:;|m)/.test(plain) ? 'hidden or blinking' : 'usual';
}

/** Nothing but graphic characters and our own sequences has been written. */
function checkOutput(app: Scenario, plain: ReadonlySet<string>): void {
  const output = app.mounted.output();
  const strange = [...sequences(output)].filter((sequence) => !plain.has(sequence));
  assert.deepEqual(strange, [], 'sequences that were written because of the text');
  const acting = /[\x80-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b\ufeff]/g;
  assert.deepEqual(output.match(acting), null, 'characters that act on a terminal');
  assert.ok(output.isWellFormed(), 'no half of a pair');
  assert.ok(!app.mounted.emulator.title().includes('\x1b'));
  assert.equal(app.mounted.emulator.clipboard.length, 0);
  assert.equal(app.mounted.emulator.alternate(), true);
}

/** The look of all cells that do not belong to the given part of the screen. */
function cells(app: Scenario, belongs: (x: number, y: number) => boolean): readonly string[] {
  const out: string[] = [];
  for (let y = 0; y < size.rows; y += 1) {
    let row = '';
    for (let x = 0; x < size.columns; x += 1) {
      if (belongs(x, y)) continue;
      const cell = app.mounted.emulator.cell(x, y);
      // A blank has no ink: its colour is whatever was written before.
      row += `${cell.text}${cell.text === ' ' ? '' : cell.fg}${cell.bg}${cell.bold}${cell.inverse}\u0000`;
    }
    out.push(row);
  }
  return out;
}

function checkCells(actual: readonly string[], expected: readonly string[]): void {
  const row = actual.findIndex((cell, y) => cell !== expected[y]);
  if (row < 0) return;
  const is = (actual[row] ?? '').split('\u0000');
  const was = (expected[row] ?? '').split('\u0000');
  const x = is.findIndex((cell, at) => cell !== was[at]);
  assert.fail(`row ${row}, cell ${x}: “${is[x]}” instead of “${was[x]}”`);
}

const inTranscript = (app: Scenario) => (x: number, y: number) => within(regions(app.state()).transcript, { x, y });

/** The transcript, the header, and the row of the only session with what the list says below it. */
const inNames = (app: Scenario) => (x: number, y: number) => {
  const { list, header } = regions(app.state());
  return inTranscript(app)(x, y) || within(header, { x, y }) || within({ ...list, y: 1, height: 3 }, { x, y });
};

test('hostile text in replies, prompts, thinking, tools, files and errors stays in the cells of the transcript', async (t) => {
  const plain = await opened(t, {});
  const known = sequences(plain.mounted.output());
  const around = cells(plain, inTranscript(plain));
  for (const [kind, payload] of Object.entries(payloads)) {
    await t.test(kind, async (inner) => {
      const small = payload.slice(0, 5000);
      const app = await opened(inner, { prompt: payload, reply: payload, tool: small, problem: small, file: small });
      checkOutput(app, known);
      checkCells(cells(app, inTranscript(app)), around);
    });
  }
});

test('hostile names, titles, models and folders stay in their rows', async (t) => {
  const plain = await opened(t, {});
  const known = sequences(plain.mounted.output());
  const around = cells(plain, inNames(plain));
  for (const [kind, payload] of Object.entries(payloads)) {
    await t.test(kind, async (inner) => {
      const small = payload.slice(0, 600);
      const app = await opened(inner, { name: small, title: small, model: small, cwd: small });
      checkOutput(app, known);
      checkCells(cells(app, inNames(app)), around);
      const { divider } = regions(app.state());
      for (let y = 0; y < divider.height; y += 1) {
        assert.equal(app.mounted.emulator.cell(divider.x, y).text, '│', `the line beside the list in row ${y}`);
      }
      assert.ok(!/PWNED/.test(app.mounted.emulator.title()) || kind === 'blessed tags', app.mounted.emulator.title());
    });
  }
});

test('hostile words of a server stay words', async (t) => {
  const words = Object.values(payloads)
    .map((payload) => payload.slice(0, 80))
    .join(' ');
  const server = await startProviderServer((request, _protocol, index) =>
    index === 0 && request.method === 'POST'
      ? { fault: { kind: 'status', status: 400, body: { error: { message: words, type: words, code: words } } } }
      : { text: words, toolCalls: [] },
  );
  t.after(() => server.close());
  const app = await openScenario(t, {
    ...size,
    env: { OPENAI_BASE_URL: server.url('openai'), OPENAI_API_KEY: 'sk-test-0123456789abcdef' },
    chosenModel: { provider: 'openai', model: 'test-model' },
  });
  await app.press('3');
  await app.type('hello');
  await app.press('enter');
  const one = () => [...app.state().conversations.values()][0];
  await app.until(() => one()?.problem !== null && one()?.problem !== undefined, 'the server refused');
  await app.sees('✗');
  await app.press('tab', 'tab');
  await app.until((state) => state.focus === 'transcript');
  await app.press('.');
  await app.until(
    () => one()?.transcript.messages.at(-1)?.role === 'assistant' && one()?.storing === null,
    'an answer',
  );
  const plain = await opened(t, {});
  checkOutput(app, sequences(plain.mounted.output()));
});
