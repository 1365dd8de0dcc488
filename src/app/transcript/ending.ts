/** The note below a message or reply: why it ended, what it is waiting for, and which key continues. */
import type { Problem } from '../../core/problem.ts';
import type { ReplyDraft } from '../../core/reply.ts';
import type { Message } from '../../core/session.ts';
import { capital } from '../../core/words.ts';
import { withKey } from '../keymap.ts';
import type { State } from '../state.ts';
import { countdown, formatBytes } from '../view/format.ts';
import { lines, signedLines } from './lines.ts';
import type { ItemRow } from './rows.ts';

/** What is below the texts of a message: its files, and why it ended as it did. */
export function ending(message: Message, state: State, width: number): readonly ItemRow[] {
  const { styles } = state.look.theme;
  const rows: ItemRow[] = [];
  for (const file of message.attachments ?? []) {
    const words = `${file.path} (${file.mediaType}, ${formatBytes(file.bytes)})`;
    rows.push(...signedLines('⎘', words, styles.dim, width));
  }
  if (message.problem) rows.push(...signedLines('✗', message.problem, styles.error, width));
  const why = message.stop ? endingWords(message.stop, againWords(state)) : undefined;
  if (why) rows.push(...signedLines(...why, styles.warning, width));
  return rows;
}

/** What is said below an incomplete reply, after its sign; `again` is how to request another. */
function endingWords(stop: NonNullable<Message['stop']>, again: string): readonly [string, string] | undefined {
  switch (stop) {
    case 'length':
      return ['⋯', 'cut off at the model’s output limit. Write “continue” to go on.'];
    case 'aborted':
      return ['■', `stopped by you. Write “continue” to go on, or ${again} to regenerate.`];
    case 'interrupted':
      return ['⚡', `interrupted. Write “continue” to go on, or ${again} to regenerate.`];
    case 'refused':
      return [
        '⊘',
        'the provider declined to answer. This turn is left out of later requests, which would be declined too.',
      ];
    case 'failed':
      return ['✗', `failed. ${capital(again)} to regenerate.`];
    default:
      return undefined;
  }
}

function againWords(state: State): string {
  return withKey(state, 'transcript.regenerate', (key) => `press ${key} in the transcript`) || 'type /retry';
}

export function unansweredWords(state: State): string {
  return `No reply yet. ${askAgainWords(state)} to try again, or write on.`;
}

function askAgainWords(state: State): string {
  const words = (key: string): string => `Press ${key} in the transcript, or type /retry,`;
  return withKey(state, 'transcript.regenerate', words) || 'Type /retry';
}

/** What a reply under way is waiting for, if it is. */
export function replyEnding(draft: ReplyDraft, state: State, width: number): readonly ItemRow[] {
  const { styles } = state.look.theme;
  const stopping = state.focus === 'input' ? 'reply.stop' : 'app.interrupt';
  const stops = withKey(state, stopping, (key) => `; ${key} stops`);
  if (draft.retryAt !== undefined && draft.retryProblem) {
    const wait = countdown(draft.retryAt - state.now);
    return lines(`${draft.retryProblem.message} Trying again in ${wait}${stops}.`, styles.warning, width);
  }
  if (draft.silentMs !== undefined) {
    return lines(`Nothing received for ${Math.round(draft.silentMs / 1000)} s${stops}.`, styles.warning, width);
  }
  return draft.text === '' && draft.thinking === '' ? lines('…', styles.dim, width) : [];
}

export function problemRows(problem: Problem, state: State, width: number): readonly ItemRow[] {
  const { styles } = state.look.theme;
  const rows: ItemRow[] = signedLines('✗', problem.message, styles.error, width);
  if (problem.next !== '') rows.push(...signedLines(' ', problem.next, styles.dim, width));
  rows.push(...signedLines(' ', `${askAgainWords(state)} to try again.`, styles.dim, width));
  return rows;
}
