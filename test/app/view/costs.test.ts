/** Cost and context use on the screen: the footer’s meter, the columns of the list, order and filter by cost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/app/frame.ts';
import type { Msg } from '../../../src/app/msg.ts';
import type { State } from '../../../src/app/state.ts';
import { view } from '../../../src/app/view.ts';
import { begin, claude, facts, listed, mini, now, read, replies, run, summary } from '../../support/priced-world.ts';

test('the footer shows the meter: with a bar where there is room, with a sign when it gets full', () => {
  const at = (columns: number, input: number, estimated = false): string => {
    const shown = run(begin(columns), listed(summary()), facts('anthropic/claude', claude));
    const [first, answer] = replies;
    assert.ok(first && answer);
    const messages = [first, { ...answer, usage: { input, output: 0, ...(estimated ? { estimated } : {}) } }];
    return footer(view(run(shown.state, read(shown.state, messages)).state));
  };
  assert.match(at(120, 50_000), / {2}context ██░░░░░░ 25% of 200k {2}\$0\.15 $/);
  assert.match(at(90, 50_000), / {2}context 25% {2}\$0\.15 $/);
  assert.match(at(120, 170_000), /context ███████░ 85%! of 200k/);
  assert.match(at(120, 210_000), /context ████████ 105%!! of 200k/);
  assert.match(at(120, 900, true), /context █░░░░░░░ ≈<1% of 200k/);
  const unknown = run(begin(), listed(summary()));
  assert.doesNotMatch(footer(view(run(unknown.state, read(unknown.state)).state)), /context|\$/);
});

test('the list shows cost and context where it is wide or in the full density, and nothing that is not known', () => {
  const text = (state: State): string => list(view(state)).join('\n');
  const wide = run(begin(160), listed(summary()), facts('anthropic/claude', claude)).state;
  assert.match(text(wide), /parser .*\$7\.50 +25% /);
  const unknown = run(begin(160), listed(summary()), facts('openai/mini', mini)).state;
  assert.doesNotMatch(text(unknown), /[$%]/);
  const fresh = run(begin(160), listed(summary({ contextTokens: 0 })), facts('anthropic/claude', claude)).state;
  assert.doesNotMatch(text(fresh), /%/, 'how full the window is has not been told');
  const narrow = run(begin(100), listed(summary()), facts('anthropic/claude', claude)).state;
  assert.doesNotMatch(text(narrow), /\$/);
  assert.match(text({ ...narrow, list: { ...narrow.list, density: 'full' } }), /\$7\.50/);
});

test('an order by cost is made anew when a price becomes known', () => {
  const cheap = summary({
    id: 'sess_2',
    provider: 'openai',
    model: 'mini',
    inputTokens: 10,
    outputTokens: 0,
    endTime: now,
  });
  const sorted = run(begin(), listed(cheap, summary()), { type: 'sort', by: 'cost' }).state;
  assert.deepEqual(sorted.list.shown, [0, 1]);
  assert.deepEqual(run(sorted, facts('anthropic/claude', claude)).state.list.shown, [1, 0]);
});

function footer(frame: Frame): string {
  return rows(frame, 'footer')[0] ?? '';
}

function list(frame: Frame): readonly string[] {
  return rows(frame, 'list');
}

function rows(frame: Frame, name: string): readonly string[] {
  const pane = frame.panes.find((one) => one.name === name);
  assert.ok(pane);
  return pane.rows.map((row) => row.map((part) => part.text).join(''));
}

test('a filter by cost finds a session as soon as its price is known', () => {
  const filtered = run(begin(), listed(summary({ inputTokens: 1_000_000 })), { type: 'filterOpen' }).state;
  const typed = [...'cost:>1'].reduce((state, text) => run(state, key(text)).state, filtered);
  assert.deepEqual(typed.list.shown, []);
  assert.deepEqual(run(typed, facts('anthropic/claude', claude)).state.list.shown, [0]);
});

function key(text: string): Msg {
  return { type: 'input', event: { type: 'key', key: text, text } };
}
