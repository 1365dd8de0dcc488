/** What the screen looks like, in files that can be read: each scene at three sizes. */
process.env.TZ = 'UTC';

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Size } from '../../src/app/frame.ts';
import { view } from '../../src/app/view.ts';
import { problem } from '../../src/core/problem.ts';
import type { SessionSummary } from '../../src/core/session.ts';
import { assertGolden } from '../support/golden.ts';
import {
  noon,
  SampleWorld,
  sampleSessions,
  sampleTalk,
  summary,
  transcriptOf,
  type WorldOptions,
} from '../support/sample-world.ts';

const sizes: readonly Size[] = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
];

const holder = 'pid 4711 on desk';

/** The session under the cursor opened for writing, with its transcript, the cursor in the input box. */
function open(world: SampleWorld): SessionSummary {
  world.keys('enter');
  const asked = world.asked('openSession').at(-1);
  const session = sampleSessions().find(({ id }) => id === asked?.id);
  assert.ok(session, 'a session is being opened');
  const value = { summary: session, transcript: transcriptOf(session.id, sampleTalk), notes: [] };
  world.send({ type: 'sessionOpened', id: session.id, result: { ok: true, value } });
  return session;
}

function streaming(world: SampleWorld): void {
  open(world);
  world.type('And tests?');
  world.keys('enter');
  const sent = world.asked('appendMessage').at(-1);
  if (!sent) return;
  world.send({ type: 'messageStored', id: sent.id, message: { ...sent.message, seq: 5 } });
  const reply = world.asked('startReply').at(-1);
  if (!reply) return;
  world.send({
    type: 'replyEvents',
    id: reply.id,
    replyId: reply.replyId,
    events: [{ type: 'text', delta: 'They stay as they are:\n\n1. render\n2. click\n3. look at the **sc' }],
  });
}

interface Scene {
  readonly options?: WorldOptions;
  readonly play?: (world: SampleWorld) => void;
}

const scenes: Readonly<Record<string, Scene>> = {
  empty: { options: { sessions: [] } },
  'first-run': {
    options: { sessions: [], chosenModel: null },
    play: (world) =>
      world.send({
        type: 'providersFound',
        found: [
          { provider: 'anthropic', label: 'ANTHROPIC_API_KEY' },
          { provider: 'compatible', label: 'Ollama at localhost:11434', baseUrl: 'http://localhost:11434/v1' },
        ],
      }),
  },
  list: {
    play: (world) => {
      world.send({ type: 'holdersKnown', holders: new Map([['sess_f', holder]]) });
      world.keys('down', 'down', 'm', 'm');
    },
  },
  filter: {
    play: (world) => {
      world.keys('/');
      world.type('re age:x');
    },
  },
  transcript: { play: (world) => world.keys('tab', 'up', 'up') },
  streaming: { play: streaming },
  help: { play: (world) => world.keys('?', 'down', 'down') },
  palette: {
    play: (world) => {
      world.keys('C-p');
      world.type('re');
    },
  },
  prompt: {
    play: (world) => {
      world.keys('n');
      world.type('日本語 plan');
    },
  },
  locked: {
    play: (world) => {
      world.keys('down', 'down', 'down', 'down', 'down', 'down', 'enter');
      world.send({
        type: 'sessionOpened',
        id: 'sess_f',
        result: {
          ok: false,
          problem: problem('locked', 'The session is open elsewhere.', 'Watch it or fork it.', { holder }),
        },
      });
    },
  },
  find: {
    play: (world) => {
      world.keys('tab', '/');
      world.type('use');
    },
  },
  queue: {
    play: (world) => {
      streaming(world);
      for (const text of [
        'one more question',
        '二つ目の質問 with a long tail that does not fit on narrow screens',
        'third',
      ]) {
        world.type(text);
        world.keys('enter');
      }
    },
  },
  'not-saved': {
    play: (world) => {
      const session = open(world);
      world.send({
        type: 'storeState',
        id: session.id,
        summary: session,
        pending: 2,
        problem: problem(
          'disk-full',
          'The disk is full, so 2 messages are in memory only.',
          'Make room; they are stored by themselves as soon as there is some.',
        ),
      });
    },
  },
  themes: {
    play: (world) => {
      world.send({ type: 'pickTheme' });
      const theme = world.state.look.theme;
      world.send({
        type: 'themesListed',
        themes: ['ember', theme.name, 'paper'].map((name) => ({ ...theme, name, description: `the look of ${name}` })),
        problems: [
          problem(
            'bad-theme',
            'The theme file own.json names a token “heding” that does not exist.',
            'Did you mean “heading”?',
          ),
        ],
      });
    },
  },
  provider: {
    play: (world) => {
      world.send({ type: 'pickProvider' });
      world.send({ type: 'providersFound', found: [{ provider: 'anthropic', label: 'ANTHROPIC_API_KEY' }] });
    },
  },
  trash: {
    play: (world) => {
      world.keys('T');
      world.send({
        type: 'trashListed',
        sessions: [
          { summary: summary({ id: 'sess_x', title: 'old notes' }), deletedAt: noon - 3_600_000, trashPath: '/t/x' },
          { summary: summary({ id: 'sess_y', title: '古いメモ' }), deletedAt: noon - 86_400_000, trashPath: '/t/y' },
        ],
      });
    },
  },
};

for (const [name, scene] of Object.entries(scenes)) {
  describe(`the screen: ${name}`, () => {
    for (const size of sizes) {
      test(`at ${size.columns}×${size.rows}`, () => {
        const world = new SampleWorld({ talk: sampleTalk, ...scene.options, size });
        scene.play?.(world);
        assertGolden(name, view(world.state), world.state.look.theme);
      });
    }
  });
}

test('a window that is too small says so', () => {
  for (const size of [
    { columns: 39, rows: 12 },
    { columns: 12, rows: 4 },
  ]) {
    const world = new SampleWorld({ size });
    assertGolden('too-small', view(world.state), world.state.look.theme);
  }
});
