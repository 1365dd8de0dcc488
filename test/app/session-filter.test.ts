/** The filter line: free words, `word:value`, negation, what is not understood. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type FilterClock,
  type FilterFacts,
  filterSessions,
  noFilter,
  parseFilter,
} from '../../src/app/session-filter.ts';
import { emptySummary, type SessionSummary } from '../../src/core/session.ts';
import { fc } from '../support/property.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 2, 10, 12);

/** A user ten hours east of Greenwich: for them it is 22:00 on 10 March. */
const clock: FilterClock = {
  now: noon,
  startOfDay: (year, month, date) => Date.UTC(year, month - 1, date) - 10 * 3_600_000,
};

const facts: FilterFacts = {
  streaming: (id) => id === 'blog',
  locked: (id) => id === 'goose',
  cost: (session) => (session.id === 'react' ? 0.42 : undefined),
};

function session(id: string, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    ...emptySummary(id),
    filePath: `/sessions/${id}.jsonl`,
    name: id,
    named: true,
    title: id,
    provider: 'openai',
    model: 'gpt-large',
    cwd: '/home/me/work',
    startTime: noon - 40 * day,
    endTime: noon - 30 * day,
    turnCount: 3,
    inputTokens: 100,
    outputTokens: 50,
    sizeBytes: 1024,
    ...more,
  };
}

const sessions: readonly SessionSummary[] = [
  session('react', {
    name: 'react-migration',
    title: 'react-migration',
    provider: 'anthropic',
    model: 'Claude-Big',
    turnCount: 12,
    inputTokens: 2_000,
    endTime: noon - 60_000,
  }),
  session('blog', { pinned: true, endTime: noon - 3 * 3_600_000 }),
  session('goose', {
    name: 'managing-goose',
    title: 'managing-goose',
    waiting: true,
    cwd: '/home/me/Goose Farm',
    endTime: noon - day,
  }),
  session('old', { title: 'What is a migration?', name: 'e6d7', named: false, failed: true, endTime: noon - 40 * day }),
  session('gone', { archived: true, title: 'goose archive', endTime: noon - 2 * day }),
  session('torn', { damage: 'Line 3 is damaged.', endTime: Date.UTC(2026, 0, 5) }),
  session('copy', {
    forkedFrom: { sessionId: 'react', name: 'react-migration', messageId: null },
    endTime: Date.UTC(2025, 11, 31),
  }),
];

function filtered(text: string) {
  const filter = parseFilter(text, clock);
  const found = filterSessions(sessions, filter, facts);
  return { ...found, problem: filter.problem, ids: found.places.map((place) => sessions[place]?.id) };
}

/** Filter → ids in order. Without free words that is the order of the list. */
const table: readonly (readonly [string, readonly string[]])[] = [
  ['', ['blog', 'react', 'goose', 'old', 'torn', 'copy']],
  ['migration', ['react', 'old']],
  ['migr react', ['react']],
  ['e6d7', ['old']],
  ['gose', ['goose']],
  ['model:claude', ['react']],
  ['MODEL:CLAUDE', ['react']],
  ['provider:anthropic', ['react']],
  ['cwd:"goose farm"', ['goose']],
  ['cwd:work migration', ['react', 'old']],
  ['name:e6', ['old']],
  ['is:pinned', ['blog']],
  ['is:waiting', ['goose']],
  ['is:failed', ['old']],
  ['is:streaming', ['blog']],
  ['is:locked', ['goose']],
  ['is:damaged', ['torn']],
  ['is:forked', ['copy']],
  ['-is:named', ['old']],
  ['is:archived', ['gone']],
  ['is:all goose', ['gone', 'goose']],
  ['-is:archived is:pinned', ['blog']],
  ['-model:gpt', ['react']],
  ['-migration is:named -is:pinned', ['goose', 'torn', 'copy']],
  ['"is a migration"', ['old']],
  ['turns:12', ['react']],
  ['turns:>10', ['react']],
  ['turns:<12 is:pinned', ['blog']],
  ['turns:10..20', ['react']],
  ['tokens:>1k', ['react']],
  ['tokens:<=150 is:waiting', ['goose']],
  ['cost:>0.1', ['react']],
  ['cost:>.5', []],
  ['after:today', ['blog', 'react']],
  ['after:yesterday', ['blog', 'react', 'goose']],
  ['after:12h', ['blog', 'react']],
  ['after:3d', ['blog', 'react', 'goose']],
  ['before:2026', ['copy']],
  ['after:2026-01-05 before:2026-01-06', ['torn']],
  ['before:2026-02 after:2026-01-20', ['old']],
  ['model:', ['blog', 'react', 'goose', 'old', 'torn', 'copy']],
];
for (const [text, ids] of table) {
  test(`${JSON.stringify(text)} leaves ${ids.join(' ') || 'nothing'}`, () => {
    const result = filtered(text);
    assert.deepEqual(result.ids, ids);
    assert.equal(result.problem, '');
  });
}

/** What is not understood is left out, hides nothing, and is named. */
const mistakes: readonly (readonly [string, RegExp])[] = [
  ['modle:claude', /“modle:” is ignored: did you mean model:\?/],
  ['colour:red', /“colour:” is ignored: did you mean cost:\?/],
  ['zzz:1', /use one of model, provider/],
  ['is:constructor', /“is:constructor” is ignored: use one of pinned, archived/],
  ['constructor:x', /“constructor:” is ignored/],
  ['turns:many', /write a number, as in turns:>10/],
  ['after:2026-02-31', /write a date, as in after:2026-01-31/],
  ['before:soon', /write a date/],
];
for (const [text, sentence] of mistakes) {
  test(`${text} is named as a mistake and hides nothing`, () => {
    const result = filtered(text);
    assert.match(result.problem, sentence);
    assert.equal(result.ids.length, 6);
  });
}

test('several mistakes are all named, the rest of the filter works', () => {
  const result = filtered('is:foo turns:x is:pinned');
  assert.match(result.problem, /is:foo.*turns:x/);
  assert.deepEqual(result.ids, ['blog']);
});

test('an address and a colon in a title are text', () => {
  const list = [session('a', { title: 'fix: the build' }), session('b', { title: 'read https://example.org/x' })];
  const places = (text: string) => filterSessions(list, parseFilter(text, clock), facts).places;
  assert.deepEqual(places('fix: build'), [0]);
  assert.deepEqual(places('https://example'), [1]);
  assert.deepEqual(places('"fix: the"'), [0]);
});

test('archived sessions that would fit are counted, so that hiding them can be said', () => {
  assert.equal(filtered('goose').hiddenArchived, 1);
  assert.equal(filtered('is:archived').hiddenArchived, 0);
  assert.equal(filterSessions(sessions, noFilter, facts).hiddenArchived, 1);
});

test('what matched is marked in the title, not in the name behind it', () => {
  const result = filtered('goose');
  assert.deepEqual(result.ranges(2), [9, 14]);
  assert.deepEqual(filtered('e6d7').ranges(3), []);
  assert.deepEqual(filtered('is:pinned').ranges(1), []);
});

test('no filter line fails, and every place is one of the list, once', () => {
  const bit = fc.constantFrom(
    'is:',
    '-',
    '"',
    'model:',
    'after:',
    '3d',
    '>',
    '1k',
    ' ',
    'goose',
    ':',
    '2026-',
    '..',
    '日',
    'turns:',
  );
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 12 }), (bits) => {
      const { places } = filtered(bits.join(''));
      assert.equal(new Set(places).size, places.length);
      assert.ok(places.every((place) => sessions[place] !== undefined));
    }),
    { numRuns: 500 },
  );
});
