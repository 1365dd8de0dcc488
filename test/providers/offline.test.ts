/** The embedded provider: what it says, from what, and how it says what it is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OfflineSources, Passage } from '../../src/ports.ts';
import { composeAnswer } from '../../src/providers/offline-answer.ts';
import { help } from '../support/provider-setup.ts';

const never = new AbortController().signal;
const answer = (prompt: string, passages: readonly Passage[] = [], sources: Partial<OfflineSources> = {}) =>
  composeAnswer(prompt, { help, findPassages: async () => passages, ...sources }, 3, never);
const passage = (text: string, more: Partial<Passage> = {}): Passage => ({
  sessionName: 'react-migration',
  timestamp: new Date(2026, 10, 5, 14, 2).getTime(),
  role: 'assistant',
  text,
  ...more,
});

describe('the offline answer', () => {
  it('always says first that no model answers', async () => {
    for (const prompt of ['', 'Hello', 'How do I rename a session?', '東京']) {
      assert.match(await answer(prompt), /^\*\*Offline\*\* · no language model is connected/);
    }
  });

  it('answers a question about reprise from the help topic that fits', async () => {
    const text = await answer('How can I rename my sessions?');
    assert.match(text, /### Rename a session\n\nPress `r` in the list/);
    assert.ok(!text.includes('### Search the list'));
  });

  it('finds a topic by other forms of its words', async () => {
    assert.match(await answer('renaming'), /### Rename a session/);
    assert.match(await answer('Where is the file?'), /### Where files are/);
  });

  it('says of a list of keys the points that were asked for, and all of them to who asks for the list', async () => {
    const points = ['- `r` rename the session', '- `d` move the session to the trash', '- `T` open the trash'];
    const keys = { help: [...help, { title: 'Keys: list', text: `${points.join('\n')}\n` }] };
    assert.deepEqual((await answer('Which key opens the trash?', [], keys)).match(/^- .*/gm), [points[2]]);
    assert.deepEqual((await answer('keys of the list', [], keys)).match(/^- .*/gm), points);
  });

  it('looks in past sessions for what is asked for, not for the words that ask', async () => {
    for (const [prompt, query] of [
      ['find kumquat', 'kumquat'],
      ['search my sessions for the word kumquat', 'kumquat'],
      ['where did we talk about worker pools last week?', 'worker pools'],
      ['search', 'search'],
      // A vowel's mark belongs to its word.
      ['हिन्दी में क्या', 'हिन्दी में क्या'],
    ] as const) {
      const asked: string[] = [];
      await answer(prompt, [], {
        findPassages: async (text) => {
          asked.push(text);
          return [];
        },
      });
      assert.deepEqual(asked, [query], prompt);
    }
  });

  it("quotes passages with the session's name and the date", async () => {
    const text = await answer('What did we say about refs?', [passage('Keep the ref,\nmove the state.')]);
    assert.match(text, /> Keep the ref, move the state\.\n>\n> — \*\*react-migration\*\*, 2026-11-05, assistant/);
  });

  it('searches for the telling words of the question only', async () => {
    const queries: string[] = [];
    await answer('What did we say about the refs in React?', [], {
      findPassages: async (query) => {
        queries.push(query);
        return [];
      },
    });
    assert.deepEqual(queries, ['refs react']);
  });

  it('does not quote the question itself, its own answers, or nothing', async () => {
    const own = await answer('zzz');
    const text = await answer('What about zebras?', [
      passage('What about zebras?', { role: 'user' }),
      passage(own),
      passage('  '),
      passage('Zebras have stripes.'),
    ]);
    assert.equal(text.match(/^> [^—\n]/gm)?.length, 1);
    assert.match(text, /> Zebras have stripes\./);
  });

  it('cuts a long passage around what fits, at blanks, keeping characters whole', async () => {
    const long = `${'👩‍👩‍👧‍👦 before '.repeat(100)}the zebra ${'after 👩‍👩‍👧‍👦 '.repeat(100)}`;
    const text = await answer('zebra', [passage(long)]);
    const quote = /^> (… .* …)$/m.exec(text)?.[1] ?? '';
    assert.ok(quote.includes('zebra') && quote.length < 400 && quote.isWellFormed());
  });

  it('keeps the Markdown whole, whatever a name or a passage holds', async () => {
    const text = await answer('zebra', [
      passage('```js\nzebra()\n```', { sessionName: '**x** [y](z)', timestamp: Number.NaN }),
    ]);
    assert.ok(!text.includes('```'));
    assert.match(text, /\\\*\\\*x\\\*\\\* \\\[y\\\]\(z\)/);
    assert.match(text, /date unknown/);
  });

  it('says plainly when nothing fits, and what else there is', async () => {
    const text = await answer('Why is the sky blue?');
    assert.match(text, /Nothing in the help or in your past sessions matches “sky blue”/);
    assert.match(text, /`ANTHROPIC_API_KEY`.*`\/provider`/);
    assert.match(text, /- Rename a session/);
  });

  it('does without the past when searching it fails', async () => {
    const text = await answer('rename', [], { findPassages: () => Promise.reject(new Error('disk')) });
    assert.match(text, /### Rename a session/);
  });
});
