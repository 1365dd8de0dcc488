/** An item of the transcript as rows of spans, cached by the identity of what it shows and how. */
import type { Rendered, RenderedBlock } from '../../core/markdown/rendered.ts';
import type { Row } from '../../core/span.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Look, State } from '../state.ts';
import { formatBytes } from '../view/format.ts';
import { type Columns, renderContent, renderGrowing } from './content.ts';
import { ending, problemRows, replyEnding, unansweredWords } from './ending.ts';
import { messageHeading, replyHeading } from './heading.ts';
import { itemKey, type TranscriptItem } from './items.ts';
import { lines, signedLines } from './lines.ts';
import { renderPart } from './parts.ts';
import { withRoom } from './room.ts';
import { draftTexts, type ItemText, messageTexts } from './texts.ts';

/** One row; `continues` when it continues the row above (after a wrap, not on a new line). */
export interface ItemRow {
  readonly spans: Row;
  readonly continues: boolean;
  /** Index into the item's blocks; -1 for headers and the like. */
  readonly block: number;
  /** The blanks that stood at the break before a row that continues. */
  readonly gap?: string;
}

/** An item laid out: its rows, and the blocks of its Markdown with their places among these rows. */
export interface LaidOut {
  readonly rows: readonly ItemRow[];
  readonly blocks: readonly RenderedBlock[];
  /** The rows of each of the item's texts (`textsOf`): its first row, and the row after its last one. */
  readonly sections: readonly { readonly from: number; readonly to: number }[];
  /** How many columns each code block is scrolled to the left; undefined if none is. */
  readonly sideways: Columns;
}

/** The index of the text that a row is part of; undefined for headers and the like. */
export function sectionAt(laid: LaidOut, row: number): number | undefined {
  const at = laid.sections.findIndex(({ from, to }) => row >= from && row < to);
  return at < 0 ? undefined : at;
}

/** Columns that rows cannot use: the cursor's bar at the left, the scroll bar at the right. */
export const gutter = 2;
const scrollbar = 1;

function contentWidth(paneWidth: number): number {
  return Math.max(8, paneWidth - gutter - scrollbar);
}

interface Cached {
  readonly look: Look;
  readonly width: number;
  readonly key: string;
  readonly laidOut: LaidOut;
}

/**
 * Messages, least recently used first. Rows are many times larger than their text: after reading all of a long session,
 * not all of it may stay laid out.
 */
const messages = new Map<object, Cached>();
let cachedRows = 0;
const mostCachedRows = 12_000;
/** As many as a screen can show always stay; otherwise two of giant size would evict each other at every frame. */
const fewestCached = 80;
/** Growing replies, notices and the like: they go as soon as the state has others. */
const passing = new WeakMap<object, Cached>();

/** How much was laid out so far in this process; for tests, which count work instead of time. */
export const layoutWork = { items: 0, rows: 0 };

const hourMs = 3_600_000;

/**
 * An item in a pane of the given width; the same value as long as nothing about it has changed and it was used
 * recently.
 */
export function laidOut(item: TranscriptItem, state: State, one: Conversation, paneWidth: number): LaidOut {
  const width = contentWidth(paneWidth);
  const subject = item.kind === 'message' ? item.message : item.kind === 'reply' ? item.draft : item;
  const key = keyOf(item, state);
  const sideways = state.look.codeWrap ? undefined : one.viewport.sideways.get(itemKey(item));
  const known = messages.get(subject) ?? passing.get(subject);
  const same = known?.look === state.look && known.width === width && known.key === key;
  if (same && known.laidOut.sideways === sideways) {
    if (item.kind === 'message') keep(subject, known);
    return known.laidOut;
  }
  const fresh = { look: state.look, width, key, laidOut: layOutItem(item, state, width, sideways) };
  layoutWork.items += 1;
  layoutWork.rows += fresh.laidOut.rows.length;
  if (item.kind === 'message') keep(subject, fresh);
  else passing.set(subject, fresh);
  return fresh.laidOut;
}

/** Marks a message's rows as most recently used, and drops those used longest ago. */
function keep(subject: object, cached: Cached): void {
  cachedRows += cached.laidOut.rows.length - (messages.get(subject)?.laidOut.rows.length ?? 0);
  messages.delete(subject);
  messages.set(subject, cached);
  for (const [old, { laidOut: dropped }] of messages) {
    if (cachedRows <= mostCachedRows || messages.size <= fewestCached) break;
    messages.delete(old);
    cachedRows -= dropped.rows.length;
  }
}

/**
 * What else an item's look depends on: its place among variants, the day; the clock while something counts down; the
 * screen's height.
 */
function keyOf(item: TranscriptItem, state: State): string {
  if (item.kind === 'message') return `${item.variant}/${item.variants}/${Math.floor(state.now / hourMs)}`;
  if (item.kind !== 'reply') return '';
  const { retryAt } = item.draft;
  return `${state.size.rows}/${retryAt === undefined ? '' : Math.ceil((retryAt - state.now) / 1000)}`;
}

export function rowsOf(item: TranscriptItem, state: State, one: Conversation, paneWidth: number): readonly ItemRow[] {
  return laidOut(item, state, one, paneWidth).rows;
}

export function rowCount(item: TranscriptItem | undefined, state: State, one: Conversation, paneWidth: number): number {
  return item ? rowsOf(item, state, one, paneWidth).length : 0;
}

function layOutItem(item: TranscriptItem, state: State, width: number, sideways: Columns): LaidOut {
  const { look } = state;
  switch (item.kind) {
    case 'message': {
      const { message } = item;
      const above = [messageHeading(item, state, width)];
      return stacked(above, messageTexts(message), state, width, ending(message, state, width), sideways, () =>
        renderContent(message, look, width, sideways),
      );
    }
    case 'reply': {
      const { draft } = item;
      const above = [replyHeading(draft, look, width)];
      const laid = stacked(above, draftTexts(draft), state, width, replyEnding(draft, state, width), sideways, () =>
        renderGrowing(draft, look, width, sideways),
      );
      return { ...laid, rows: withRoom(laid.rows, state.size.rows, blank) };
    }
    default:
      return { rows: plainRows(item, state, width), blocks: [], sections: [], sideways };
  }
}

/**
 * The texts of an item below each other, between its header and what is said about its end. The content's rows are used
 * as they are: a growing reply of thousands of rows is not copied row by row for every word.
 */
function stacked(
  above: readonly ItemRow[],
  texts: readonly ItemText[],
  state: State,
  width: number,
  below: readonly ItemRow[],
  sideways: Columns,
  content: () => Rendered,
): LaidOut {
  let rows: readonly ItemRow[] = above;
  let blocks: readonly RenderedBlock[] = [];
  const sections: LaidOut['sections'][number][] = [];
  for (const text of texts) {
    const from = rows.length;
    if (text.kind === 'content') {
      const rendered = content();
      rows = rows.concat(rendered.rows);
      blocks = rendered.blocks.map((block) => ({
        ...block,
        firstRow: block.firstRow + from,
        lastRow: block.lastRow + from,
      }));
    } else rows = rows.concat(renderPart(text, state, width));
    sections.push({ from, to: rows.length });
  }
  return { rows: rows.concat(below, blank), blocks, sections, sideways };
}

function plainRows(
  item: Exclude<TranscriptItem, { kind: 'message' | 'reply' }>,
  state: State,
  width: number,
): readonly ItemRow[] {
  const { styles } = state.look.theme;
  switch (item.kind) {
    case 'notice':
      return [...signedLines('·', item.text, styles.warning, width), blank];
    case 'problem':
      return [...problemRows(item.problem, state, width), blank];
    case 'unanswered':
      return [...lines(unansweredWords(state), styles.dim, width), blank];
    case 'empty':
      return lines('This session is empty. Write the first message below.', styles.dim, width);
    case 'earlier': {
      const text = item.loading
        ? `… loading ${formatBytes(item.bytes)} of earlier messages`
        : `… ${formatBytes(item.bytes)} of earlier messages; scroll up to load them`;
      return [...lines(text, styles.dim, width), blank];
    }
  }
}

const blank: ItemRow = { spans: [], continues: false, block: -1 };
