/** Choosing a provider and a model, for a session or for new ones, and using what was found at the start. */
import { defaultModel, offlineModel } from '../../core/default-model.ts';
import { firstNamed } from '../../core/named-model.ts';
import { isProviderName } from '../../core/provider-name.ts';
import { type ModelRef, modelLabel, providerNames } from '../../core/session.ts';
import { shownConversation, withConversation } from '../conversation.ts';
import { atHost } from '../destinations.ts';
import { changeOf, type Effect } from '../effect.ts';
import { withKey } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import type { Msg } from '../msg.ts';
import { type PickerItem, withItems } from '../picker.ts';
import type { FoundProvider, State } from '../state.ts';
import { andThen, type Step, say, sending, stay, step } from '../step.ts';
import { cardChoices, foundProviders } from '../view/first-run.ts';
import { messageOf, stillLooking } from './card.ts';
import { previewAtCursor } from './list.ts';
import { ask } from './overlay.ts';
import { pick, pickModelOf } from './pick.ts';

/** What was found at the start: for the first-run card, or a picker that waits for it. */
export function providersFound(state: State, found: readonly FoundProvider[]): Step {
  const next: State = { ...state, discovery: { kind: 'done', found } };
  return next.overlay.kind === 'picker' && next.overlay.purpose.kind === 'provider'
    ? stay({
        ...next,
        overlay: { ...next.overlay, note: '', picker: withItems(next.overlay.picker, providerItems(next)) },
      })
    : settled(next);
}

/** The user chose a provider: a session requested earlier can be written now, else the list's keys start one. */
function chosen(state: State): Step {
  if (isToWrite(state)) return stay({ ...state, focus: 'input' });
  return isEmpty(state) ? stay({ ...state, focus: 'list' }) : settled(state);
}

function isToWrite(state: State): boolean {
  return state.beginning !== null && state.shown.kind === 'nothing';
}

/** The card is gone: the session under the list's cursor takes its place. */
function settled(state: State): Step {
  return state.chosenModel !== null && state.shown.kind === 'nothing' ? previewAtCursor(state) : stay(state);
}

function isEmpty(state: State): boolean {
  return !state.list.loading && state.list.sessions.length === 0 && state.shown.kind === 'nothing';
}

/** The next step after somebody to answer was found. */
function begins(state: State): string {
  if (isToWrite(state)) {
    const { name } = state.beginning ?? { name: '' };
    return ` Write a message to start ${name === '' ? 'a session' : `“${name}”`}.`;
  }
  // Often it is looked for because a request failed.
  const one = shownConversation(state);
  if (one?.access.kind === 'writing' && one.problem && one.provider === state.chosenModel?.provider)
    return ' /retry tries again.';
  const command = state.focus === 'input' ? 'session.newAnywhere' : 'session.new';
  return withKey(state, command, (key) => ` Press ${key} to start a session.`);
}

/** The first-run card's choice: what was found, by its number. */
export function useFound(state: State, index: number): Step {
  if (state.discovery.kind !== 'done') return say(state, stillLooking);
  const found = state.discovery.found[index];
  if (!found) return stay(state);
  const effects = [
    { type: 'saveSetting', path: ['provider'], value: found.provider } as const,
    ...(found.baseUrl && found.provider === 'compatible' ? keepServer(state, found.baseUrl) : []),
  ];
  const chosenModel = chosenOnCard(state, found.provider, found.model ?? modelOf(state, found.provider));
  const name = found.baseUrl ? found.label : `${found.provider} with the key in ${found.label}`;
  return andThen(andThen(step({ ...state, chosenModel }, ...effects), chosen), (now) =>
    say(now, `Now using ${name}.${begins(now)}`),
  );
}

/** With the model that flags or the environment named, if nothing said so far whose it is. */
function chosenOnCard({ chosenModel, modelsNamed }: State, provider: string, model: string): ModelRef {
  const named = chosenModel === null ? modelsNamed.filter((one) => !one.provider) : [];
  return { provider, model: firstNamed([...named, { provider, model }]).model };
}

/** The first-run card’s last choice: the offline provider. */
export function goOffline(state: State): Step {
  const chosenModel = { provider: 'offline', model: offlineModel };
  const kept = step({ ...state, chosenModel }, { type: 'saveSetting', path: ['provider'], value: 'offline' });
  return andThen(andThen(kept, chosen), (now) =>
    say(now, `Offline: answers come from the help and your past sessions.${begins(now)}`),
  );
}

/** Another provider for the shown session, or for new ones when none is shown. */
export function setProvider(state: State, name: string): Step {
  const provider = providerNames.find((one) => one === name.trim().toLowerCase());
  if (!provider) return say(state, `There is no provider “${name}”; /provider alone lists them.`, 'error');
  return choose(state, provider, modelOf(state, provider));
}

/** The model of a provider that was chosen without one; empty: the server's first. */
export function modelOf({ settings }: State, provider: string): string {
  return isProviderName(provider) ? defaultModel(provider, settings) : '';
}

/** The provider of the shown session, else of new ones; undefined while none is chosen. */
function providerNow(state: State): string | undefined {
  return shownConversation(state)?.provider ?? state.chosenModel?.provider;
}

/** Another model for the shown session, or for new ones when none is shown. */
export function setModel(state: State, model: string): Step {
  const provider = providerNow(state);
  if (!provider) return say(state, 'Choose a provider first: type /provider.', 'error');
  return choose(state, provider, model);
}

function choose(state: State, provider: string, model: string): Step {
  const conversation = shownConversation(state);
  const label = modelLabel({ provider, model });
  if (!conversation) {
    return andThen(chosen({ ...state, chosenModel: { provider, model } }), (now) =>
      say(now, `New sessions now use ${label}.`),
    );
  }
  const session = sessionById(state.list, conversation.id);
  const writing = conversation.access.kind === 'writing' && session !== undefined;
  const modelsSettled = new Set(state.modelsSettled).add(conversation.id);
  const chosenModel = { provider, model };
  const next = withConversation({ ...state, chosenModel, modelsSettled }, conversation.id, (one) => ({
    ...one,
    provider,
    model,
    modelChosen: !writing,
  }));
  const noted = writing ? step(next, changeOf(session, { event: 'model', provider, model })) : stay(next);
  return andThen(noted, (now) => say(now, `This session now uses ${label}.`));
}

/** Asks the server for its models. */
export function pickModel(state: State): Step {
  const provider = providerNow(state);
  if (!provider) return say(state, 'Choose a provider first: type /provider.', 'error');
  const title = `Models of ${provider} ${atHost(state.destinations, provider)}`.trimEnd();
  return pickModelOf(state, provider, title, (request) => ({ kind: 'model', request }));
}

/** All providers, and below them what the first-run card offers. */
export function pickProvider(state: State): Step {
  const looking = state.discovery.kind === 'looking';
  const options = { title: 'Providers', items: providerItems(state), selected: providerNow(state) };
  const opened = pick(state, { kind: 'provider' }, options, looking ? 'looking for keys and servers …' : '');
  return looking ? andThen(opened, (now) => step(now, { type: 'detectProviders' })) : opened;
}

function providerItems(state: State): readonly PickerItem[] {
  const found = foundProviders(state);
  const current = providerNow(state);
  const known = providerNames.map((name): PickerItem => {
    const labels = found.filter((one) => one.provider === name).map((one) => one.label);
    return {
      id: name,
      label: name,
      detail: labels.join(', ') || describe[name],
      mark: name === current ? '●' : ' ',
      group: 'Switch to',
    };
  });
  const offers = cardChoices(state)
    .filter(({ choice }) => choice.kind !== 'offline')
    .map(({ label }): PickerItem => ({ id: cardId(label), label, mark: ' ', group: 'Set up for new sessions' }));
  return [...known, ...offers];
}

/** Identified by its words, because its position changes with what is found while the picker is open. */
function cardId(label: string): string {
  return `card:${label}`;
}

/** A choice of that picker: a provider for what is shown, or what the card would do. */
export function providerChosen(state: State, id: string): Step {
  const choice = cardChoices(state).find(({ label }) => cardId(label) === id)?.choice;
  return sending(state, choice ? messageOf(choice) : { type: 'setProvider', provider: id });
}

const describe = {
  anthropic: 'Claude; needs ANTHROPIC_API_KEY',
  openai: 'GPT; needs OPENAI_API_KEY',
  compatible: 'a server that speaks Chat Completions',
  offline: 'the help and your past sessions',
} as const;

/** A server was named by its address. */
export function serverNamed(state: State, url: string): Step {
  const chosenModel = chosenOnCard(state, 'compatible', '');
  const kept = step({ ...state, chosenModel }, ...keepServer(state, url), {
    type: 'saveSetting',
    path: ['provider'],
    value: 'compatible',
  });
  const said = andThen(andThen(kept, chosen), (now) =>
    say(now, `Now using ${url}; /model lists its models.${begins(now)}`),
  );
  // A server with an https address is a service and wants a key; one's own server seldom does.
  return url.startsWith('https:')
    ? andThen(said, (now) => ask(now, { kind: 'key', provider: 'compatible', of: serverIn(url) }))
    : said;
}

/**
 * The settings for a server. A key that was kept for another server is removed, because it must not be sent to this
 * one.
 */
function keepServer({ settings }: State, url: string): readonly Effect[] {
  const { compatible } = settings;
  const before = compatible.hidden?.baseUrl ?? compatible.baseUrl;
  const isOther = before !== undefined && originIn(before) !== originIn(url);
  return [
    ...(isOther ? [{ type: 'saveSetting', path: ['compatible', 'apiKey'], value: undefined } as const] : []),
    { type: 'saveSetting', path: ['compatible', 'baseUrl'], value: url },
  ];
}

function originIn(url: string): string {
  return url.split('/').slice(0, 3).join('/').toLowerCase();
}

function serverIn(url: string): string {
  return url.split('/')[2] ?? url;
}

/** A key was saved from the first-run card. */
export function keySaved(state: State, msg: Omit<Extract<Msg, { type: 'keySaved' }>, 'type'>): Step {
  const next: State = { ...state, chosenModel: chosenOnCard(state, msg.provider, msg.model) };
  if (msg.overruledBy !== '') {
    const instead = `${msg.overruledBy} holds another key and takes precedence: change or unset that variable.`;
    return andThen(chosen(next), (now) => say(now, `The key ${msg.shown} is saved, but ${instead}`, 'error'));
  }
  return andThen(chosen(next), (now) =>
    say(now, `The key ${msg.shown} is saved. Now using ${msg.provider}.${begins(now)}`),
  );
}
