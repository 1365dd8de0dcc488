/** The row above a message: who wrote it, when, and whatever else fits in full. */
import type { ReplyDraft } from '../../core/reply.ts';
import { speakerOf } from '../../core/session.ts';
import type { Span } from '../../core/span.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Look, State } from '../state.ts';
import { factsWithin, formatCount, formatDateTime, formatTime } from '../view/format.ts';
import type { TranscriptItem } from './items.ts';
import type { ItemRow } from './rows.ts';

/** `you · 14:02`, `assistant · 14:02 · MODEL · 1.2k tokens ‹2/3›`; with the date when it was not today. */
export function messageHeading(
  item: Extract<TranscriptItem, { kind: 'message' }>,
  state: State,
  width: number,
): ItemRow {
  const { message, variant, variants } = item;
  const { styles } = state.look.theme;
  const when = formatDateTime(message.timestamp);
  const today = when.slice(0, 10) === formatDateTime(state.now).slice(0, 10);
  const facts = [today ? formatTime(message.timestamp) : when];
  if (message.role === 'assistant' && message.model) facts.push(sanitizeLine(message.model));
  if (message.usage) facts.push(`${message.usage.estimated ? '≈' : ''}${formatCount(message.usage.output)} tokens`);
  const end = variants > 1 ? { text: ` ‹${variant + 1}/${variants}›`, style: styles.accent } : undefined;
  const speaker = { text: message.summaryOf ? 'summary' : speakerOf(message), style: styles[message.role] };
  return heading(speaker, facts, end, styles.dim, width);
}

/**
 * The same above a reply under way. If room is short, the sign loses its word before any fact is left out, so that the
 * heading stays the same when the reply ends.
 */
export function replyHeading(draft: ReplyDraft, look: Look, width: number): ItemRow {
  const { styles } = look.theme;
  const speaker = { text: 'assistant', style: styles.assistant };
  const facts = [formatTime(draft.startedAt), sanitizeLine(draft.model === '' ? draft.provider : draft.model)];
  const least = textWidth([speaker.text, ...facts].join(' · '));
  const sign = least + textWidth(streamingWords) <= width ? streamingWords : streamingWords.slice(0, 2);
  return heading(speaker, facts, { text: sign, style: styles.streaming }, styles.dim, width);
}

const streamingWords = ' ● streaming';

function heading(
  speaker: Span,
  facts: readonly string[],
  end: Span | undefined,
  style: Span['style'],
  width: number,
): ItemRow {
  const room = width - textWidth(speaker.text) - (end ? textWidth(end.text) : 0);
  const between = { text: factsWithin(facts, room), style };
  return { spans: [speaker, between, ...(end ? [end] : [])], continues: false, block: -1 };
}
