/** The program with a session of priced models, step by step: for costs, context use and the facts they need. */
import assert from 'node:assert/strict';
import type { Effect } from '../../src/app/effect.ts';
import type { Msg } from '../../src/app/msg.ts';
import type { ModelFacts, State } from '../../src/app/state.ts';
import { update } from '../../src/app/update.ts';
import { emptySummary, emptyTranscript, type Message, type SessionSummary } from '../../src/core/session.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { fallbackTheme } from '../../src/core/theme-file-fallback.ts';
import { initialState } from '../../src/run/initial.ts';

export const now = Date.UTC(2026, 10, 22, 14);
/** Time and ids as `update` gets them. */
export const given = { now, newId: (kind: string) => `${kind}_new` };

export const claude: ModelFacts = {
  contextWindow: 200_000,
  inputPrice: 3,
  cachedPrice: 0.3,
  cacheWritePrice: 3.75,
  outputPrice: 15,
};
export const mini: ModelFacts = { contextWindow: 128_000, inputPrice: 1, outputPrice: 2 };

/** A session of the list with these totals. */
export function summary(fields: Partial<SessionSummary> = {}): SessionSummary {
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

/** The start of the program in a window of this size, waiting for its first list. */
export function begin(columns = 120, rows = 30): State {
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
    modelsNamed: [],
  });
  return { ...state, list: { ...state.list, request: 1 } };
}

/** Sends messages one after the other; gives the state and all effects. */
export function run(state: State, ...messages: readonly Msg[]): { state: State; effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let next = state;
  for (const msg of messages) {
    const result = update(next, msg, given);
    next = result.state;
    effects.push(...result.effects);
  }
  return { state: next, effects };
}

export function listed(...sessions: readonly SessionSummary[]): Msg {
  return { type: 'sessionsListed', request: 1, sessions, final: true };
}

export function facts(key: string, known: ModelFacts): Msg {
  return { type: 'modelFacts', key, facts: known };
}

export const tick = (name: string): Msg => ({ type: 'tick', name });

/** The models whose facts were asked for. */
export function asked(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.type === 'askModelFacts' ? effect.models.map((one) => `${one.provider}/${one.model}`) : [],
  );
}

/** The timers that will ask for facts. */
export function timers(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'after' && effect.name.startsWith('facts') ? [effect.name] : []));
}

/** A prompt with two variants of its reply, by different models. */
export const replies: readonly Message[] = [
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

/** The answer to the reading of the shown session. */
export function read(state: State, messages: readonly Message[] = replies): Msg {
  const conversation = state.conversations.get('sess_1');
  assert.ok(conversation?.loading.kind === 'loading');
  return {
    type: 'transcriptRead',
    request: conversation.loading.request,
    id: 'sess_1',
    result: {
      ok: true,
      value: { ...emptyTranscript('sess_1', true), messages, head: messages.at(-1)?.id ?? null },
    },
  };
}
