/** Answers from the world that fill a picker, if it is still open and waiting for them. */
import { sentence } from '../../core/problem.ts';
import type { WorldMsg } from '../msg.ts';
import { type PickerItem, withItems } from '../picker.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { formatAge, formatCount } from '../view/format.ts';
import { emptyTrashItem } from './picker-answer.ts';

type Answer<T extends WorldMsg['type']> = Extract<WorldMsg, { type: T }>;

/** The models that a server offers, or why it does not say. */
export function modelsListed(state: State, msg: Answer<'modelsListed'>): State {
  const { overlay } = state;
  if (overlay.kind !== 'picker') return state;
  const { purpose } = overlay;
  if ((purpose.kind !== 'model' && purpose.kind !== 'regenerateModel') || purpose.request !== msg.request) return state;
  if (!msg.result.ok) return { ...state, overlay: { ...overlay, note: sentence(msg.result.problem) } };
  const items = msg.result.value.map((model) => ({
    id: model.id,
    label: model.id,
    ...(model.contextWindow ? { detail: `${formatCount(model.contextWindow)} tokens` } : {}),
  }));
  return { ...state, overlay: { ...overlay, note: '', picker: withItems(overlay.picker, items) } };
}

/** The trash, with the item that empties it below its sessions. */
export function trashListed(state: State, { sessions }: Answer<'trashListed'>): State {
  const { overlay } = state;
  if (overlay.kind !== 'picker' || overlay.purpose.kind !== 'trash') return state;
  const items: readonly PickerItem[] = sessions.map((one) => ({
    id: one.trashPath,
    label: titleOf(one.summary),
    detail: `deleted ${sinceWords(one.deletedAt, state.now)}`,
    group: 'Enter restores',
  }));
  const emptying: PickerItem = {
    id: emptyTrashItem,
    label: 'empty the trash: delete everything in it for good',
    group: ' ',
  };
  const note = sessions.length === 0 ? 'The trash is empty.' : '';
  const picker = withItems(overlay.picker, sessions.length === 0 ? [] : [...items, emptying]);
  const title = sessions.length === 0 ? 'Trash' : `Trash · ${sessions.length}`;
  return { ...state, overlay: { ...overlay, note, picker: { ...picker, title } } };
}

function sinceWords(time: number, now: number): string {
  const age = formatAge(time, now);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/** All themes, with what is wrong with the others above them. */
export function themesListed(state: State, msg: Answer<'themesListed'>): State {
  const { overlay } = state;
  if (overlay.kind !== 'picker' || overlay.purpose.kind !== 'theme') return state;
  const items = msg.themes.map((theme) => ({ id: theme.name, label: theme.name, detail: theme.description }));
  const note = msg.problems.map(sentence).join(' ');
  return {
    ...state,
    overlay: { ...overlay, note, picker: withItems(overlay.picker, items, state.look.theme.name) },
  };
}
