/** What a session cost and how full its window is: from facts that are known, and asked for at the right time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextUse, conversationContext, conversationCost, sessionCost } from '../../src/app/costs.ts';
import type { Effect } from '../../src/app/effect.ts';
import type { Frame } from '../../src/app/frame.ts';
import type { Msg } from '../../src/app/msg.ts';
import type { ModelFacts, State } from '../../src/app/state.ts';
import { update } from '../../src/app/update.ts';
import { view } from '../../src/app/view.ts';
import { beginReply } from '../../src/core/reply.ts';
import { emptySummary, type Message, type SessionSummary } from '../../src/core/session.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { fallbackTheme } from '../../src/core/theme-file-fallback.ts';
import { initialState } from '../../src/run/initial.ts';

const now = Date.UTC(2026, 10, 22, 14);
const given = { now, newId: (kind: string) => `${kind}_new` };

const claude: ModelFacts = {
  contextWindow: 200_000,
  inputPrice: 3,
  cachedPrice: 0.3,
  cacheWritePrice: 3.75,
  outputPrice: 15,
};
const mini: ModelFacts = { contextWindow: 128_000, inputPrice: 1, outputPrice: 2 };

function summary(fields: Partial<SessionSummary> = {}): SessionSummary {
  return {
    ...emptySummary('sess_1'),
    filePath: '/s/session-1.jsonl',
    name: 'parser',
    named: true,
    title: 'parser',
    provider: 'anthropic',
    model: 'claude',
    startTime: now - 60_000,
    endTime: now - 60_000,
    turnCount: 2,
    inputTokens: 2_000_000,
    outputTokens: 100_000,
    contextTokens: 50_000,
    ...fields,
  };
}

function begin(columns = 120, rows = 30): State {
  const theme = fallbackTheme('dark');
  const chosenModel = { provider: 'offline', model: 'offline' };
  const size = { columns, rows };
  const state = initialState({
    size,
    now,
    settings: defaultSettings,
    theme,
    depth: 24,
    cwd: '/',
    chosenModel,
    modelForced: false,
  });
  return { ...state, list: { ...state.list, request: 1 } };
}

/** Sends messages one after the other; gives the state and all effects. */
function run(state: State, ...messages: readonly Msg[]): { state: State; effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let next = state;
  for (const msg of messages) {
    const result = update(next, msg, given);
    next = result.state;
    effects.push(...result.effects);
  }
  return { state: next, effects };
}

function listed(...sessions: readonly SessionSummary[]): Msg {
  return { type: 'sessionsListed', request: 1, sessions, final: true };
}

function facts(key: string, known: ModelFacts): Msg {
  return { type: 'modelFacts', key, facts: known };
}

const tick = (name: string): Msg => ({ type: 'tick', name });

function asked(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.type === 'askModelFacts' ? effect.models.map((one) => `${one.provider}/${one.model}`) : [],
  );
}

function timers(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'after' && effect.name.startsWith('facts') ? [effect.name] : []));
}

const replies: readonly Message[] = [
  { id: 'a', parent: null, seq: 1, role: 'user', content: 'q', timestamp: now },
  {
    id: 'b',
    parent: 'a',
    seq: 2,
    role: 'assistant',
    content: 'r',
    timestamp: now,
    provider: 'anthropic',
    model: 'claude',
    usage: { input: 100_000, cached: 60_000, output: 2000 },
  },
  {
    id: 'c',
    parent: 'a',
    seq: 3,
    role: 'assistant',
    content: 'r',
    timestamp: now,
    provider: 'openai',
    model: 'mini',
    usage: { input: 90_000, output: 1000 },
  },
];

function read(state: State, messages: readonly Message[] = replies): Msg {
  const conversation = state.conversations.get('sess_1');
  assert.ok(conversation?.loading.kind === 'loading');
  return {
    type: 'transcriptRead',
    request: conversation.loading.request,
    id: 'sess_1',
    result: {
      ok: true,
      value: {
        sessionId: 'sess_1',
        messages,
        head: messages.at(-1)?.id ?? null,
        system: '',
        notices: [],
        complete: true,
        bytesBefore: 0,
        damagedLines: 0,
      },
    },
  };
}

test('the models of the list are asked for once each, after the list stands', () => {
  const sessions = [
    summary(),
    summary({ id: 'sess_2', model: 'claude' }),
    summary({ id: 'sess_3', provider: 'openai', model: 'mini' }),
    summary({ id: 'sess_4', model: '' }),
  ];
  const first = run(begin(), { type: 'sessionsListed', request: 1, sessions, final: false });
  assert.deepEqual(timers(first.effects).includes('facts:list'), false, 'not while the list is being read');
  const whole = run(first.state, listed(...sessions));
  assert.ok(timers(whole.effects).includes('facts:list'));
  assert.deepEqual(asked(whole.effects), [], 'not before the first screen');
  const ticked = run(whole.state, tick('facts:list'));
  assert.deepEqual(asked(ticked.effects), ['anthropic/claude', 'openai/mini']);
  const known = run(ticked.state, facts('anthropic/claude', claude), tick('facts:list'));
  assert.deepEqual(asked(known.effects), ['openai/mini']);
});

test('a conversation that is shown, read or given another model has its models asked for', () => {
  const shown = run(begin(), listed(summary()));
  assert.ok(timers(shown.effects).includes('facts:shown'));
  const told = run(shown.state, read(shown.state));
  assert.deepEqual(timers(told.effects), ['facts:shown']);
  assert.deepEqual(asked(run(told.state, tick('facts:shown')).effects), ['anthropic/claude', 'openai/mini']);
  const moved = run(told.state, { type: 'setModel', model: 'opus' });
  assert.deepEqual(timers(moved.effects), ['facts:shown']);
  assert.ok(asked(run(moved.state, tick('facts:shown')).effects).includes('anthropic/opus'));
  assert.deepEqual(timers(run(told.state, { type: 'focus', to: 'next' }).effects), [], 'other keys ask for nothing');
});

test('the first words of a reply do not wait for prices: they are asked for a little later', () => {
  const told = run(begin(), listed(summary())).state;
  const opened = run(told, read(told)).state;
  const one = opened.conversations.get('sess_1');
  assert.ok(one);
  const replying = (startedAt: number): State => ({
    ...opened,
    conversations: new Map([['sess_1', { ...one, reply: beginReply('r', null, 'anthropic', 'claude', startedAt) }]]),
  });
  const early = run(replying(now - 100), tick('facts:shown')).effects;
  assert.deepEqual([asked(early), timers(early)], [[], ['facts:shown']]);
  assert.deepEqual(asked(run(replying(now - 5000), tick('facts:shown')).effects), ['anthropic/claude', 'openai/mini']);
});

test('a session of the list is priced by its totals, cached input at its own price', () => {
  const state = run(begin(), facts('anthropic/claude', claude), facts('openai/mini', mini)).state;
  const rows: readonly (readonly [Partial<SessionSummary>, number | undefined])[] = [
    [{}, 6 + 1.5],
    [{ cachedTokens: 1_000_000 }, 3 + 0.3 + 1.5],
    [{ cachedTokens: 1_000_000, cacheWrittenTokens: 500_000 }, 0.3 + 1.875 + 1.5 + 1.5],
    [{ provider: 'openai', model: 'mini' }, 2 + 0.2],
    // No price for reading the cache is known: none is assumed to be lower.
    [{ provider: 'openai', model: 'mini', cachedTokens: 1_000_000 }, 2 + 0.2],
    [{ model: 'unheard-of' }, undefined],
    [{ inputTokens: 0, outputTokens: 0 }, 0],
  ];
  for (const [fields, expected] of rows) {
    const cost = sessionCost(state, summary(fields));
    if (expected === undefined) assert.equal(cost, undefined);
    else assert.ok(cost !== undefined && Math.abs(cost - expected) < 1e-9, `${JSON.stringify(fields)}: ${cost}`);
  }
});

test('a conversation is priced reply by reply, and not at all while one price is missing', () => {
  const shown = run(begin(), listed(summary()), facts('anthropic/claude', claude));
  const state = run(shown.state, read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  assert.equal(conversationCost(state, one, summary()), undefined);
  const priced = run(state, facts('openai/mini', mini)).state;
  const expected = (40_000 * 3 + 60_000 * 0.3 + 2000 * 15 + 90_000 * 1 + 1000 * 2) / 1_000_000;
  const cost = conversationCost(priced, one, summary());
  assert.ok(cost !== undefined && Math.abs(cost - expected) < 1e-9);
});

test('a title that the model made costs like a reply', () => {
  const shown = run(begin(), listed(summary()), facts('openai/mini', mini), facts('anthropic/claude', claude));
  const state = run(shown.state, read(shown.state)).state;
  const cost = (now: State) => {
    const one = now.conversations.get('sess_1');
    return (one && conversationCost(now, one, summary())) ?? assert.fail();
  };
  const before = cost(state);
  const asked = { provider: 'openai', model: 'mini', usage: { input: 1000, output: 10 } };
  const titled = run(state, { type: 'titleMade', id: 'sess_1', title: '', asked }).state;
  assert.ok(Math.abs(cost(titled) - before - 0.00102) < 1e-9);
});

test('a fork costs what came after it was forked, as the statistics count it', () => {
  const fork = summary({ forkedFrom: { sessionId: 'sess_0', name: 'origin', messageId: 'b' } });
  const shown = run(begin(), listed(fork), facts('openai/mini', mini));
  const state = run(shown.state, read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  // Claude's copied reply has no known price, and needs none.
  const cost = conversationCost(state, one, fork);
  assert.ok(cost !== undefined && Math.abs(cost - 0.092) < 1e-9, String(cost));
});

test('context: tokens of the last reply on the shown branch, against the window of the model that answers next', () => {
  const shown = run(begin(), listed(summary()));
  const state = run(shown.state, facts('anthropic/claude', claude), read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  assert.deepEqual(conversationContext(state, one, summary()), {
    tokens: 91_000,
    window: 200_000,
    share: 0.455,
    estimated: false,
  });
  const other = { ...one, transcript: { ...one.transcript, head: 'b' } };
  assert.equal(conversationContext(state, other, summary())?.tokens, 102_000);
  assert.equal(conversationContext(state, { ...one, model: 'unheard-of' }, summary()), undefined);
  assert.equal(contextUse(state, summary({ contextTokens: 0 })), undefined, '0 is unknown, not empty');
});

test('after a summary the context is what is sent from then on; a summary that was cut makes no room', () => {
  const shown = run(begin(), listed(summary()));
  const at = (stop: 'end' | 'aborted') => {
    const [prompt, answer] = replies;
    assert.ok(prompt && answer);
    const short: Message = {
      ...answer,
      id: 'short',
      parent: answer.id,
      seq: 3,
      content: 'in short '.repeat(40),
      stop,
      summaryOf: answer.id,
      usage: { input: 150_000, output: 90 },
    };
    const { state } = run(shown.state, facts('anthropic/claude', claude), read(shown.state, [prompt, answer, short]));
    const one = state.conversations.get('sess_1');
    assert.ok(one);
    return conversationContext(state, one, summary());
  };
  assert.deepEqual(at('end'), { tokens: 94, window: 200_000, share: 94 / 200_000, estimated: true });
  assert.equal(at('aborted')?.tokens, 102_000);
});

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
