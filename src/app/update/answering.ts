/** Who answers: what was found at the start, and the choice of provider and model for a session or for new ones. */
import { providerNames } from '../../core/session.ts';
import { shownConversation, withConversation } from '../conversation.ts';
import { sessionById } from '../list-state.ts';
import { createPicker } from '../picker.ts';
import type { FoundProvider, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';

export function providersFound(
  state: State,
  msg: { found: readonly FoundProvider[]; answering: { provider: string; model: string } | null },
): Step {
  return stay({
    ...state,
    discovery: { kind: 'done', found: msg.found },
    answering: state.answering ?? msg.answering,
  });
}

/** The first-run card's choice: what was found, by its number. */
export function useFound(state: State, index: number): Step {
  if (state.discovery.kind !== 'done') return say(state, 'Still looking for keys and local servers.');
  const found = state.discovery.found[index];
  if (!found) return stay(state);
  const effects = [
    { type: 'saveSetting', path: ['provider'], value: found.provider } as const,
    ...(found.baseUrl && found.provider === 'compatible'
      ? [{ type: 'saveSetting', path: ['compatible', 'baseUrl'], value: found.baseUrl } as const]
      : []),
  ];
  const answering = { provider: found.provider, model: found.model ?? '' };
  return andThen(step({ ...state, answering }, ...effects), (now) =>
    say(now, `${found.label} answers from now on. n begins a session.`),
  );
}

export function goOffline(state: State): Step {
  const answering = { provider: 'offline', model: 'offline' };
  return andThen(step({ ...state, answering }, { type: 'saveSetting', path: ['provider'], value: 'offline' }), (now) =>
    say(now, 'Offline: help and your own past sessions answer. n begins a session.'),
  );
}

/** Another provider for the shown session, or for new ones when none is shown. */
export function setProvider(state: State, name: string): Step {
  const provider = providerNames.find((one) => one === name.trim().toLowerCase());
  if (!provider) return say(state, `There is no provider “${name}”; there are ${providerNames.join(', ')}.`, 'error');
  return choose(state, provider, provider === 'offline' ? 'offline' : '');
}

export function setModel(state: State, model: string): Step {
  const provider = shownConversation(state)?.provider ?? state.answering?.provider;
  if (!provider) return say(state, 'Choose first who answers: /provider.', 'error');
  return choose(state, provider, model);
}

function choose(state: State, provider: string, model: string): Step {
  const conversation = shownConversation(state);
  const label = model === '' ? provider : `${provider}/${model}`;
  if (!conversation) {
    return say({ ...state, answering: { provider, model } }, `New sessions are answered by ${label}.`);
  }
  const session = sessionById(state.list, conversation.id);
  const next = withConversation({ ...state, answering: { provider, model } }, conversation.id, (one) => ({
    ...one,
    provider,
    model,
  }));
  const change = { event: 'model', provider, model } as const;
  const writing = conversation.access.kind === 'writing' && session;
  const noted = writing
    ? step(next, { type: 'changeSession', id: session.id, filePath: session.filePath, change })
    : stay(next);
  return andThen(noted, (now) => say(now, `${label} answers in this session from now on.`));
}

/** Asks the server what it offers. */
export function pickModel(state: State): Step {
  const provider = shownConversation(state)?.provider ?? state.answering?.provider;
  if (!provider) return say(state, 'Choose first who answers: /provider.', 'error');
  const request = state.requests + 1;
  return step(
    {
      ...state,
      requests: request,
      overlay: {
        kind: 'picker',
        purpose: { kind: 'model', request },
        picker: createPicker({ title: `Models of ${provider}`, items: [], takesText: true }),
        note: 'asking the server …',
      },
    },
    { type: 'listModels', request, provider },
  );
}

export function pickProvider(state: State): Step {
  const asking = state.discovery.kind === 'looking' ? [{ type: 'detectProviders' } as const] : [];
  const found = state.discovery.kind === 'done' ? state.discovery.found : [];
  const items = providerNames.map((name) => {
    const labels = found.filter((one) => one.provider === name).map((one) => one.label);
    return { id: name, label: name, detail: labels.join(', ') || describe[name] };
  });
  const picker = createPicker({ title: 'Who answers', items });
  return step({ ...state, overlay: { kind: 'picker', purpose: { kind: 'provider' }, picker, note: '' } }, ...asking);
}

const describe = {
  anthropic: 'Claude; needs ANTHROPIC_API_KEY',
  openai: 'GPT; needs OPENAI_API_KEY',
  compatible: 'any server that speaks Chat Completions: Ollama, LM Studio, llama.cpp, vLLM, OpenRouter',
  offline: 'no key, no network: help and your own past sessions',
} as const;

/** A key was saved from the first-run card. */
export function keySaved(state: State, msg: { provider: string; model: string; shown: string }): Step {
  return say(
    { ...state, answering: { provider: msg.provider, model: msg.model } },
    `The key ${msg.shown} is kept; ${msg.provider} answers from now on. n begins a session.`,
  );
}
