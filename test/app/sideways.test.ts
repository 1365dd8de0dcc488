/** Long lines of code: kept whole with `w`, moved with the arrows, never further than there is something to see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { view } from '../../src/app/view.ts';
import { messages, SampleWorld } from '../support/sample-world.ts';

function reading(code: string): SampleWorld {
  const world = new SampleWorld({
    size: { columns: 100, rows: 24 },
    talk: messages(['user', 'show me'], ['assistant', `\`\`\`\n${code}\n\`\`\``]),
  });
  world.keys('space');
  return world;
}

const columns = (world: SampleWorld) => shownConversation(world.state)?.viewport.sideways;
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
  const furthest = columns(world) ?? 0;
  assert.ok(furthest < 110, `${furthest} columns`);
  for (let at = furthest; at > 0; at -= 8) world.keys('left');
  assert.match(screen(world), /│ begin x+›│/);
  assert.equal(columns(world), 0);
});

test('while lines wrap, or none is too wide, the arrows say so and move nothing', () => {
  const world = reading('short');
  world.keys('right');
  assert.match(world.state.toast?.text ?? '', /Code lines wrap; w keeps them whole\./);
  world.keys('w', 'right');
  assert.match(world.state.toast?.text ?? '', /No line of code here is wider than the pane\./);
  assert.equal(columns(world), 0);
});
