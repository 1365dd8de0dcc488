/** Random keys, texts and pastes never corrupt an editor; a document of a megabyte costs a key little more than a line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cleanText,
  createEditor,
  draftOf,
  type EditorState,
  editKey,
  editorText,
  fromDraft,
  insertNewline,
  insertPaste,
  layoutEditor,
  placeCaret,
  scrollEditor,
  toggleFold,
} from '../../../src/app/editor/editor.ts';
import { boundaryFrom, nextBoundary, previousBoundary } from '../../../src/app/editor/graphemes.ts';
import { clusters } from '../../../src/core/text/clusters.ts';
import { textWidth } from '../../../src/core/text/width.ts';
import { fc } from '../../support/property.ts';

const bits = [
  ...'ab .,-_1é日本、ん한क्षिसำก'.split(''),
  '\n',
  '\t',
  '\u0301',
  '\u200d',
  '\ufe0f',
  '👨',
  '👩',
  '👧',
  '🏽',
  '❤️',
  '\u{1f1e9}',
  '\u{1f1ea}',
  '1️⃣',
  '\u1100',
  '\u1161',
  'ﾊﾟ',
];
const keys = [
  'left',
  'right',
  'up',
  'down',
  'home',
  'end',
  'C-home',
  'C-end',
  'C-left',
  'C-right',
  'S-left',
  'S-right',
  'S-up',
  'S-down',
  'C-S-right',
  'backspace',
  'delete',
  'C-w',
  'M-d',
  'C-u',
  'C-k',
  'C-y',
  'M-y',
  'C-z',
  'M-_',
];
const long = 'pasted line\n'.repeat(30);

const text = fc.array(fc.constantFrom(...bits), { maxLength: 40 }).map((parts) => cleanText(parts.join('')));
type Action = readonly ['key' | 'type' | 'paste' | 'click' | 'newline' | 'fold', string];
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.tuple(fc.constant('key' as const), fc.constantFrom(...keys)),
  fc.tuple(fc.constant('type' as const), fc.constantFrom(...bits)),
  fc.tuple(fc.constantFrom('paste' as const), fc.constantFrom('x', 'e\u0301\n', long)),
  fc.tuple(fc.constantFrom('click' as const, 'newline' as const, 'fold' as const), fc.constant('')),
);
const width = fc.integer({ min: 1, max: 30 });

function act(state: EditorState, [kind, value]: Action, columns: number): EditorState {
  switch (kind) {
    case 'key':
      return scrollEditor(editKey(state, value, undefined, columns).state, columns, 4);
    case 'type':
      return scrollEditor(editKey(state, value, value, columns).state, columns, 4);
    case 'paste':
      return insertPaste(state, value);
    case 'click':
      return placeCaret(state, { width: columns, maxRows: 4 }, { x: 3, y: 1 });
    case 'newline':
      return insertNewline(state);
    case 'fold':
      return toggleFold(state);
  }
}

function boundaries(whole: string): ReadonlySet<number> {
  const found = new Set([0]);
  let offset = 0;
  for (const cluster of clusters(whole)) {
    offset += cluster.length;
    found.add(offset);
  }
  assert.equal(offset, whole.length);
  return found;
}

test('whatever is pressed: the caret stands between clusters and on the screen, rows fit, undo leads back to the start', () => {
  fc.assert(
    fc.property(text, fc.array(action, { maxLength: 40 }), width, (start, actions, columns) => {
      const first = createEditor(start);
      let state = first;
      for (const one of actions) {
        state = act(state, one, columns);
        const places = boundaries(state.text);
        assert.ok(places.has(state.cursor), `caret ${state.cursor} in ${JSON.stringify(state.text)}`);
        const layout = layoutEditor(state, columns, 4);
        assert.ok(layout.rows.length >= 1 && layout.rows.length <= 4);
        assert.ok(layout.caret.y < layout.rows.length && layout.caret.x < columns);
        for (const row of layout.rows) {
          assert.equal(row.spans.map((span) => span.text).join(''), row.text);
          assert.ok(textWidth(row.text) <= columns, `${JSON.stringify(row.text)} in ${columns}`);
        }
        const back = fromDraft(draftOf(state));
        assert.deepEqual([editorText(back), back.cursor], [editorText(state), state.cursor]);
      }
      for (let steps = state.undo.length; steps > 0; steps--) state = editKey(state, 'C-z', undefined, columns).state;
      assert.equal(state.text, first.text);
    }),
    { numRuns: 400 },
  );
});

test('what was undone can be done again', () => {
  fc.assert(
    fc.property(text, fc.array(action, { maxLength: 30 }), (start, actions) => {
      const end = actions.reduce((state, one) => act(state, one, 20), createEditor(start));
      let state = end;
      while (state.undo.length > 0) state = editKey(state, 'C-z', undefined, 20).state;
      while (state.redo.length > 0) state = editKey(state, 'M-_', undefined, 20).state;
      // Redo steps that were there before the first undo bring more back; only then may the text differ.
      if (end.redo.length === 0) assert.equal(state.text, end.text);
    }),
    { numRuns: 200 },
  );
});

test('boundaries found from nearby are those of the whole text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 80 }), (parts) => {
      const whole = cleanText(parts.join(''));
      const places = [...boundaries(whole)];
      for (const [i, place] of places.entries()) {
        assert.equal(nextBoundary(whole, place), places[i + 1] ?? whole.length);
        assert.equal(previousBoundary(whole, place), places[i - 1] ?? 0);
      }
      for (let offset = 0; offset <= whole.length; offset++) {
        assert.equal(
          boundaryFrom(whole, offset),
          places.find((place) => place >= offset),
        );
      }
    }),
    { numRuns: 400 },
  );
});

test('on one row the caret stands as many cells to the right as the text before it is wide', () => {
  fc.assert(
    fc.property(text, fc.nat(40), (start, steps) => {
      const line = start.replace(/[\n\t]/g, '');
      let state = editKey(createEditor(line), 'home', undefined, 200).state;
      for (let i = 0; i < steps; i++) state = editKey(state, 'right', undefined, 200).state;
      assert.equal(layoutEditor(state, 200, 1).caret.x, textWidth(line.slice(0, state.cursor)));
    }),
    { numRuns: 200 },
  );
});

test('the rows of a text are the text', () => {
  fc.assert(
    fc.property(text, width, (start, columns) => {
      const layout = layoutEditor(createEditor(start.replaceAll('\t', ' ')), Math.max(3, columns), 500);
      assert.equal(layout.rows.map((row) => row.text).join(''), start.replaceAll('\t', ' ').replaceAll('\n', ''));
      assert.deepEqual([layout.above, layout.below], [false, false]);
    }),
    { numRuns: 200 },
  );
});

/** Text of a megabyte of each kind, without the fold a paste would give it. */
const megabytes: readonly (readonly [string, string])[] = [
  ['one line without a blank', 'x'.repeat(1_000_000)],
  ['one line of words', 'word '.repeat(200_000)],
  ['lines', 'a line of about fifty characters, more or less so\n'.repeat(20_000)],
  ['Japanese', '日本語のテキスト'.repeat(125_000)],
  ['accents', 'e\u0301'.repeat(500_000)],
  ['Thai', 'สวัสดีชาวโลก'.repeat(83_000)],
];

for (const [name, big] of megabytes) {
  test(`a key in a megabyte of text (${name}) costs about what it costs in 8 KB of it`, () => {
    const small = big.slice(0, 8_000);
    const round = (state: EditorState): EditorState => {
      let now = state;
      for (const key of ['x', 'left', 'up', 'right', 'down', 'backspace']) {
        now = scrollEditor(editKey(now, key, key.length === 1 ? key : undefined, 80).state, 80, 8);
        layoutEditor(now, 80, 8);
      }
      return now;
    };
    const states = { small: createEditor(small), big: createEditor(big) };
    const times = { small: [] as number[], big: [] as number[] };
    for (let i = 0; i < 25; i++) {
      for (const size of ['small', 'big'] as const) {
        const before = performance.now();
        states[size] = round(states[size]);
        times[size].push(performance.now() - before);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    // The text is 125 times as long; joining strings costs a copy, everything else does not depend on the length.
    const ratio = median(times.big) / median(times.small);
    assert.ok(ratio < 25, `a key costs ${ratio.toFixed(1)} times as much`);
  });
}
