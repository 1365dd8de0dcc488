/** Separates a model's thinking, `<think>…</think>` at the start of its text, from the answer. */
import type { ReplyEvent } from '../core/reply.ts';
import { noEvents, spoken } from './wire.ts';

const opening = '<think>';
const closing = '</think>';

/** Reads the text of one answer, piece by piece. */
export interface Thoughts {
  read(delta: string): readonly ReplyEvent[];
  /** What was held back because it might have become a tag. */
  rest(): readonly ReplyEvent[];
}

/**
 * Servers that run a reasoning model without a parser for it send its thinking this way, always at the very beginning;
 * further on, the tag is ordinary text.
 */
export function readThoughts(): Thoughts {
  let state: 'before' | 'thinking' | 'after' | 'answer' = 'before';
  let held = '';

  /** White space before the answer is not part of it if thinking came first. */
  const answer = (text: string): readonly ReplyEvent[] => {
    const words = state === 'after' ? text.trimStart() : text;
    if (words !== '') state = 'answer';
    return spoken('text', words);
  };

  return {
    read(delta) {
      if (state === 'answer') return spoken('text', delta);
      if (state === 'after') return answer(delta);
      held += delta;
      if (state === 'before') {
        const begun = held.trimStart();
        if (opening.startsWith(begun)) return noEvents;
        if (!begun.startsWith(opening)) {
          state = 'answer';
          return this.rest();
        }
        state = 'thinking';
        held = begun.slice(opening.length).trimStart();
      }
      const end = held.indexOf(closing);
      if (end < 0) {
        const sure = held.length - overlap(held, closing);
        const thought = held.slice(0, sure);
        held = held.slice(sure);
        return spoken('thinking', thought);
      }
      const thought = held.slice(0, end).trimEnd();
      const words = held.slice(end + closing.length);
      held = '';
      state = 'after';
      return [...spoken('thinking', thought), ...answer(words)];
    },
    rest() {
      const text = held;
      held = '';
      return spoken(state === 'thinking' ? 'thinking' : 'text', text);
    },
  };
}

/** How many of the last characters could be the beginning of the tag. */
function overlap(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
