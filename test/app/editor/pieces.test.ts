/** Long lines are wrapped piece by piece: walking row by row, down or up, meets every place of the text exactly once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEditor } from '../../../src/app/editor/editor.ts';
import { type RowPlace, rowAbove, rowAt, rowBelow, type VisualRow } from '../../../src/app/editor/wrap.ts';
import { fc } from '../../support/property.ts';

/** Texts whose clusters stand across the places where long lines are cut. */
const stretch = fc.constantFrom(
  'x'.repeat(4090),
  'y'.repeat(4097),
  '日'.repeat(4095),
  '👨‍👩‍👧'.repeat(513),
  'e\u0301'.repeat(2048),
  '🇩🇪'.repeat(1025),
  '\n',
  'a',
  'word ',
  '\t',
);

test('rows cover the text without gaps, the same from above and from below', () => {
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 7 }), fc.integer({ min: 3, max: 60 }), (parts, cells) => {
      const state = createEditor(parts.join(''));
      const down: VisualRow[] = [];
      for (let place: RowPlace | undefined = rowAt(state, 0, cells); place; place = rowBelow(state, place, cells)) {
        down.push(place.row);
      }
      let at = 0;
      for (const row of down) {
        assert.equal(row.start, at);
        at = row.last ? row.end + 1 : row.end;
      }
      assert.equal(at, state.text.length + 1);
      const up: VisualRow[] = [];
      const end = rowAt(state, state.text.length, cells);
      for (let place: RowPlace | undefined = end; place; place = rowAbove(state, place, cells)) up.push(place.row);
      assert.deepEqual(up.reverse(), down);
      for (let i = 0; i < down.length; i += 17) assert.deepEqual(rowAt(state, down[i]?.start ?? 0, cells).row, down[i]);
    }),
    { numRuns: 60 },
  );
});
