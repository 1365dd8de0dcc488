/** What goes wrong between us and a model, as the user sees it: a sentence, what came is kept, and asking again works. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { broken, status, told } from '../support/faulty-replies.ts';
import { portNobodyListensOn } from '../support/free-port.ts';
import {
  openServer,
  type Protocol,
  type ProviderServer,
  type ScriptedReply,
  startProviderServer,
} from '../support/provider-server.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { tempFolder } from '../support/temp-home.ts';

const key = 'sk-test-0123456789abcdefghijKLMN';

interface Talk {
  readonly app: Scenario;
  readonly server: ProviderServer;
  readonly home: string;
}

interface TalkOptions {
  readonly protocol?: Protocol;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: object;
}

/** A session whose first question has been asked; the server answers with `replies`, after them with an echo. */
async function ask(t: TestContext, replies: readonly ScriptedReply[], options: TalkOptions = {}): Promise<Talk> {
  const protocol = options.protocol ?? 'anthropic';
  const server = await openServer(t, replies);
  const home = tempFolder(t);
  if (options.settings) writeFileSync(join(home, 'config.json'), JSON.stringify(options.settings), { mode: 0o600 });
  const env = {
    anthropic: { ANTHROPIC_BASE_URL: server.url('anthropic'), ANTHROPIC_API_KEY: key },
    openai: { OPENAI_BASE_URL: server.url('openai'), OPENAI_API_KEY: key },
    compatible: { REPRISE_BASE_URL: server.url('compatible') },
  }[protocol];
  const app = await openScenario(t, {
    home,
    env: { ...env, ...options.env },
    chosenModel: { provider: protocol, model: 'test-model' },
  });
  await app.press('n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('Are you there?');
  await app.press('enter');
  return { app, server, home };
}

async function isQuiet(app: Scenario): Promise<void> {
  await app.until((state) => [...state.conversations.values()].every((one) => !one.reply && !one.storing));
}

/** After any fault the same question can be asked again, and is answered. */
async function retried(app: Scenario): Promise<void> {
  await app.type('/retry');
  await app.press('enter');
  await app.sees('You said: Are you there?');
  await isQuiet(app);
  const stored = app.storedMessages();
  assert.equal(stored.filter(({ role }) => role === 'user').length, 1, 'the question stands once');
  assert.equal(stored.at(-1)?.stop, 'end');
}

const refused: readonly (readonly [what: string, reply: ScriptedReply, sees: RegExp])[] = [
  [
    '401',
    told(401, 'authentication_error', `invalid x-api-key: ${key}`)('anthropic'),
    /requires a key\..* anthropic\.apiKey/s,
  ],
  ['404 for the model', told(404, 'not_found_error', 'model: test-model')('anthropic'), /has no model named/],
  ['413', told(413, 'request_too_large', 'too big')('anthropic'), /attachments/],
  ['no money left', told(400, 'invalid_request_error', 'Your credit balance is too low')('anthropic'), /billing/],
  ['HTML instead of a stream', broken({ kind: 'html' }), /base URL/],
  ['an empty answer', broken({ kind: 'empty' }), /✗ /],
];
for (const [what, reply, sees] of refused) {
  test(`${what}: said with the next step, nothing stored as an answer, /retry works, the key is nowhere`, async (t) => {
    const { app, home } = await ask(t, [reply]);
    await app.sees(sees);
    await app.sees(/type \/retry/);
    await isQuiet(app);
    assert.deepEqual(
      app.storedMessages().map(({ role }) => role),
      ['user'],
    );
    await retried(app);
    assert.ok(!app.mounted.output().includes(key), 'not on the screen');
    await app.quit();
    for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      const text = name.includes('.') ? readFileSync(join(home, name), 'latin1') : '';
      assert.ok(!text.includes(key), `not in ${name}`);
    }
  });
}

test('no key: one sentence names the variable', async (t) => {
  const { app } = await ask(t, [], { env: { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '' } });
  await app.sees(/ANTHROPIC_API_KEY/);
  await isQuiet(app);
  assert.deepEqual(
    app.storedMessages().map(({ role }) => role),
    ['user'],
  );
});

test('nobody listens: the address is named, and asking again works once somebody does', async (t) => {
  const port = await portNobodyListensOn(t);
  const { app } = await ask(t, [], { env: { ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` } });
  await app.sees(new RegExp(`127\\.0\\.0\\.1:${port}`));
  await app.press('escape');
  await isQuiet(app);
  const back = await startProviderServer([], { port });
  t.after(back.close);
  await retried(app);
});

test('429: the wait is counted down on the screen, and Esc ends it at once', async (t) => {
  const { app, server } = await ask(t, [status(429, { error: { message: 'slow down' } }, { 'retry-after': '30' })]);
  const secondsLeft = () => Number(/Trying again in (\d+) s/.exec(app.text())?.[1]);
  await app.sees(/Trying again in \d+ s/);
  const first = secondsLeft();
  assert.ok(first <= 30 && first > 20, `${first} s`);
  await app.mounted.until(() => secondsLeft() < first, 'it counts down');
  const before = performance.now();
  await app.press('escape');
  await app.seesNot('Trying again');
  assert.ok(performance.now() - before < 10_000, 'the rest of the 30 s was not waited for');
  assert.equal(server.requests.length, 1);
  await retried(app);
});

const cut: readonly (readonly [what: string, reply: ScriptedReply, stop: string])[] = [
  ['a clean end after half a reply', broken({ kind: 'clean-end', after: 2 }), 'interrupted'],
  ['a reset in mid-stream', broken({ kind: 'reset', after: 2 }), 'interrupted'],
  [
    'an error event',
    broken({ kind: 'error-event', after: 2, type: 'overloaded_error', message: 'Overloaded' }),
    'failed',
  ],
];
for (const [what, reply, stop] of cut) {
  test(`${what}: what came is kept and marked, “continue” goes on from it`, async (t) => {
    const { app, server } = await ask(t, [reply]);
    await app.sees(new RegExp(`One two[^]*${stop}\\. (Write|Press)`));
    await isQuiet(app);
    assert.deepEqual(
      app.storedMessages().map((message) => [message.role, message.content, message.stop]),
      [
        ['user', 'Are you there?', undefined],
        ['assistant', 'One two ', stop],
      ],
    );
    await app.type('continue');
    await app.press('enter');
    await app.sees('You said: continue');
    await isQuiet(app);
    assert.ok(server.requests.at(-1)?.raw.includes('One two'), 'the request carries what came');
  });
}

test('an answer that was cut is asked for again with . and stands beside the other', async (t) => {
  const { app } = await ask(t, [broken({ kind: 'clean-end', after: 2 })]);
  await app.sees(/interrupted\. Write/);
  await isQuiet(app);
  await app.press('escape', 'tab', 'tab', '.');
  await app.sees('You said: Are you there?');
  await app.sees('‹2/2›');
  await isQuiet(app);
  const [question, first, second] = app.storedMessages();
  assert.equal(first?.parent, question?.id);
  assert.equal(second?.parent, question?.id);
});

test('silence after the first words is said, and ended by itself', async (t) => {
  const settings = { silenceWarnSeconds: 1, silenceEndSeconds: 2 };
  const { app, server } = await ask(t, [broken({ kind: 'stall', after: 2 })], { settings });
  await app.sees(/Nothing received for \d s/);
  await app.sees(/interrupted\. Write/);
  await server.until(() => server.requests.some((request) => request.closedEarly));
  await isQuiet(app);
  assert.equal(app.storedMessages().at(-1)?.content, 'One two ');
});

test('Esc in the middle of a reply: the input is back at once, the socket closed, what came is kept', async (t) => {
  for (const protocol of ['anthropic', 'openai', 'compatible'] as const) {
    const { app, server } = await ask(t, [broken({ kind: 'stall', after: 2 })], { protocol });
    await app.sees('One two');
    // The server goes on saying nothing: what is seen now waited for no end of its.
    await app.press('escape');
    await app.sees('stopped by you');
    await server.until(() => server.requests.some((request) => request.closedEarly));
    await isQuiet(app);
    const stored = app.storedMessages();
    assert.deepEqual([stored[1]?.content, stored[1]?.stop], ['One two ', 'aborted']);
  }
});

test('a local server never sees the key of another', async (t) => {
  const env = { OPENAI_API_KEY: key, ANTHROPIC_API_KEY: key };
  const { app, server } = await ask(t, [], { protocol: 'compatible', env });
  await app.sees('You said: Are you there?');
  assert.ok(server.requests.length > 0);
  for (const request of server.requests) assert.ok(!JSON.stringify(request).includes(key));
});
