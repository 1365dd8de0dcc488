/** One-line questions: their keys, and what an answer does or why it is rejected. */
import { canBeKey } from '../../core/key.ts';
import { checkName } from '../../core/session-name.ts';
import { editKey, editorText, oneLineWidth } from '../editor/editor.ts';
import { sessionNamed } from '../list-state.ts';
import type { Msg } from '../msg.ts';
import type { Overlay, PromptPurpose } from '../overlay-state.ts';
import type { State } from '../state.ts';
import { type Step, sending, stay } from '../step.ts';
import { closeOverlay } from './overlay.ts';

/** A one-line question: Enter answers, Esc cancels, and a rejected answer says why. */
export function promptKey(
  state: State,
  overlay: Extract<Overlay, { kind: 'prompt' }>,
  key: string,
  text: string | undefined,
): Step {
  if (key === 'escape' || key === 'C-c') return stay(closeOverlay(state));
  if (key === 'enter') {
    const answer = answered(state, overlay.purpose, editorText(overlay.editor).trim());
    return typeof answer === 'string'
      ? stay({ ...state, overlay: { ...overlay, error: answer } })
      : sending(closeOverlay(state), ...answer);
  }
  const { state: editor } = editKey(overlay.editor, key, text, oneLineWidth);
  return stay({ ...state, overlay: { ...overlay, editor, error: '' } });
}

/** The messages that an answer sends, or the sentence that says why it is rejected. */
function answered(state: State, purpose: PromptPurpose, text: string): readonly Msg[] | string {
  switch (purpose.kind) {
    case 'new':
      if (text === '') return [{ type: 'newSession', name: '' }];
      return withName(text, (name) =>
        sessionNamed(state.list, name)
          ? `“${name}” already exists. Choose another name, or press Esc and resume it.`
          : [{ type: 'newSession', name }],
      );
    case 'rename':
      return withName(text, (name) => {
        const taken = sessionNamed(state.list, name);
        return taken && taken.id !== purpose.id ? takenName(name) : [{ type: 'rename', id: purpose.id, name }];
      });
    case 'fork': {
      const { id, upTo } = purpose;
      if (text === '') return [{ type: 'fork', id, upTo, name: '' }];
      return withName(text, (name) =>
        sessionNamed(state.list, name) ? takenName(name) : [{ type: 'fork', id, upTo, name }],
      );
    }
    case 'key':
      if (text === '' && purpose.provider === 'compatible') return [];
      return text.length >= 8 && canBeKey(text)
        ? [{ type: 'keyTyped', provider: purpose.provider, key: text }]
        : 'That does not look like a key. Paste at least eight characters, without spaces or quotes.';
    case 'baseUrl':
      // Two addresses in one: the second was pasted after the first.
      return /^https?:\/\/[^\s/]+/.test(text) && !/:\/\/.*:\/\//.test(text)
        ? [{ type: 'baseUrlTyped', url: text }]
        : 'A base URL is one address beginning with http:// or https://, for example http://localhost:11434/v1.';
  }
}

/** What `then` makes of the name as it is stored, or the sentence that says why it cannot be one. */
function withName(text: string, then: (name: string) => readonly Msg[] | string): readonly Msg[] | string {
  const checked = checkName(text);
  return checked.ok ? then(checked.value) : checked.problem.message;
}

function takenName(name: string): string {
  return `Another session is already named “${name}”.`;
}
