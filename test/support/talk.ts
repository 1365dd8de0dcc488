/** Scenarios that talk to a local server: opening one, beginning a session, waiting for what is said. */
import type { TestContext } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { branch } from '../../src/core/tree.ts';
import type { ProviderServer } from './provider-server.ts';
import { openScenario, type Scenario, type ScenarioOptions } from './scenario.ts';

/** The program with the local server as its `openai`. */
export async function openTalk(
  t: TestContext,
  server: ProviderServer,
  options: ScenarioOptions = {},
): Promise<Scenario> {
  return openScenario(t, {
    chosenModel: { provider: 'openai', model: 'test-model' },
    ...options,
    env: { OPENAI_BASE_URL: server.url('openai'), OPENAI_API_KEY: 'sk-test-0123456789abcdef', ...options.env },
  });
}

/** The shown branch, as texts. */
export function branchOf(app: Scenario): readonly string[] {
  const one = shownConversation(app.state());
  return one ? branch(one.transcript).map((message) => message.content) : [];
}

/** Waits until the shown branch is this, stored, and nothing streams. */
export async function settled(app: Scenario, ...texts: readonly string[]): Promise<void> {
  await app.until(
    (state) => {
      const one = shownConversation(state);
      return one?.storing === null && one.reply === null && branchOf(app).join('|') === texts.join('|');
    },
    `the branch is ${texts.join(' | ')}`,
  );
}

/** A new session with this name (empty: unnamed), its file created, with the cursor in the input box. */
export async function begin(app: Scenario, name: string): Promise<void> {
  await app.press('n');
  await app.sees('New session');
  if (name !== '') await app.type(name);
  await app.press('enter');
  await app.until((state) => state.focus === 'input' && shownConversation(state)?.access.kind === 'writing');
}

export async function say(app: Scenario, text: string): Promise<void> {
  await app.type(text);
  await app.press('enter');
}
