/** Long lines of code: kept whole with `w`, moved with the arrows, never further than there is something to see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { view } from '../../src/app/view.ts';
import { messages, SampleWorld } from '../support/sample-world.ts';

function reading(code: string): SampleWorld {
  const world = new SampleWorld({
    size: { columns: 100, rows: 40 },
    talk: messages(['user', 'show me'], ['assistant', `\`\`\`\n${code}\n\`\`\``]),
  });
  world.keys('space');
  return world;
}

/** How far each block of the answer is moved. */
const columns = (world: SampleWorld) => shownConversation(world.state)?.viewport.sideways.get('msg_2') ?? [];
const screen = (world: SampleWorld) =>
  view(world.state)
    .panes.flatMap((pane) => pane.rows.map((row) => row.map((span) => span.text).join('')))
    .join('\n');

test('a line that is kept whole moves until its end is seen, and back to its beginning', () => {
  const world = reading(`begin ${'x'.repeat(100)} end`);
  world.keys('w');
  assert.match(screen(world), /begin x+›│/);
  for (let i = 0; i < 50; i += 1) world.keys('right');
  assert.match(screen(world), /│‹x+ end/);
  const furthest = columns(world)[0] ?? 0;
  assert.ok(furthest < 110, `${furthest} columns`);
  for (let at = furthest; at > 0; at -= 8) world.keys('left');
  assert.match(screen(world), /│ begin x+›│/);
  assert.deepEqual(columns(world), [0]);
});

const wide = (letter: string) => `${letter.repeat(40)} ${'-'.repeat(100)} end of ${letter}`;
const three = `${wide('a')}\n\`\`\`\n\ntext\n\n\`\`\`\n${wide('b')}\n\`\`\`\n\n- item\n\n  \`\`\`\n  ${wide('c')}`;

test('only the highest wide block in view moves, until the cursor stands in another', () => {
  const world = reading(three);
  world.keys('2', 'g', 'w', 'right', 'right');
  assert.deepEqual(columns(world), [16]);
  assert.match(screen(world), /│‹a{24} -/);
  assert.match(screen(world), /│ b{40} -/);
  const rows = screen(world).split('\n');
  const at = rows.findIndex((row) => row.includes('bbbb')) - rows.findIndex((row) => row.includes('aaaa'));
  // The cursor stands in the first row of the first message; the code is below it.
  const first = rows.findIndex((row) => row.includes('aaaa')) - rows.findIndex((row) => row.includes('you ·'));
  for (let i = 0; i < first + at; i += 1) world.keys('j');
  world.keys('right');
  assert.deepEqual(columns(world), [16, 8]);
  for (let i = 0; i < 50; i += 1) world.keys('right');
  assert.equal(columns(world)[0], 16);
  assert.match(screen(world), /│‹-+ end of b/);
  // At its end it stays: no other block moves instead.
  assert.equal(columns(world).length, 2);
});

test('while lines wrap, or none is too wide, the arrows say so and move nothing', () => {
  const world = reading('short');
  world.keys('right');
  assert.match(world.state.toast?.text ?? '', /Code lines wrap; w turns wrapping off\./);
  world.keys('w', 'right');
  assert.match(world.state.toast?.text ?? '', /No code here is wider than the pane\./);
  assert.deepEqual(columns(world), []);
});
