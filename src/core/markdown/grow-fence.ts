/** A code block that is still open: its finished lines stay, and only the last one is painted again. */
import type { Token, Tokens } from 'marked';
import { codeLines, frameBottom, frameTop, languageOf, paintCode } from './code.ts';
import { fenceHead, isFenceEnd } from './fence.ts';
import { addWrapped, emptyPage, type Page } from './page.ts';
import type { MarkdownOptions, RenderedBlock, RenderedRow } from './rendered.ts';

export interface OpenFence {
  readonly marks: string;
  readonly language: string;
  /** The blank row between it and the block above, if there is one, and the frame's top. */
  readonly blank: readonly RenderedRow[];
  readonly top: readonly RenderedRow[];
  /** Index of the block, and of its first row in the whole message. */
  readonly block: number;
  readonly firstRow: number;
  /** Source of the fence so far, and where in it the code begins. */
  readonly source: string;
  readonly codeStart: number;
  /** Where the unfinished line begins in the source. */
  readonly lineStart: number;
  /** Rows of the finished lines; only ever appended to, or replaced as a whole. */
  readonly rows: RenderedRow[];
  /** At this length of the code, all of it is coloured again. */
  readonly repaintAt: number;
}

/** New lines are coloured on their own; all lines together once the code has grown by this factor. */
const repaintGrowth = 2;
const firstRepaint = 200;

/** The open code block that `token` is, if it is one, at the left edge and with a complete first line. */
export function openFence(
  token: Token,
  above: Page,
  newlines: number,
  options: MarkdownOptions,
): OpenFence | undefined {
  const head = token.type === 'code' ? fenceHead.exec(token.raw) : null;
  if (head === null) return undefined;
  const [line, marks = ''] = head;
  const language = languageOf((token as Tokens.Code).lang);
  const block = above.blocks.length;
  const blank: RenderedRow[] =
    newlines > 1 && above.rows.length > 0 ? [{ spans: [], continues: false, block: Math.max(0, block - 1) }] : [];
  const top = emptyPage();
  addWrapped(top, frameTop(language, options), block);
  const fence: OpenFence = {
    marks,
    language,
    blank,
    top: top.rows,
    block,
    firstRow: above.rows.length + blank.length,
    source: '',
    codeStart: line.length,
    lineStart: line.length,
    rows: [],
    repaintAt: firstRepaint,
  };
  return growFence(fence, token.raw, options);
}

/** The fence with its source grown to `source`; undefined when a line closes it. */
export function growFence(fence: OpenFence, source: string, options: MarkdownOptions): OpenFence | undefined {
  let start = fence.lineStart;
  for (let end = source.indexOf('\n', start); end >= 0; end = source.indexOf('\n', start)) {
    if (isFenceEnd(source.slice(start, end), fence.marks)) return undefined;
    start = end + 1;
  }
  // The unfinished line may be the closing fence, or become something else; that is not decided here.
  if (isFenceEnd(source.slice(start), fence.marks)) return undefined;
  if (start === fence.lineStart) return { ...fence, source };
  const finished = start - fence.codeStart;
  const repaint = finished >= fence.repaintAt;
  const from = repaint ? fence.codeStart : fence.lineStart;
  const rows = repaint ? [] : fence.rows;
  const page: Page = { rows, blocks: [] };
  addWrapped(page, codeLines(paintCode(source.slice(from, start - 1), fence.language, options), options), fence.block);
  return { ...fence, source, lineStart: start, rows, repaintAt: repaint ? finished * repaintGrowth : fence.repaintAt };
}

/** The rows of the open block, framed as if it ended here. */
export function fenceRows(
  fence: OpenFence,
  options: MarkdownOptions,
): { readonly rows: readonly RenderedRow[]; readonly block: RenderedBlock } {
  const { source, lineStart, codeStart } = fence;
  const last = emptyPage();
  const unfinished = source.slice(lineStart);
  if (unfinished !== '' || lineStart === codeStart) {
    addWrapped(last, codeLines(paintCode(unfinished, fence.language, options), options), fence.block);
  }
  addWrapped(last, frameBottom(options), fence.block);
  const rows = fence.blank.concat(fence.top, fence.rows, last.rows);
  const block: RenderedBlock = {
    kind: 'code',
    firstRow: fence.firstRow,
    lastRow: fence.firstRow + rows.length - fence.blank.length - 1,
    raw: source.slice(codeStart, unfinished === '' && lineStart > codeStart ? lineStart - 1 : source.length),
    ...(fence.language === '' ? {} : { language: fence.language }),
  };
  return { rows, block };
}
