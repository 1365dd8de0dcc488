/** What a key or a click in a picker does: what choosing an item, or resting on it, means. */
import { commandById } from '../commands/table.ts';
import type { Overlay, PickerPurpose } from '../overlay-state.ts';
import type { PickerKeyResult } from '../picker.ts';
import type { State } from '../state.ts';
import { type Step, say, sending, stay, step } from '../step.ts';
import { carryOut } from './carry-out.ts';
import { fillInput, takeBackOne } from './input.ts';
import { forgetTrashed } from './manage.ts';
import { providerChosen } from './providers.ts';

/** The last item of the trash: nothing in it is a path. */
export const emptyTrashItem = 'empty';

export function pickerAnswered(
  state: State,
  overlay: Extract<Overlay, { kind: 'picker' }>,
  result: PickerKeyResult,
): Step {
  const next: State = { ...state, overlay: { ...overlay, picker: result.state } };
  if (!result.outcome) return stay(next);
  const closed: State = { ...next, overlay: { kind: 'none' } };
  switch (result.outcome.kind) {
    case 'cancelled':
      return overlay.purpose.kind === 'theme'
        ? sending(closed, { type: 'setTheme', name: overlay.purpose.before, keep: false })
        : stay(closed);
    case 'disabled':
      return say(next, result.outcome.reason, 'error');
    case 'moved':
      return itemRestedOn(next, overlay.purpose, result.outcome.id);
    case 'chosen':
      return itemChosen(closed, overlay.purpose, result.outcome.id);
    case 'typed':
      return itemChosen(closed, overlay.purpose, result.outcome.text);
  }
}

/** What choosing an item does; `id` is the item's, or the text typed instead. */
function itemChosen(state: State, purpose: PickerPurpose, id: string): Step {
  switch (purpose.kind) {
    case 'palette': {
      if (id.startsWith('session:')) return sending(state, { type: 'resume', id: id.slice('session:'.length) });
      const command = commandById(id);
      return command ? carryOut(state, command) : stay(state);
    }
    case 'model':
      return sending(state, { type: 'setModel', model: id });
    case 'provider':
      return providerChosen(state, id);
    case 'theme':
      return sending(state, { type: 'setTheme', name: id, keep: true });
    case 'history':
      return fillInput(state, id);
    case 'earlierPrompts':
      return sending(state, { type: 'askEditPrompt', messageId: id });
    case 'regenerateModel':
      return sending(state, { type: 'regenerate', model: id, messageId: purpose.messageId });
    case 'copy':
      return sending(state, { type: 'copyPiece', messageId: purpose.messageId, piece: id });
    case 'export':
      return sending(state, {
        type: 'export',
        ids: purpose.ids,
        format: id === 'html' ? 'html' : id === 'json' ? 'json' : 'markdown',
      });
    case 'queue': {
      const one = state.conversations.get(purpose.id);
      return one ? takeBackOne(state, one, id) : stay(state);
    }
    case 'trash':
      return id === emptyTrashItem
        ? stay({
            ...state,
            overlay: {
              kind: 'confirm',
              action: 'emptyTrash',
              id: '',
              question: 'Delete everything in the trash for good?',
            },
          })
        : step(forgetTrashed(state, [id]), { type: 'restoreSessions', trashPaths: [id] });
  }
}

/** Some pickers show at once what a choice would do. */
function itemRestedOn(state: State, purpose: PickerPurpose, id: string): Step {
  return purpose.kind === 'theme' ? sending(state, { type: 'setTheme', name: id, keep: false }) : stay(state);
}
