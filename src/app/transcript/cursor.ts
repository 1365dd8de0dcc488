/** The cursor of the transcript: the item it is on, and which part of it keys apply to. */
import type { Conversation } from '../conversation-state.ts';
import type { State } from '../state.ts';
import { transcriptRect } from '../view/regions.ts';
import { codeBlockAt } from './code-blocks.ts';
import type { TranscriptItem } from './items.ts';
import { laidOut } from './rows.ts';

/** The item that keys act on: the cursor, or the last message while the end is followed. */
export function cursorOf(one: Conversation, items: readonly TranscriptItem[]): number {
  if (one.viewport.cursor >= 0) return Math.min(one.viewport.cursor, items.length - 1);
  return items.findLastIndex((item) => item.kind === 'message' || item.kind === 'reply');
}

/** What `y` copies: the rows it occupies, and the number of the code block within the item. */
export interface Target {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** Undefined for the item as a whole. */
  readonly block?: number;
}

export function targetOf(state: State, one: Conversation, item: TranscriptItem): Target {
  const laid = laidOut(item, state, one, transcriptRect(state).width);
  const code = codeBlockAt(laid, one.viewport.line ?? -1);
  if (!code) return { first: 0, last: laid.rows.length - 1 };
  return { first: code.block.firstRow, last: code.block.lastRow, block: code.number };
}
