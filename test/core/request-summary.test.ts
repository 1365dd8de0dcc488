/** Requests of conversations that were summed up, and requests with attachments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../src/core/problem.ts';
import { toRequest } from '../../src/core/request.ts';
import type { Attachment } from '../../src/core/session.ts';
import { coverable } from '../../src/core/summary.ts';
import { glance, noFiles, reply, request, user } from '../support/request-glance.ts';

describe('a conversation that was summed up', () => {
  const old = [user('A', { id: 'a' }), reply('B', { id: 'b' })];
  const summary = reply('They greeted.', { summaryOf: 'b' });

  it('is sent as its summary and what follows', async () => {
    assert.deepEqual(glance(await request([...old, summary, user('C')])), [
      'user: Summary of the conversation so far:\n\nThey greeted. | C',
    ]);
  });

  it('keeps what the summary does not cover', async () => {
    const kept = [user('C'), reply('D')];
    assert.deepEqual(glance(await request([...old, ...kept, summary, user('E')])), [
      'user: Summary of the conversation so far:\n\nThey greeted. | C',
      'assistant: D',
      'user: E',
    ]);
  });

  it('keeps everything but the first message where the summary covers no more', async () => {
    const short = reply('A was said.', { summaryOf: 'a' });
    assert.deepEqual(glance(await request([...old, short, user('C')])), [
      'user: Summary of the conversation so far:\n\nA was said.',
      'assistant: B',
      'user: C',
    ]);
  });

  it('goes by the newest summary only', async () => {
    const second = reply('They talked.', { summaryOf: summary.id });
    assert.deepEqual(glance(await request([...old, summary, user('C'), { ...second, summaryOf: 'zzz' }, user('D')])), [
      'user: Summary of the conversation so far:\n\nThey talked. | D',
    ]);
  });

  it('is sent whole when its summary broke off', async () => {
    const half = { ...summary, stop: 'interrupted' as const };
    assert.deepEqual(glance(await request([...old, half, user('C')])), ['user: A', 'assistant: B', 'user: C']);
  });
});

describe('how many messages a summary may cover', () => {
  for (const [about, path, count] of [
    ['all of them after an answer', [user('A'), reply('B')], 2],
    ['not the prompt that still waits for its answer', [user('A'), reply('B'), user('C')], 2],
    ['a prompt that is all there is', [user('A')], 1],
  ] as const) {
    it(about, () => assert.equal(coverable(path), count));
  }
});

describe('attachments', () => {
  const attachment = (path: string, kind: Attachment['kind']): Attachment => ({
    path,
    kind,
    mediaType: kind === 'image' ? 'image/png' : 'text/plain',
    bytes: 3,
    sha256: '',
  });

  it('text stands in a fence that its own backticks cannot close, before the prompt', async () => {
    const made = await request([user('What is it?', { attachments: [attachment('a.md', 'text')] })], {
      readAttachment: async () => ok('```js\n1\n```'),
    });
    assert.deepEqual(glance(made), ['user: a.md\n````\n```js\n1\n```\n```` | What is it?']);
  });

  it('images are blocks of bytes', async () => {
    const made = await request([user('What is it?', { attachments: [attachment('a.png', 'image')] })], {
      readAttachment: async () => ok(new Uint8Array(3)),
    });
    assert.deepEqual(glance(made), ['user: [image image/png 3] | What is it?']);
  });

  it('a file of an older prompt that is gone is named in its place, and told of', async () => {
    const messages = [
      user('What is it?', { attachments: [attachment('a.md', 'text')] }),
      reply('A file.'),
      user('And?'),
    ];
    const made = await request(messages);
    assert.deepEqual(made.leftOut, ['There is no file a.md.']);
    assert.deepEqual(glance(made), [
      'user: [An attached file is not included: There is no file a.md.] | What is it?',
      'assistant: A file.',
      'user: And?',
    ]);
  });

  it('a file of the newest prompt that is gone stops the request, with the next step', async () => {
    const messages = [user('What is it?', { attachments: [attachment('a.md', 'text')] })];
    const made = await toRequest(messages, { system: '', provider: 'openai', readAttachment: noFiles });
    assert.ok(!made.ok);
    assert.equal(made.problem.code, 'attachment-unusable');
    assert.match(made.problem.message, /a\.md cannot be read/);
    assert.notEqual(made.problem.next, '');
  });
});
