/** Markdown that grows while it streams: only what is unfinished is typeset again. */
import type { Token } from 'marked';
import { createSanitizer, type Sanitizer } from '../text/sanitize.ts';
import { layOutBlock, newlinesAfter, plainLines } from './block.ts';
import { codeBlocksOn, optionsBelow } from './code.ts';
import { fenceRows, growFence, type OpenFence, openFence } from './grow-fence.ts';
import { growPlain, type PlainRows } from './grow-plain.ts';
import { lexMarkdown, longestMarkdown } from './lex.ts';
import { plainPage } from './markdown.ts';
import { closersFor } from './open-signs.ts';
import { addBlank, addLines, addPage, emptyPage, type Page } from './page.ts';
import type { MarkdownOptions, Rendered } from './rendered.ts';
import { settledTokens } from './settled.ts';

/** A message on its way. Pass it to the next call, which uses it up. */
export interface GrowingMarkdown {
  readonly rendered: Rendered;
  /** Internal state. */
  readonly progress: Progress;
}

interface Progress {
  readonly options: MarkdownOptions;
  sanitizer: Sanitizer;
  /** The raw source that went into the sanitiser. */
  source: string;
  /** Sanitised source after the settled blocks, and how much of it came before. */
  tail: string;
  settledUnits: number;
  /** Blocks that nothing still to come can change. Only ever appended to. */
  readonly settled: Page;
  /** Newlines of the source since the last settled block. */
  newlines: number;
  /** The code block at the end that is still open. */
  fence: OpenFence | undefined;
  /** The unsettled blocks as they were typeset last, by kind and source. */
  known: ReadonlyMap<string, Page | undefined>;
  /** The unsettled blocks as they were last typeset, and how much of the tail that was. */
  rest: Rest | undefined;
  restUnits: number;
  /** Set once the message is too long to be typeset: its lines as they are. */
  plain: PlainRows | undefined;
}

/**
 * The rendering of `source`, which should begin with the source of `previous` (otherwise, or with other options,
 * everything is typeset anew). The cost is that of the new text and of the last unfinished blocks, whatever came
 * before. When the source is complete, the rows are those of `renderMarkdown`, with two exceptions: the colours of a
 * code block that was never closed, and the newest lines of a single list, table or paragraph of more than 24,000
 * characters. A message that has ended is best rendered once more as a whole.
 */
export function growMarkdown(
  previous: GrowingMarkdown | undefined,
  source: string,
  options: MarkdownOptions,
): GrowingMarkdown {
  const progress = usable(previous, source, options) ? previous.progress : begin(options);
  progress.tail += progress.sanitizer.push(source.slice(progress.source.length));
  progress.source = source;
  return { rendered: typesetGrown(progress), progress };
}

/** A progress that has since continued with another source is useless: its state is no longer that of `previous`. */
function usable(
  previous: GrowingMarkdown | undefined,
  source: string,
  options: MarkdownOptions,
): previous is GrowingMarkdown {
  if (previous === undefined) return false;
  const { source: earlier, options: before } = previous.progress;
  // Not startsWith: on a long message that is forty times slower than comparing a slice.
  if (source.slice(0, earlier.length) !== earlier) return false;
  return (
    before.theme === options.theme &&
    before.width === options.width &&
    before.highlight === options.highlight &&
    before.codeWrap === options.codeWrap &&
    before.codeScroll === options.codeScroll &&
    before.base === options.base &&
    before.closeOpen === options.closeOpen
  );
}

function begin(options: MarkdownOptions): Progress {
  return {
    options,
    sanitizer: createSanitizer({ keepTabs: true }),
    source: '',
    tail: '',
    settledUnits: 0,
    settled: emptyPage(),
    newlines: 0,
    fence: undefined,
    known: new Map(),
    rest: undefined,
    restUnits: 0,
    plain: undefined,
  };
}

function typesetGrown(progress: Progress): Rendered {
  if (progress.settledUnits + progress.tail.length > longestMarkdown) {
    if (progress.plain === undefined) startAgain(progress);
    progress.plain = growPlain(progress.plain, progress.tail, progress.options);
    return progress.plain.page;
  }
  const { options, settled, tail } = progress;
  if (progress.fence !== undefined) progress.fence = growFence(progress.fence, tail, optionsBelow(settled, options));
  if (progress.fence === undefined) {
    const late = typesetLater(progress);
    if (late !== undefined) return below(settled, late);
    progress.rest = typesetTail(progress);
    progress.restUnits = progress.tail.length;
    if (progress.rest !== undefined) return below(settled, progress.rest);
  }
  return progress.fence === undefined ? settled : belowFence(progress, progress.fence);
}

/**
 * An endless list or table would be parsed as a whole again and again; from this size on that happens only now and
 * then.
 */
const heavyTail = 24_000;
const heavyStep = 1 / 32;

/** For a heavy last block: as it was last typeset, and what came since as plain text. */
function typesetLater({ tail, rest, restUnits, options }: Progress): Rest | undefined {
  if (rest === undefined || restUnits < heavyTail || tail.length > restUnits * (1 + heavyStep)) return undefined;
  if (tail.length === restUnits) return rest;
  const page: Page = { rows: rest.page.rows.slice(), blocks: rest.page.blocks.slice() };
  addLines(
    page,
    plainLines(tail.slice(restUnits), options.base ?? options.theme.styles.text),
    options.width,
    Math.max(0, page.blocks.length - 1),
  );
  return { page, newlines: rest.newlines };
}

/** From here on the message is plain, from its first line: the settled source goes back into the tail. */
function startAgain(progress: Progress): void {
  progress.sanitizer = createSanitizer({ keepTabs: true });
  progress.tail = progress.sanitizer.push(progress.source);
  progress.settledUnits = 0;
}

/** The blocks after the settled ones. */
interface Rest {
  readonly page: Page;
  /** Newlines between the settled blocks and the first row of the page. */
  readonly newlines: number;
}

/** Settles what can be settled; returns the rest, or undefined when that is an open code block. */
function typesetTail(progress: Progress): Rest | undefined {
  const { options, settled, tail, known: before } = progress;
  const tokens = tail.trim() === '' ? [] : lexMarkdown(tail);
  if (tokens === undefined) return { page: plainPage(tail, options), newlines: progress.newlines };
  const known = new Map<string, Page | undefined>();
  const rest = emptyPage();
  const layOut = (token: Token): Page | undefined => {
    // After a different number of code blocks, the same source may be scrolled by a different number of columns.
    const above = options.codeScroll === undefined ? 0 : codeBlocksOn(settled) + codeBlocksOn(rest);
    const key = `${above} ${token.type} ${token.raw}`;
    const below = optionsBelow(rest, optionsBelow(settled, options));
    const page = before.has(key) ? before.get(key) : layOutBlock(token, below);
    known.set(key, page);
    return page;
  };

  const count = settledTokens(tokens, tail);
  settle(progress, tokens.slice(0, count), layOut);
  progress.known = known;
  const open = tokens.slice(count);
  const [only] = open;
  if (only && open.length === 1) {
    progress.fence = openFence(only, settled, progress.newlines, optionsBelow(settled, options));
    if (progress.fence !== undefined) return undefined;
  }
  let { newlines } = progress;
  let restNewlines = 0;
  for (const [index, token] of open.entries()) {
    const isLast = index === open.length - 1;
    const page = layOut(isLast && options.closeOpen ? closed(token) : token);
    if (page !== undefined) {
      if (rest.rows.length === 0) restNewlines = newlines;
      else if (newlines > 1) addBlank(rest);
      addPage(rest, page);
    }
    newlines = newlinesAfter(newlines, token);
  }
  return { page: rest, newlines: restNewlines };
}

/** Puts blocks that nothing can change any more below the settled ones, and removes their source from the tail. */
function settle(progress: Progress, tokens: readonly Token[], layOut: (token: Token) => Page | undefined): void {
  const { settled } = progress;
  let units = 0;
  for (const token of tokens) {
    const page = layOut(token);
    if (page !== undefined) {
      if (progress.newlines > 1 && settled.rows.length > 0) addBlank(settled);
      addPage(settled, page);
    }
    progress.newlines = newlinesAfter(progress.newlines, token);
    units += token.raw.length;
  }
  progress.settledUnits += units;
  progress.tail = progress.tail.slice(units);
}

/**
 * The last block as it will be when what is open at its end is closed; as it is, if that would make it another kind of
 * block.
 */
function closed(token: Token): Token {
  if (token.type === 'code' || token.type === 'html') return token;
  const closers = closersFor(token.raw.slice(token.raw.lastIndexOf('\n') + 1));
  if (closers === '') return token;
  // After a blank nothing closes.
  const [whole, ...others] = lexMarkdown(token.raw.trimEnd() + closers) ?? [];
  return whole?.type === token.type && others.length === 0 ? whole : token;
}

function below(settled: Page, { page, newlines }: Rest): Rendered {
  const whole: Page = { rows: settled.rows.slice(), blocks: settled.blocks.slice() };
  if (page.rows.length > 0) {
    if (newlines > 1 && whole.rows.length > 0) addBlank(whole);
    addPage(whole, page);
  }
  return whole;
}

function belowFence({ settled, options }: Progress, fence: OpenFence): Rendered {
  const { rows, block } = fenceRows(fence, optionsBelow(settled, options));
  return { rows: settled.rows.concat(rows), blocks: [...settled.blocks, block] };
}
