/** An item of the transcript as rows of spans, cached by the identity of what it shows and how. */

import type { Rendered } from '../../core/markdown/rendered.ts';
import type { Problem } from '../../core/problem.ts';
import type { ReplyDraft } from '../../core/reply.ts';
import type { Message } from '../../core/session.ts';
import type { Row, Span } from '../../core/span.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { wrapSpans, wrapText } from '../../core/text/wrap.ts';
import type { Conversation, Look, State } from '../state.ts';
import { countdown, formatBytes, formatCount, formatTime } from '../view/format.ts';
import { renderContent, renderGrowing } from './content.ts';
import type { TranscriptItem } from './items.ts';
import { renderPart } from './parts.ts';

/** One row; `continues` when it goes on from the row above (a wrap and not a line of its own). */
export interface ItemRow {
  readonly spans: Row;
  readonly continues: boolean;
  /** The block of the message's text that it belongs to; -1 for headers and the like. */
  readonly block: number;
}

/** Columns that rows do not have: the bar of the cursor at the left, the scroll bar at the right. */
export const gutter = 2;
const scrollbar = 1;

export function contentWidth(paneWidth: number): number {
  return Math.max(8, paneWidth - gutter - scrollbar);
}

interface Cached {
  readonly look: Look;
  readonly width: number;
  readonly sideways: number;
  readonly key: string;
  readonly rows: readonly ItemRow[];
}

const cache = new WeakMap<object, Cached>();

/** Rows of an item in a pane of the given width; the same array as long as nothing about it changed. */
export function rowsOf(item: TranscriptItem, state: State, one: Conversation, paneWidth: number): readonly ItemRow[] {
  const width = contentWidth(paneWidth);
  const subject = item.kind === 'message' ? item.message : item.kind === 'reply' ? item.draft : item;
  // The clock shows in a reply only while something is counted down.
  const ticking =
    item.kind === 'reply' && item.draft.retryAt !== undefined
      ? String(Math.ceil((item.draft.retryAt - state.now) / 1000))
      : '';
  const key = item.kind === 'message' ? `${item.variant}/${item.variants}` : ticking;
  const sideways = one.viewport.sideways;
  const known = cache.get(subject);
  if (known && known.look === state.look && known.width === width && known.sideways === sideways && known.key === key) {
    return known.rows;
  }
  const rows = layOutItem(item, state, width, sideways);
  cache.set(subject, { look: state.look, width, sideways, key, rows });
  return rows;
}

export function rowCount(item: TranscriptItem | undefined, state: State, one: Conversation, paneWidth: number): number {
  return item ? rowsOf(item, state, one, paneWidth).length : 0;
}

function layOutItem(item: TranscriptItem, state: State, width: number, sideways: number): readonly ItemRow[] {
  const { look } = state;
  const { styles } = look.theme;
  switch (item.kind) {
    case 'message':
      return [
        ...header(item.message, item.variant, item.variants, look),
        ...body(item.message, look, width, sideways),
        blank,
      ];
    case 'reply':
      return [...replyHeader(item.draft, look), ...replyBody(item.draft, state, width, sideways), blank];
    case 'notice':
      return [...lines(`· ${item.text}`, styles.warning, width), blank];
    case 'problem':
      return [...problemRows(item.problem, look, width), blank];
    case 'unanswered':
      return [
        ...lines('No answer yet. Press . in the transcript to ask again, or write on.', styles.dim, width),
        blank,
      ];
    case 'empty':
      return lines('An empty session. Write the first message below.', styles.dim, width);
    case 'earlier': {
      const text = item.loading
        ? `… reading ${formatBytes(item.bytes)} of earlier messages`
        : `… ${formatBytes(item.bytes)} of earlier messages; go up to read them`;
      return [...lines(text, styles.dim, width), blank];
    }
  }
}

const blank: ItemRow = { spans: [], continues: false, block: -1 };

function row(...spans: readonly Span[]): ItemRow {
  return { spans, continues: false, block: -1 };
}

/** Plain sentences, wrapped. */
export function lines(text: string, style: Span['style'], width: number): ItemRow[] {
  return sanitize(text)
    .split('\n')
    .flatMap((line) =>
      wrapText(line, width).map((part, i) => ({ spans: [{ text: part, style }], continues: i > 0, block: -1 })),
    );
}

const speakers = { user: 'you', assistant: 'assistant', system: 'system', tool: 'tool' } as const;

/** `you · 14:02`, `assistant · 14:02 · MODEL · 1.2k tokens ‹2/3›`. */
function header(message: Message, variant: number, variants: number, look: Look): ItemRow[] {
  const { styles } = look.theme;
  const spans: Span[] = [
    { text: message.summaryOf ? 'summary' : speakers[message.role], style: styles[speakerToken(message.role)] },
  ];
  const facts = [formatTime(message.timestamp)];
  if (message.role === 'assistant' && message.model) facts.push(sanitize(message.model));
  if (message.usage) facts.push(`${message.usage.estimated ? '≈' : ''}${formatCount(message.usage.output)} tokens`);
  spans.push({ text: ` · ${facts.join(' · ')}`, style: styles.dim });
  if (variants > 1) spans.push({ text: ` ‹${variant + 1}/${variants}›`, style: styles.accent });
  return [row(...spans)];
}

function speakerToken(role: Message['role']) {
  return role === 'tool' ? 'tool' : role;
}

function body(message: Message, look: Look, width: number, sideways: number): readonly ItemRow[] {
  const { styles } = look.theme;
  const rows: ItemRow[] = [];
  const parts = message.parts ?? [];
  for (const part of parts) if (part.type === 'thinking') rows.push(...renderPart(part, look, width));
  rows.push(...renderContent(message, look, width, sideways).rows);
  for (const part of parts)
    if (part.type === 'tool_call' || part.type === 'tool_result') rows.push(...renderPart(part, look, width));
  for (const file of message.attachments ?? []) {
    rows.push(...lines(`⎘ ${file.path} (${file.mediaType}, ${formatBytes(file.bytes)})`, styles.dim, width));
  }
  if (message.problem) rows.push(...lines(`✗ ${message.problem}`, styles.error, width));
  const ending = message.stop ? endings[message.stop] : undefined;
  if (ending) rows.push(...lines(ending, styles.warning, width));
  return rows;
}

/** What is said below a reply that is not whole. */
const endings: Partial<Record<NonNullable<Message['stop']>, string>> = {
  length: '⋯ cut at the model’s limit. Write “continue” to go on.',
  aborted: '■ stopped by you. Write “continue” to go on, or press . to answer again.',
  interrupted: '⚡ interrupted before its end. Press . to answer again, or write “continue”.',
  refused: '⊘ the provider declined to answer.',
  failed: '✗ failed before its end. Press . to answer again.',
};

function replyHeader(draft: ReplyDraft, look: Look): ItemRow[] {
  const { styles } = look.theme;
  return [
    row(
      { text: 'assistant', style: styles.assistant },
      {
        text: ` · ${formatTime(draft.startedAt)} · ${sanitize(draft.model === '' ? draft.provider : draft.model)} `,
        style: styles.dim,
      },
      { text: '● streaming', style: styles.streaming },
    ),
  ];
}

function replyBody(draft: ReplyDraft, state: State, width: number, sideways: number): readonly ItemRow[] {
  const { look } = state;
  const { styles } = look.theme;
  const rows: ItemRow[] = [];
  if (draft.thinking !== '') rows.push(...renderPart({ type: 'thinking', text: draft.thinking }, look, width));
  if (draft.text !== '') rows.push(...renderGrowing(draft, look, width, sideways).rows);
  for (const call of draft.toolCalls) rows.push(...renderPart(call, look, width));
  if (draft.retryAt !== undefined && draft.retryProblem) {
    const wait = countdown(draft.retryAt - state.now);
    rows.push(...lines(`${draft.retryProblem.message} Trying again in ${wait}; Esc stops.`, styles.warning, width));
  } else if (draft.silentMs !== undefined) {
    rows.push(...lines(`Nothing came for ${Math.round(draft.silentMs / 1000)} s; Esc stops.`, styles.warning, width));
  } else if (draft.text === '' && draft.thinking === '') {
    rows.push(...lines('…', styles.dim, width));
  }
  return rows;
}

function problemRows(problem: Problem, look: Look, width: number): ItemRow[] {
  const { styles } = look.theme;
  const rows = lines(`✗ ${problem.message}`, styles.error, width);
  if (problem.next !== '') rows.push(...lines(`  ${problem.next}`, styles.dim, width));
  rows.push(...lines('  Press . in the transcript, or type /retry, to ask again.', styles.dim, width));
  return rows;
}

export type { Rendered };
export { wrapSpans };
