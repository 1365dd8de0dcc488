/** A draft as it is saved across restarts: the input box, the queue, the prompt being edited; one string per session. */
import { isObject, parseObject } from '../core/json.ts';
import type { Attachment } from '../core/session.ts';
import type { QueuedMessage } from './conversation-state.ts';
import { draftOf, type EditorState, fromDraft } from './editor/editor.ts';

export interface SavedDraft {
  readonly editor: EditorState;
  /** In the order in which they will be sent, the one being stored first. */
  readonly queue: readonly QueuedMessage[];
  /** The id of the prompt that the input box edits. */
  readonly editing: string | null;
  /** What the input box held before it edited a prompt. */
  readonly before: EditorState | null;
  /** The queued messages, by id, that the message in the input box was before when it was taken back. */
  readonly returnsBefore: readonly string[];
}

/**
 * One JSON object: `text`, `cursor` and `folds` of the input box, as in a draft without a queue, then `queue`,
 * `editing`, `before` and `returnsBefore` if there are any. Empty when nothing is unsent.
 */
export function savedDraftText({ editor, queue, editing, before, returnsBefore }: SavedDraft): string {
  const typed = draftOf(editor);
  if (queue.length === 0 && editing === null) return typed;
  const more = {
    ...(queue.length > 0 ? { queue } : {}),
    ...(editing === null ? {} : { editing }),
    ...(before === null ? {} : { before: draftOf(before) }),
    ...(returnsBefore.length === 0 ? {} : { returnsBefore }),
  };
  return JSON.stringify({ ...(typed === '' ? { text: '', cursor: 0 } : parseObject(typed)), ...more });
}

/**
 * What was saved. Text that is not a draft of ours is taken as text; queued messages that make no sense are left out.
 */
export function readSavedDraft(text: string): SavedDraft {
  const data = parseObject(text);
  return {
    editor: fromDraft(text),
    queue: Array.isArray(data.queue) ? data.queue.flatMap(readQueued) : [],
    editing: typeof data.editing === 'string' && data.editing !== '' ? data.editing : null,
    before: typeof data.before === 'string' && data.before !== '' ? fromDraft(data.before) : null,
    returnsBefore: Array.isArray(data.returnsBefore) ? data.returnsBefore.filter((id) => typeof id === 'string') : [],
  };
}

function readQueued(value: unknown): readonly QueuedMessage[] {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.text !== 'string') return [];
  if (value.id === '' || value.text === '') return [];
  const attachments = Array.isArray(value.attachments) ? value.attachments.filter(isAttachment) : [];
  const variantOf = typeof value.variantOf === 'string' ? { variantOf: value.variantOf } : {};
  return [{ id: value.id, text: value.text, attachments, ...variantOf }];
}

function isAttachment(value: unknown): value is Attachment {
  if (!isObject(value)) return false;
  const { path, kind, mediaType, bytes, sha256 } = value;
  const texts = [path, mediaType, sha256].every((text) => typeof text === 'string');
  return texts && (kind === 'text' || kind === 'image') && typeof bytes === 'number';
}
