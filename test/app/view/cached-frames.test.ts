/** What is kept from frame to frame must never be seen: a screen drawn at every step ends as one that is drawn only once. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Row } from '../../../src/app/frame.ts';
import { view } from '../../../src/app/view.ts';
import { growMarkdown } from '../../../src/core/markdown/grow.ts';
import { renderMarkdown } from '../../../src/core/markdown/markdown.ts';
import type { Theme } from '../../../src/core/theme.ts';
import { resolveTheme } from '../../../src/core/theme-file.ts';
import { anyMarkdown } from '../../support/any-markdown.ts';
import { FakeWorld } from '../../support/fake-world.ts';
import { fc } from '../../support/property.ts';

type Action =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'find'; readonly words: string }
  | { readonly kind: 'write'; readonly text: string }
  | { readonly kind: 'stream'; readonly text: string; readonly thought: boolean }
  | { readonly kind: 'end' }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'depth'; readonly depth: 1 | 4 | 8 | 24 }
  | {
      readonly kind: 'mouse';
      readonly action: 'down' | 'up' | 'drag' | 'wheelup' | 'wheeldown';
      readonly x: number;
      readonly y: number;
    };

const folder = new URL('../../../themes/', import.meta.url);
const themes = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const theme = resolveTheme(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    return theme.ok ? [theme.value] : [];
  });

const keys = [
  ...['j', 'k', 'g', 'G', '[', ']', '{', '}', 'n', 'N', 't', 'T', 'w', 'y', '.', '<', '>', 'i', 'h', 'l', '?'],
  ...['escape', 'tab', 'S-tab', 'enter', 'up', 'down', 'pageup', 'pagedown', 'C-d', 'C-u', 'end', 'home', 'C-l'],
  ...['1', '2', '2', '2', '3'],
];

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...keys).map((key) => ({ kind: 'key' as const, key })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('a', 'word', '日本', 'e', 'item').map((words) => ({ kind: 'find' as const, words })),
  },
  { weight: 1, arbitrary: anyMarkdown.map((text) => ({ kind: 'write' as const, text: `q ${text}` })) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('stream' as const), text: anyMarkdown, thought: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'end' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      columns: fc.constantFrom(39, 40, 60, 79, 80, 100, 141),
      rows: fc.constantFrom(9, 10, 12, 24, 40),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...themes).map((theme) => ({ kind: 'theme' as const, theme })) },
  { weight: 1, arbitrary: fc.constantFrom(1 as const, 4, 8, 24).map((depth) => ({ kind: 'depth' as const, depth })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mouse' as const),
      action: fc.constantFrom('down' as const, 'up', 'drag', 'drag', 'wheelup', 'wheeldown'),
      x: fc.nat(140),
      y: fc.nat(40),
    }),
  },
);

const written = 'A **word** of it.\n\n```ts\nconst a = 1;\n```\n\n- item 日本\n- item two\n\n';

/** A world of one session with three turns; the fourth answer is on its way. */
function begun(): { readonly world: FakeWorld; readonly id: string } {
  const world = new FakeWorld();
  world.send({ type: 'markdownLoaded', markdown: { render: renderMarkdown, grow: growMarkdown } });
  const id = world.session('one', 'a longer second question', 'three');
  world.write('and more?');
  world.settle();
  world.speak(id, { type: 'started', model: 'm' }, { type: 'text', delta: written.repeat(3) });
  return { world, id };
}

function act({ world, id }: ReturnType<typeof begun>, one: Action): void {
  const reply = world.state.conversations.get(id)?.reply;
  if (one.kind === 'key') world.key(one.key, [...one.key].length === 1 ? one.key : undefined);
  else if (one.kind === 'find') world.send({ type: 'findTyped', query: one.words });
  else if (one.kind === 'write') world.write(one.text);
  else if (one.kind === 'stream' && reply)
    world.speak(id, { type: one.thought ? 'thinking' : 'text', delta: one.text });
  else if (one.kind === 'end' && reply) world.speak(id, { type: 'done', stop: 'end' });
  else if (one.kind === 'resize')
    world.send({ type: 'input', event: { type: 'resize', size: { columns: one.columns, rows: one.rows } } });
  else if (one.kind === 'theme') world.send({ type: 'themeLoaded', theme: one.theme, keep: false });
  else if (one.kind === 'depth') world.send({ type: 'depth', depth: one.depth });
  else if (one.kind === 'mouse') {
    const { action: done, x, y } = one;
    const plain = { button: 'left' } as const;
    world.send({ type: 'input', event: { type: 'mouse', action: done, x, y, ...plain } });
  }
  world.settle();
}

/** Spans of one look are one: how a row was put together is not seen. */
function seen(row: Row): readonly (readonly [string, string])[] {
  const joined: [string, string][] = [];
  for (const { text, style } of row) {
    const look = JSON.stringify(style);
    const last = joined.at(-1);
    if (last && last[1] === look) last[0] += text;
    else if (text !== '') joined.push([text, look]);
  }
  return joined;
}

/** A reply has room below it on a high screen only. */
const madeHigher: readonly Action[] = [
  { kind: 'stream', text: 'word ', thought: false },
  { kind: 'resize', columns: 80, rows: 12 },
  { kind: 'stream', text: 'word ', thought: true },
  { kind: 'resize', columns: 80, rows: 40 },
];

test('whatever was drawn before, a state looks as if it were drawn for the first time', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 60 }), (actions) => {
      const drawn = begun();
      const fresh = begun();
      for (const one of actions) {
        act(drawn, one);
        view(drawn.world.state);
        act(fresh, one);
      }
      const [before, now] = [drawn, fresh].map(({ world }) => view(world.state));
      assert.deepEqual(before?.caret, now?.caret);
      assert.deepEqual(
        before?.panes.map(({ name, rect, rows }) => ({ name, rect, rows: rows.map(seen) })),
        now?.panes.map(({ name, rect, rows }) => ({ name, rect, rows: rows.map(seen) })),
      );
    }),
    { numRuns: 60, examples: [[[...madeHigher]]] },
  );
});
