/** A separate program that goes through a part of a story and then waits to be killed: `HOME URL STORY`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openScenario, type Scenario } from './scenario.ts';

const [home = '', url = '', story = ''] = process.argv.slice(2);

const stories: Readonly<Record<string, (app: Scenario) => Promise<void>>> = {
  /** A branch was chosen, two messages wait behind a streaming reply, and there is unsent text in the box. */
  async queue(app) {
    await ask(app, 'first', 1);
    await app.press('escape', 'tab', '2', '.');
    await app.until((state) => replies(state) === 2, 'a second answer is stored');
    await app.press('<');
    await app.press('i');
    await app.type('slow please');
    await app.press('enter');
    await app.sees('slow but');
    await app.type('wait one');
    await app.press('enter');
    await app.type('wait two');
    await app.press('enter');
    await app.type('half a thought');
    await keptOnDisk(app, 'half a thought');
  },
};

/** A test that nobody ends: this process is killed. */
const endless = { after: () => {} } as unknown as TestContext;

const app = await openScenario(endless, {
  home,
  env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-test-0123456789abcdef' },
  chosenModel: { provider: 'openai', model: 'test-model' },
});
await stories[story]?.(app);
process.stdout.write('ready\n');

async function ask(one: Scenario, text: string, answers: number): Promise<void> {
  await one.press('n');
  await one.sees('New session');
  await one.type('story');
  await one.press('enter');
  await one.until((state) => state.focus === 'input' && state.list.sessions.length === 1);
  await one.type(text);
  await one.press('enter');
  await one.until((state) => replies(state) === answers, `${answers} answers are stored`);
}

function replies(state: ReturnType<Scenario['state']>): number {
  const [one] = state.conversations.values();
  if (!one || one.storing !== null || one.reply !== null) return 0;
  return one.transcript.messages.filter((message) => message.role === 'assistant').length;
}

/** The draft is written when typing pauses: first beside its file, then in its place. */
async function keptOnDisk(one: Scenario, text: string): Promise<void> {
  const folder = one.services.paths.draftsDir;
  await one.until(
    () =>
      existsSync(folder) &&
      readdirSync(folder).some(
        (name) => name.endsWith('.draft') && readFileSync(join(folder, name), 'utf8').includes(text),
      ),
    'the draft is on the disk',
  );
}
