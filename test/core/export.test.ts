import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportSession } from '../../src/core/export/export.ts';
import type { ExportFormat } from '../../src/core/export/format.ts';
import { formatOfFile } from '../../src/core/export/format.ts';
import { readExport } from '../../src/core/export/json.ts';
import type { Message, SessionSummary, Transcript } from '../../src/core/session.ts';
import { fc } from '../support/property.ts';

const time = (ms: number) => `t${ms}`;

test('the ending of a file names the format', () => {
  for (const [name, format] of [
    ['a.html', 'html'],
    ['a.HTM', 'html'],
    ['a.json', 'json'],
    ['notes.md', 'markdown'],
    ['notes', undefined],
    ['a.pdf', undefined],
  ] as const) {
    assert.equal(formatOfFile(name), format, name);
  }
});

test('Markdown: who spoke when, contents as they are, tools in fences that hold', () => {
  const text = render('markdown', [
    message({ id: 'a', content: '# not a heading of ours\n' }),
    message({
      id: 'b',
      parent: 'a',
      role: 'assistant',
      content: 'done',
      model: 'm1',
      stop: 'length',
      parts: [
        { type: 'tool_call', id: '1', name: 'Bash', input: 'echo "```"' },
        { type: 'tool_result', id: '1', output: '```' },
      ],
    }),
  ]);
  assert.match(text, /^# blog\n\n- session: sess_1\n- begun: t1000\n- model: anthropic\/m\n/);
  assert.match(text, /## you · t2000\n\n# not a heading of ours\n\n## assistant · t2000 · m1\n\ndone\n/);
  assert.match(text, /\*\*Bash\*\*\n\n````\necho "```"\n````/);
  assert.match(text, /\*\(length\)\*\n$/);
});

test('HTML is inert whatever stands in role, tool, title and text', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&\u001b[2J';
  const parts = [{ type: 'tool_call', id: '1', name: evil, input: evil }] as const;
  const page = exportSession(
    { ...session, name: evil, model: evil, id: evil },
    transcript([
      message({ id: 'a', content: `${evil}\n\`\`\`html\n${evil}\n\`\`\``, role: evil as 'user', model: evil, parts }),
    ]),
    { format: 'html', redact: false, time },
  );
  assert.match(
    page,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">/,
  );
  const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
  for (const tag of ['img', 'script', 'a', 'iframe']) assert.ok(!tags.has(tag), tag);
  assert.doesNotMatch(page, /\u001b/);
  assert.match(page, /<section class="tool">/);
  assert.match(page, /<pre><code>&#60;img/);
});

test('a document of a session without a name is headed by its title, as in the list', () => {
  const unnamed = { ...session, name: 'f3a9c1', title: 'How do tides work?', named: false };
  const heads = (['markdown', 'html'] as const).map((format) =>
    exportSession(unnamed, transcript([]), { format, redact: false, time }),
  );
  assert.match(heads[0] ?? '', /^# How do tides work\?\n/);
  assert.match(heads[1] ?? '', /<title>How do tides work\?<\/title>[\s\S]*<h1>How do tides work\?<\/h1>/);
});

test('HTML shows what a tool was asked and what it answered', () => {
  const parts = [
    { type: 'tool_call', id: '1', name: 'Bash', input: 'ls -l' },
    { type: 'tool_result', id: '1', output: 'total 0' },
  ] as const;
  const page = render('html', [message({ id: 'a', role: 'assistant', parts })]);
  assert.match(page, /<p class="facts">Bash<\/p>\n<pre><code>ls -l\s*<\/code><\/pre>\s*<pre><code>total 0/);
});

test('redaction takes keys and folders, also those of attached files, out of every format', () => {
  const key = 'sk-ant-api03-abcdefghijkl';
  for (const format of ['markdown', 'html', 'json'] as const) {
    const attachments = [
      { path: '/home/me/notes.txt', kind: 'text', mediaType: 'text/plain', bytes: 3, sha256: '' } as const,
    ];
    const text = render(format, [message({ id: 'a', content: `my key is ${key}`, attachments })], true);
    assert.doesNotMatch(text, /abcdefghijkl|\/home\/me/, format);
  }
});

test('JSON and back gives every branch again, whatever the messages hold', () => {
  const anyMessage = fc.record({
    content: fc.string({ unit: 'grapheme' }),
    role: fc.constantFrom('user' as const, 'assistant' as const),
    timestamp: fc.nat(),
    back: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 8 }), (list) => {
      const messages = list.map(({ back, ...fields }, index) =>
        message({
          ...fields,
          id: `m${index}`,
          seq: index + 1,
          parent: index === 0 ? null : `m${Math.max(0, index - 1 - back)}`,
        }),
      );
      const read = readExport(render('json', messages));
      assert.ok(read.ok);
      assert.deepEqual(
        read.value.messages,
        messages.map(({ seq: _seq, ...rest }) => rest),
      );
      assert.equal(read.value.head, messages.at(-1)?.id);
    }),
  );
});

test('an export that went through an editor on Windows is read like any other', () => {
  const text = render('json', [message({ id: 'm0', content: 'two\nlines' })]);
  assert.deepEqual(readExport(`\ufeff${text.replaceAll('\n', '\r\n')}`), readExport(text));
  assert.ok(readExport(text).ok);
});

test('__proto__ in an exported file changes nothing', () => {
  const read = readExport(
    '{"format":"reprise-session","version":1,"__proto__":{"x":1},"session":{"__proto__":{"x":1}},"messages":[]}',
  );
  assert.ok(read.ok);
  assert.equal(({} as { x?: number }).x, undefined);
});

const session = {
  id: 'sess_1',
  name: 'blog',
  title: 'blog',
  provider: 'anthropic',
  model: 'm',
  cwd: '/home/me/work',
  filePath: '/home/me/x.jsonl',
  startTime: 1000,
  endTime: 2000,
} as SessionSummary;

function transcript(messages: readonly Message[]): Transcript {
  const head = messages.at(-1)?.id ?? null;
  return {
    sessionId: 'sess_1',
    messages,
    head,
    system: '',
    notices: [],
    complete: true,
    bytesBefore: 0,
    damagedLines: 0,
  };
}

function message(fields: Partial<Message> & { readonly id: string }): Message {
  return { parent: null, seq: 1, role: 'user', content: '', timestamp: 2000, ...fields };
}

function render(format: ExportFormat, messages: readonly Message[], redact = false): string {
  return exportSession(session, transcript(messages), { format, redact, time });
}
