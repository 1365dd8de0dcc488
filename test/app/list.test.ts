/** The list: its rows, its order and filter, the next that waits, what a key costs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionAtCursor } from '../../src/app/list-state.ts';
import { needsFrame } from '../../src/app/repaint.ts';
import { columnsFor } from '../../src/app/view/list-columns.ts';
import { view } from '../../src/app/view.ts';
import { problem } from '../../src/core/problem.ts';
import { textWidth } from '../../src/core/text/width.ts';
import { screenText } from '../support/golden.ts';
import { cursorId, footerOf, listCells, listRow, listRows } from '../support/panes.ts';
import { messages, noon, SampleWorld, summary, transcriptOf } from '../support/sample-world.ts';

describe('rows', () => {
  test('the sign of a fork stays where its title is cut: it may be all that tells it from its origin', () => {
    const origin = summary({ id: 'sess_o', title: 'a name that is far too long' });
    const forkedFrom = { sessionId: origin.id, name: origin.title, messageId: null };
    const fork = summary({ id: 'sess_p', title: `${origin.title}-fork`, forkedFrom });
    const short = summary({ id: 'sess_q', title: 'short', forkedFrom });
    const world = new SampleWorld({ sessions: [origin, fork, short] });
    const shown = listRows(world).slice(1, 4);
    assert.deepEqual(
      shown.map((row) => row.slice(4, -5).trimEnd()),
      ['a name that is far t…', 'a name that is far… ⑂', 'short ⑂'],
    );
  });

  test('each status has its own sign, and nothing else stands in its cell', () => {
    const world = new SampleWorld({ size: { columns: 120, rows: 30 } });
    world.send({ type: 'holdersKnown', holders: new Map([['sess_f', 'pid 1 on desk']]) });
    const sign = (title: string): string | undefined => [...listRow(world, title)][1];
    assert.equal(sign('日本語'), '◆');
    assert.equal(sign('family'), '✗');
    assert.equal(sign('hostile'), '!');
    assert.equal(sign('locked-elsewhere'), '⊘');
    assert.equal(sign('react-migration'), ' ');
    assert.match(listRow(world, 'pinned-plan'), /^.{2}▴ pinned-plan/);
  });

  test('a mark takes the place of the pin and leaves the status', () => {
    const world = new SampleWorld();
    world.keys('down', 'down', 'm');
    assert.match(listRow(world, '日本語'), /◆✓ 日本語/);
    assert.match(listRows(world)[0] ?? '', /1 marked/);
  });

  for (const [width, expected] of [
    [30, ['age']],
    [36, ['age']],
    [43, ['age', 'turns', 'tokens']],
    [57, ['age', 'turns', 'tokens', 'cost', 'context']],
  ] as const) {
    test(`a list of ${width} cells has the columns ${expected.join(', ')}`, () => {
      assert.deepEqual(columnsFor(new SampleWorld().state, width), expected);
    });
  }

  test('density: figures, only the age, two rows each; the cursor stays in view', () => {
    const world = new SampleWorld({ size: { columns: 200, rows: 12 } });
    world.keys('G');
    const last = cursorId(world);
    assert.deepEqual(columnsFor(world.state, 72), ['age', 'turns', 'tokens', 'cost', 'context']);
    world.keys('v');
    assert.deepEqual(columnsFor(world.state, 72), ['age']);
    world.keys('v');
    assert.match(footerOf(world), /Density: full/);
    assert.equal(cursorId(world), last);
    const at = listRows(world).findIndex((row) => row.includes('the very first'));
    assert.match(listRows(world)[at + 1] ?? '', /anthropic\/claude-large · 20\d\d-/);
  });

  test('the title says what is archived before the order, each fact whole or not at all', () => {
    const world = new SampleWorld({ size: { columns: 80, rows: 24 } });
    world.keys('s');
    assert.equal((listRows(world)[0] ?? '').trimEnd(), '▌Sessions · 13 · 1 archived');
    world.resize(120, 24);
    assert.match(listRows(world)[0] ?? '', /^▌Sessions · 13 · 1 archived · by name +$/);
  });

  test('in the full density a date is there whole or not at all', () => {
    const session = summary({ id: 's', name: 's', provider: 'compatible', model: 'echo', inputTokens: 0 });
    const second = (columns: number): string => {
      const world = new SampleWorld({ sessions: [session], size: { columns, rows: 24 } });
      world.keys('v', 'v');
      return (listRows(world)[2] ?? '').trimEnd();
    };
    const rows = Array.from({ length: 40 }, (_, i) => second(80 + i));
    assert.match(rows[0] ?? '', /^▌ {3}compatible\/echo$/);
    assert.match(rows[39] ?? '', /^▌ {3}compatible\/echo · 20\d\d-\d\d-\d\d \d\d:\d\d$/);
    for (const row of rows) assert.doesNotMatch(row, /…/);
  });

  test('an unreadable folder is said in the list, whole', () => {
    const world = new SampleWorld({ sessions: [] });
    const wrong = problem(
      'no-permission',
      'The folder /sessions cannot be read.',
      'Give yourself the right to read it.',
    );
    world.send({
      type: 'sessionsListed',
      request: world.state.list.request,
      sessions: [],
      final: true,
      problem: wrong,
    });
    const text = listRows(world).join(' ').replace(/\s+/g, ' ');
    assert.match(text, /The folder \/sessions cannot be read\. Give yourself the right to read it\./);
  });
});

test('a session that is listed with another file is read from that one, and nothing of the other stays', () => {
  const world = new SampleWorld({ unlisted: true });
  const said = (id: string) => messages(['user', id]).map((one) => ({ ...one, id }));
  const answer = (request: number, id: string) => {
    const result = { ok: true, value: transcriptOf('sess_go', said(id)) } as const;
    world.send({ type: 'transcriptRead', request, id: 'sess_go', result });
  };
  const asked = () => world.asked('readTranscript').map(({ filePath }) => filePath);
  const texts = () => world.state.conversations.get('sess_go')?.transcript.messages.map(({ content }) => content);
  world.list([summary({ id: 'sess_go', filePath: '/largest.jsonl' })], false);
  answer(world.state.requests, 'of the largest');
  assert.deepEqual(texts(), ['of the largest']);
  world.list([summary({ id: 'sess_go', filePath: '/fullest.jsonl' })]);
  assert.deepEqual(asked(), ['/largest.jsonl', '/fullest.jsonl']);
  answer(world.state.requests - 1, 'of the largest');
  answer(world.state.requests, 'of the fullest');
  assert.deepEqual(texts(), ['of the fullest']);
  world.list([summary({ id: 'sess_go', filePath: '/fullest.jsonl', turnCount: 9 })]);
  assert.equal(asked().length, 2, 'the same file is not read again');
});

describe('filter and order', () => {
  test('typing in the filter puts the cursor on the best match, key by key', () => {
    const titles = ['zebra rex', 'alpha', 'rest', 'remote'];
    const sessions = titles.map((name, i) => summary({ id: `sess_${i}`, name, endTime: noon - i }));
    const world = new SampleWorld({ sessions });
    world.keys('/', 'r');
    assert.equal(cursorId(world), 'sess_2');
    world.keys('e', 'm');
    assert.equal(cursorId(world), 'sess_3');
  });

  test('what matched is marked, on the cursor row too', () => {
    const world = new SampleWorld();
    world.keys('/');
    world.type('migr');
    const { styles } = world.state.look.theme;
    const onCursor = listCells(world)[2] ?? [];
    const stressed = onCursor.filter((cell) => cell.style.underline && cell.style.bold).map((cell) => cell.text);
    assert.equal(stressed.join(''), 'migr');
    world.keys('C-u');
    world.type('e');
    const others = listCells(world).slice(3);
    const marked = others.flatMap((cells) => cells.filter((cell) => cell.style === styles.match));
    assert.ok(marked.length > 1);
    assert.ok(
      marked.every((cell) => /^[eé]\u0301?$/iu.test(cell.text)),
      marked.map((cell) => cell.text).join(''),
    );
  });

  test('a word that no title has is not the end: what was said is found elsewhere, and how is said', () => {
    const world = new SampleWorld();
    world.keys('/');
    world.type('kumquat');
    const said = listRows(world)
      .map((row) => row.trim())
      .join(' ');
    assert.match(said, /No name or title matches\. Esc clears the filter\. To search what was said, choose offline/);
  });

  test('a day in the filter begins at midnight where the user is', () => {
    const last = (hour: number, minute: number) => new Date(2026, 10, 20, hour, minute).getTime();
    const sessions = [
      summary({ id: 'sess_a', title: 'just after midnight', endTime: last(24, 0) }),
      summary({ id: 'sess_b', title: 'just before', endTime: last(23, 59) }),
    ];
    for (const [filter, id] of [
      ['after:2026-11-21', 'sess_a'],
      ['before:2026-11-21', 'sess_b'],
    ] as const) {
      const world = new SampleWorld({ sessions });
      world.keys('/');
      world.type(filter);
      assert.deepEqual([world.state.list.shown.length, cursorId(world)], [1, id], filter);
    }
  });

  test('of a filter longer than its line the end is seen, in whole signs, and the caret behind it', () => {
    const world = new SampleWorld({ size: { columns: 80, rows: 24 } });
    world.keys('/');
    world.type(`${'👨‍👩‍👧‍👦'.repeat(20)}end`);
    const line = listRows(world)[1] ?? '';
    assert.match(line, /^ \/ {2,3}(?:👨‍👩‍👧‍👦)+end *$/u);
    assert.equal(view(world.state).caret?.x, textWidth(line.trimEnd()));
  });

  test('the caret stands behind what is typed; what is wrong is said below, whole', () => {
    const world = new SampleWorld();
    world.keys('/');
    world.type('is:blue');
    assert.deepEqual(view(world.state).caret, { x: 10, y: 1 });
    assert.match(listRows(world)[2] ?? '', /^ ! /);
    const said = listRows(world)
      .filter((row) => row.startsWith(' ! '))
      .map((row) => row.slice(3).trim())
      .join(' ');
    assert.ok(said.startsWith(world.state.list.filter?.problem ?? '-'), said);
  });

  test('s goes through the orders and says which', () => {
    const world = new SampleWorld();
    world.keys('s');
    assert.match(footerOf(world), /Sorted by name\./);
    const titles = world.state.list.shown.slice(1).map((place) => world.state.list.sessions[place]?.title ?? '');
    assert.deepEqual(
      titles,
      [...titles].sort(new Intl.Collator(undefined, { sensitivity: 'base', numeric: true }).compare),
    );
    world.keys('s');
    assert.equal(cursorId(world), 'sess_g', 'the cursor stays on its session');
    const [, most] = world.state.list.shown.map((place) => world.state.list.sessions[place]?.id);
    assert.equal(most, 'sess_d');
  });

  test('! goes to the next session that waits, around the end, and says when none does', () => {
    const world = new SampleWorld();
    world.keys('!');
    assert.equal(cursorId(world), 'sess_b');
    world.keys('G', '!');
    assert.equal(cursorId(world), 'sess_b');
    world.keys('/');
    world.type('react-migration');
    world.keys('enter', '!');
    assert.equal(cursorId(world), 'sess_b', 'also out of a filter that hides it');
    assert.equal(world.state.list.filter, null);
    world.list([summary({ id: 'quiet' })]);
    world.keys('!');
    assert.match(footerOf(world), /No session is waiting for you\./);
  });
});

test('with 10,000 sessions a key of the list costs little more than with 100', () => {
  const many = (count: number): SampleWorld =>
    new SampleWorld({
      sessions: Array.from({ length: count }, (_, i) =>
        summary({ id: `s${i}`, title: `session ${i}`, endTime: noon - i * 60_000 }),
      ),
    });
  const cost = (world: SampleWorld): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 15; round += 1) {
      const from = performance.now();
      for (const key of ['down', 'down', 'G', 'k', 'g', 'pagedown', 'm']) {
        world.keys(key);
        view(world.state);
      }
      best = Math.min(best, performance.now() - from);
    }
    return best;
  };
  const few = cost(many(100));
  const all = cost(many(10_000));
  assert.ok(all < few * 8 + 2, `${all.toFixed(2)} ms against ${few.toFixed(2)} ms`);
});

test('while sessions are marked, the footer says what takes them all, and how they are unmarked', () => {
  const world = new SampleWorld({ size: { columns: 100, rows: 24 } });
  world.keys('m', 'm');
  const footer = view(world.state).panes.find((pane) => pane.name === 'footer');
  const text = footer?.rows[0]?.map((span) => span.text).join('') ?? '';
  assert.match(text, /^ d delete {2}A archive {2}p pin {2}e export {2}Esc unmark /);
  world.keys('escape');
  assert.equal(world.state.list.marked.size, 0);
});

test('while a filter is typed, Ctrl+N and Ctrl+P move as in every picker, F1 helps, Shift+Tab leaves', () => {
  const world = new SampleWorld();
  world.keys('/');
  world.type('e');
  const places = world.state.list.shown.length;
  assert.ok(places > 2);
  world.keys('C-n', 'C-n', 'C-p');
  assert.equal(world.state.list.cursor, 1);
  world.keys('f1');
  assert.equal(world.state.overlay.kind, 'help');
  world.keys('escape');
  assert.equal(world.state.list.filter?.text, 'e');
  assert.equal(world.state.list.filter.typing, true);
  world.keys('C-l');
  assert.equal(world.asked('redraw').length, 1);
  world.keys('S-tab');
  assert.equal(world.state.focus, 'input');
  assert.equal(world.state.list.filter?.typing, false);
});

test('the cursor stays in sight when the input box takes rows from the list, and a click means the row that is seen', () => {
  const sessions = Array.from({ length: 60 }, (_, i) =>
    summary({ id: `s${i}`, name: `talk-${i}`, startTime: noon - i }),
  );
  const world = new SampleWorld({ sessions });
  world.keys('G', '3');
  const title = sessionAtCursor(world.state.list)?.title ?? '?';
  assert.notEqual(listRow(world, title), '');
  world.send({ type: 'input', event: { type: 'paste', text: 'a\nb\nc\nd\ne' } });
  assert.notEqual(listRow(world, title), '');
  const y = listRows(world).findIndex((row) => row.includes(title));
  const where = { x: 5, y } as const;
  world.send({ type: 'input', event: { type: 'mouse', action: 'down', button: 'left', ...where } });
  assert.equal(sessionAtCursor(world.state.list)?.title, title);
});

test('a filter that hides the session one goes on to ends; one that shows it stays', () => {
  const world = new SampleWorld();
  world.keys('/');
  world.type('react-migration');
  world.keys('enter', 'enter');
  assert.equal(world.state.list.filter?.text, 'react-migration');
  world.send({ type: 'resume', id: 'sess_l' });
  assert.equal(world.state.list.filter, null);
  assert.equal(sessionAtCursor(world.state.list)?.id, 'sess_l');
});

test('a kept filter is left with Esc, and the footer says so, before the marks', () => {
  const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
  world.keys('/');
  world.type('re');
  world.keys('enter');
  assert.match(footerOf(world), /Esc clear filter/);
  world.keys('m');
  assert.match(footerOf(world), /d delete .* Esc clear filter/);
  world.keys('escape');
  assert.match(footerOf(world), /Esc unmark/);
  world.keys('escape');
  assert.doesNotMatch(footerOf(world), /Esc/);
});

test('a screen that nobody touches says ages anew every minute', () => {
  const world = new SampleWorld();
  const row = () => screenText(view(world.state)).find((one) => one.includes('react-migration')) ?? '';
  world.send({ type: 'firstFrame' });
  const asked = world.asked('after').filter(({ name }) => name === 'ages');
  assert.deepEqual(
    asked.map(({ delayMs }) => delayMs),
    [60_000],
  );
  assert.match(row(), / now /);
  const before = world.state;
  world.state = { ...before, now: before.now + 5 * 60_000 };
  world.send({ type: 'tick', name: 'ages' });
  assert.ok(needsFrame(before, world.state));
  assert.match(row(), / 5m /);
  assert.equal(world.asked('after').filter(({ name }) => name === 'ages').length, 2);
});
