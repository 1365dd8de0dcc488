/** The code blocks of an item: which one a row belongs to, counted from 0, and how far it is scrolled sideways. */
import type { RenderedBlock } from '../../core/markdown/rendered.ts';
import type { Viewport } from '../conversation-state.ts';
import type { LaidOut } from './rows.ts';

export interface CodeBlock {
  /** Its index among the item's code blocks. */
  readonly number: number;
  readonly block: RenderedBlock;
}

/**
 * Undefined for rows of text, and for the blank row below a block, which belongs to the block but is not part of it.
 */
export function codeBlockAt(laid: LaidOut, row: number): CodeBlock | undefined {
  const at = laid.rows[row]?.block ?? -1;
  const block = laid.blocks[at];
  if (block?.kind !== 'code' || row < block.firstRow || row > block.lastRow) return undefined;
  return { number: laid.blocks.slice(0, at).filter((other) => other.kind === 'code').length, block };
}

/** How many columns the code in a row is scrolled to the left. */
export function columnsBefore(laid: LaidOut, row: number): number {
  if (laid.sideways === undefined) return 0;
  const code = codeBlockAt(laid, row);
  return (code && laid.sideways[code.number]) ?? 0;
}

/** The same map with one block of an item scrolled; the values of all other items stay identical. */
export function withColumns(
  sideways: Viewport['sideways'],
  key: string,
  number: number,
  columns: number,
): Viewport['sideways'] {
  const of = [...(sideways.get(key) ?? [])];
  while (of.length < number) of.push(0);
  of[number] = Math.max(0, columns);
  return new Map(sideways).set(key, of);
}
