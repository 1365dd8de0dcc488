/** Passes each answer or event from the world to the area it belongs to. */
import { type Result, sentence } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { reduceTheme } from '../../core/theme-file-depth.ts';
import { withConversation, withoutSent } from '../conversation.ts';
import type { Effect } from '../effect.ts';
import { keyProblems } from '../keymap.ts';
import type { Msg } from '../msg.ts';
import { withPrompt } from '../prompt-history.ts';
import type { Given, State } from '../state.ts';
import { streamingCount } from '../status.ts';
import { andThen, type Step, say, sending, stay, step } from '../step.ts';
import { pathsListed } from './completion.ts';
import { destinationsKnown } from './destinations.ts';
import { draftLoaded, saveDraft } from './draft.ts';
import { factsTick } from './facts.ts';
import { modelsListed, themesListed, trashListed } from './fill-picker.ts';
import { folderChanged } from './folder.ts';
import { holdersKnown } from './holders.ts';
import { editedExternally } from './input.ts';
import { inputEvent } from './keys.ts';
import { lastViewTick, saveLastView } from './last-view.ts';
import { rearrange, refresh, sessionChanged, sessionsListed } from './list.ts';
import { changeDone, restored, trashed } from './manage.ts';
import { sessionCreated, sessionOpened } from './open.ts';
import { openingTick, runPending } from './pending.ts';
import { prepareTick } from './prepare.ts';
import { keySaved, providersFound } from './providers.ts';
import { messageStored, pump, replyClock } from './queue.ts';
import { replyEvents, storeState } from './replies.ts';
import { dragTick, scrollBeyond } from './select.ts';
import { filesAttached } from './send.ts';
import { fileGrew, meanwhileTick, readAborted, transcriptRead, withoutMeanwhile } from './show.ts';
import { titleMade } from './title.ts';

/** Undefined for messages that are commands. */
export function updateWorld(state: State, msg: Msg, given: Given): Step | undefined {
  switch (msg.type) {
    case 'input':
      return inputEvent(state, msg.event);
    case 'tick':
      return tick(state, msg.name);
    case 'started':
      return started(state, msg.open);
    case 'problem':
      return say(state, sentence(msg.problem), 'error');
    case 'said':
      return say(state, msg.text);
    case 'sessionsListed':
      return sessionsListed(state, msg);
    case 'folderChanged':
      return folderChanged(state, msg);
    case 'holdersKnown':
      return holdersKnown(state, msg.holders);
    case 'transcriptRead':
      return afterReading(transcriptRead(state, msg), given, msg.id);
    case 'readAborted':
      return stay(readAborted(state, msg.id, msg.request));
    case 'sessionOpened':
      return sessionOpened(state, given, msg);
    case 'sessionCreated':
      return sessionCreated(state, given, msg);
    case 'sessionForked':
      return sessionForked(state, msg.result);
    case 'fileGrew':
      return stay(sessionChanged(fileGrew(state, msg.id, msg.transcript), msg.summary));
    case 'messageStored':
      return messageStored(state, given, msg.id, msg.message);
    case 'storeState':
      return storeState(state, msg);
    case 'changeDone':
      return changeDone(state, msg);
    case 'trashed':
      return trashed(state, msg);
    case 'restored':
      return restored(state, msg);
    case 'trashListed':
      return stay(trashListed(state, msg));
    case 'replyEvents':
      return replyEvents(state, given, msg);
    case 'titleMade':
      return titleMade(state, given, msg);
    case 'modelsListed':
      return stay(modelsListed(state, msg));
    case 'modelFacts':
      return stay(factsKnown({ ...state, modelFacts: new Map(state.modelFacts).set(msg.key, msg.facts) }));
    case 'providersFound':
      return providersFound(state, msg.found);
    case 'keySaved':
      return keySaved(state, msg);
    case 'filesAttached':
      return filesAttached(state, given, msg);
    case 'pathsListed':
      return pathsListed(state, msg);
    case 'draftLoaded':
      return stay(draftLoaded(state, msg.id, msg.text));
    case 'promptsLoaded':
      return stay({ ...state, history: { ...state.history, prompts: msg.prompts.reduce(withPrompt, []) } });
    case 'editedExternally':
      return editedExternally(state, msg.id, msg.text);
    case 'statsReady':
      return state.overlay.kind === 'stats'
        ? stay({ ...state, overlay: { ...state.overlay, stats: msg.stats } })
        : stay(state);
    case 'themeLoaded': {
      const next: State = { ...state, look: { ...state.look, theme: reduceTheme(msg.theme, state.look.depth) } };
      return msg.keep ? say(next, `The theme is now ${msg.theme.name}.`) : stay(next);
    }
    case 'themesListed':
      return stay(themesListed(state, msg));
    case 'firstFrame':
      return afterFirstFrame(state);
    case 'markdownLoaded':
      return stay({ ...state, look: { ...state.look, markdown: msg.markdown } });
    case 'highlighterLoaded':
      return stay({ ...state, look: { ...state.look, highlight: msg.highlight } });
    case 'settingsChanged':
      return step({ ...state, settings: msg.settings }, { type: 'askDestinations' });
    case 'destinationsKnown':
      return destinationsKnown(state, msg.destinations);
    case 'depth':
      return stay({ ...state, look: { ...state.look, depth: msg.depth } });
    default:
      return undefined;
  }
}

function started(state: State, open: Extract<Msg, { type: 'started' }>['open']): Step {
  const [wrong, ...others] = keyProblems(state.settings);
  const more = others.length > 0 ? ` ${others.length} more are in the help.` : '';
  const first = andThen(refresh(state), (now) => (wrong ? say(now, `${wrong}${more}`, 'error') : stay(now)));
  switch (open.kind) {
    case 'list':
      return first;
    case 'new':
      return andThen(first, (now) => sending({ ...now, focus: 'input' }, { type: 'newSession', name: open.name }));
    case 'resume':
      return andThen(andThen(first, loadMarkdown), (now) =>
        sending(sessionChanged({ ...now, focus: 'input' }, open.session), { type: 'resume', id: open.session.id }),
      );
  }
}

/** Once: after the first frame, unless a text is waiting for it already. */
function loadMarkdown(state: State): Step {
  return state.look.markdown ? stay(state) : step(state, { type: 'loadMarkdown' });
}

/** Continues in the copy. */
function sessionForked(state: State, result: Result<SessionSummary>): Step {
  if (!result.ok) return say(state, sentence(result.problem), 'error');
  return sending(sessionChanged(state, result.value), { type: 'resume', id: result.value.id });
}

/** Looks for keys and local servers only while no provider is chosen: looking loads half of Node. */
function afterFirstFrame(state: State): Step {
  const looking: readonly Effect[] = state.chosenModel === null ? [{ type: 'detectProviders' }] : [];
  return andThen(loadMarkdown(state), (now) =>
    step(
      now,
      { type: 'askDestinations' },
      { type: 'loadPrompts' },
      { type: 'loadDraft', id: '' },
      agesLater,
      ...looking,
    ),
  );
}

/** Ages of sessions are shown in minutes, so an idle screen updates them once a minute. */
const agesLater = { type: 'after', name: 'ages', delayMs: 60_000 } as const;

function tick(state: State, name: string): Step {
  const known = factsTick(state, name) ?? prepareTick(state, name) ?? openingTick(state, name);
  if (known) return known;
  // Each message restarts the timer, so it always belongs to the last one, whatever the wall clock says.
  if (name === 'toast') return stay(state.toast ? { ...state, toast: null } : state);
  if (name.startsWith('draft:')) return saveDraft(state, name.slice('draft:'.length));
  if (name === lastViewTick) return saveLastView(state);
  if (name === agesLater.name) return step({ ...state, agesAt: state.now }, agesLater);
  if (name === meanwhileTick) return stay(withoutMeanwhile(state));
  if (name === dragTick) return scrollBeyond(state);
  // Only the time passes; `needsFrame` knows whether that shows.
  if (name === replyClock.name) return streamingCount(state) > 0 ? step(state, replyClock) : stay(state);
  return stay(state);
}

/** An order or a filter by cost was applied without this price. */
function factsKnown(state: State): State {
  return state.list.sort === 'cost' || (state.list.filter && state.list.filter.text !== '') ? rearrange(state) : state;
}

/** Continues what was waiting for the transcript: queued messages, and what the user requested. */
function afterReading(read: Step, given: Given, id: string): Step {
  const sent = andThen(read, (now) => pump(withConversation(now, id, withoutSent), given, id));
  const one = sent.state.conversations.get(id);
  return one?.loading.kind === 'ready' ? andThen(sent, (now) => runPending(now, id)) : sent;
}
