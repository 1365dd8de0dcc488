/**
 * `npm run picture`: plays a short demonstration in the real program on an emulator, and writes its screen as
 * themes/NAME.png, one for each theme; the README shows the default one. `-- NAME` makes only that one.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Style } from '../../src/core/theme.ts';
import { systemClock } from '../../src/run/clock.ts';
import type { Services } from '../../src/run/services.ts';
import { startProviderServer } from './provider-server.ts';
import { openScenario } from './scenario.ts';
import { screenPicture } from './screen-picture.ts';

const folder = fileURLToPath(new URL('../../themes/', import.meta.url));
const minute = 60_000;

const question = 'How do I move a class component with refs to hooks?';
const answer = `Keep the ref, move the state. **Three steps:**

1. \`createRef()\` in the constructor becomes \`useRef()\`.
2. \`this.state\` becomes one \`useState\` per value.
3. What ran after mounting goes into an effect:

\`\`\`tsx
const input = useRef<HTMLInputElement>(null);
useEffect(() => {
  input.current?.focus(); // once, after the first paint
}, []);
\`\`\`

| before | after |
| --- | --- |
| \`componentDidMount\` | \`useEffect(…, [])\` |
| \`this.setState\` | \`setValue\` |
`;

/** Sessions for the list: name, prompt, minutes ago, and what is special about them. */
const past: readonly (readonly [string, string, number, ('pinned' | 'waiting')?])[] = [
  ['release-notes', 'Sum up the changes since v2.3 for people, not for machines', 14, 'waiting'],
  ['house-rules', 'Which of our lint rules does nobody need?', 95, 'pinned'],
  ['flaky-ci', 'Why does this test fail only on Tuesdays?', 180],
  ['trip-to-kyoto', 'Plan three days in Kyoto, slowly', 400],
  ['birthday-poem', 'A poem for Ada, eight lines, no roses 🎂', 1_500],
  ['sqlite-vs-files', 'When is a plain file better than a database?', 2_900],
  ['regex', 'A pattern for dates that is not a trap', 4_400],
  ['tax-2026', 'What may I deduct for the room I work in?', 7_300],
  ['rust-lifetimes', 'Explain lifetimes to somebody who writes TypeScript', 9_000],
  ['garden', 'What can be planted in November?', 13_000],
];

/** The sessions are created one after the other in the past; then the clock shows the real time. */
const clock = { time: 0, now: () => clock.time || Date.now(), newId: systemClock.newId };

async function prepare(services: Services): Promise<void> {
  let count = 0;
  for (const [name, prompt, ago, mark] of [...past].reverse()) {
    clock.time = Date.now() - ago * minute;
    const { time } = clock;
    const turns = 1 + ((count * 7) % 5);
    const messages = Array.from({ length: turns }, (_, i) => [
      {
        id: `msg_${count}_${i}q`,
        parent: i === 0 ? null : `msg_${count}_${i - 1}a`,
        role: 'user' as const,
        content: i === 0 ? prompt : 'Go on.',
        timestamp: time,
      },
      {
        id: `msg_${count}_${i}a`,
        parent: `msg_${count}_${i}q`,
        role: 'assistant' as const,
        content: 'Gladly.',
        timestamp: time,
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        stop: 'end' as const,
        usage: { input: 400 * (i + 1), output: 180 * (i + 1) },
        seen: mark !== 'waiting',
      },
    ]).flat();
    const created = await services.store.create({
      name,
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      cwd: '/home/ada',
      messages: mark === 'waiting' ? messages.slice(0, -1) : messages,
    });
    if (!created.ok) throw new Error(created.problem.message);
    const last = messages.at(-1);
    if (mark === 'waiting' && last) await created.value.append(last);
    if (mark === 'pinned') await created.value.note({ event: 'pinned', on: true });
    if (mark !== 'waiting') await created.value.note({ event: 'seen' });
    await created.value.close();
    count += 1;
  }
  clock.time = 0;
}

async function takePicture(theme: string | undefined): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'reprise-picture-'));
  const endings: (() => unknown)[] = [];
  const server = await startProviderServer([{ text: answer, usage: { input: 1240, output: 356 } }]);
  try {
    const test = { after: (end?: unknown) => void (typeof end === 'function' && endings.push(() => end())) };
    const shared = { home, columns: 118, rows: 31, chosenModel: { provider: 'anthropic', model: 'claude-sonnet-4-5' } };
    const talk = await openScenario(test, {
      ...shared,
      env: { ANTHROPIC_API_KEY: 'sk-demo', ANTHROPIC_BASE_URL: server.url('anthropic') },
      prepare,
      clock,
    });
    await talk.sees('garden');
    await talk.press('n');
    await talk.type('react-migration');
    await talk.press('enter');
    await talk.until((state) => state.focus === 'input' && state.shown.kind === 'session');
    await talk.type(question);
    await talk.press('enter');
    await talk.until(
      (state) =>
        [...state.conversations.values()].some((one) => one.transcript.messages.length === 2 && one.storing === null),
      'the answer is stored',
      20_000,
    );
    await talk.quit();
    // Resumed without the demonstration's server, whose address would be shown above the transcript.
    const scenario = await openScenario(test, {
      ...shared,
      env: { ANTHROPIC_API_KEY: 'sk-demo' },
      clock,
      ...(theme === undefined ? {} : { theme }),
    });
    await scenario.sees('react-migration');
    await scenario.press('enter');
    await scenario.until((state) => state.focus === 'input');
    await scenario.until((state) => state.look.highlight !== undefined, 'the highlighter is loaded');
    await scenario.sees('setValue');
    await scenario.until(
      (state) => (state.list.sessions.find((one) => one.name === 'react-migration')?.outputTokens ?? 0) > 0,
      'the list knows the tokens',
    );
    await scenario.until((state) => state.modelFacts.size > 0, 'the price is known', 20_000);
    await scenario.sees('context');
    const { styles, name } = scenario.state().look.theme;
    const picture = screenPicture(scenario.mounted.emulator, {
      title: 'reprise',
      foreground: hex(styles.text, 'fg', '#d7dae0'),
      background: hex(styles.text, 'bg', '#16181d'),
      scale: 1.4,
    });
    writeFileSync(join(folder, `${name}.png`), picture);
    await scenario.quit();
    return name;
  } finally {
    for (const end of endings) await end();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function hex(style: Style, which: 'fg' | 'bg', otherwise: string): string {
  const color = style[which];
  return typeof color === 'string' && color !== 'default' ? color : otherwise;
}

const wanted = process.argv.slice(2);
const names =
  wanted.length > 0
    ? wanted
    : readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -'.json'.length));
for (const name of names) console.log(`themes/${await takePicture(name)}.png`);
