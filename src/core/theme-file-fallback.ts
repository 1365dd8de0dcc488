/** The theme when there is no file: the terminal's own sixteen colours, so that the program always starts. */
import type { Style, Theme, ThemeToken } from './theme.ts';

/** A complete theme made of the terminal's own colours. */
export function fallbackTheme(kind: 'dark' | 'light'): Theme {
  return kind === 'dark' ? dark : light;
}

/** Palette numbers of one kind: the colours must stand out on the terminal's own background. */
interface Inks {
  readonly quiet: number;
  readonly red: number;
  readonly green: number;
  readonly yellow: number;
  readonly blue: number;
  readonly magenta: number;
  readonly cyan: number;
  readonly selection: Style;
  readonly selectionQuiet: Style;
  readonly match: Style;
}

function build(kind: 'dark' | 'light', ink: Inks): Theme {
  const on = (fg: number, more: Style = {}): Style => ({ fg, bg: 'default', ...more });
  const plain: Style = { fg: 'default', bg: 'default' };
  const styles: Record<ThemeToken, Style> = {
    text: plain,
    dim: on(ink.quiet),
    accent: on(ink.cyan),
    border: on(ink.quiet),
    borderFocused: on(ink.cyan),
    title: { ...plain, bold: true },
    selected: ink.selection,
    selectedBlurred: ink.selectionQuiet,
    marked: on(ink.magenta, { bold: true }),
    pinned: on(ink.yellow),
    user: on(ink.blue, { bold: true }),
    assistant: on(ink.green, { bold: true }),
    system: on(ink.magenta),
    tool: on(ink.cyan),
    thinking: on(ink.quiet, { italic: true }),
    heading: on(ink.cyan, { bold: true }),
    strong: { ...plain, bold: true },
    emphasis: { ...plain, italic: true },
    strike: on(ink.quiet, { strike: true }),
    quote: on(ink.quiet),
    link: on(ink.blue, { underline: true }),
    listMarker: on(ink.cyan),
    rule: on(ink.quiet),
    code: plain,
    codeInline: on(ink.yellow),
    codeBorder: on(ink.quiet),
    codeKeyword: on(ink.magenta),
    codeString: on(ink.green),
    codeNumber: on(ink.yellow),
    codeComment: on(ink.quiet, { italic: true }),
    codeFunction: on(ink.blue),
    codeType: on(ink.cyan),
    codeVariable: plain,
    diffAdded: on(ink.green),
    diffRemoved: on(ink.red),
    diffHunk: on(ink.cyan),
    tableBorder: on(ink.quiet),
    match: ink.match,
    matchCurrent: { ...ink.match, bold: true, underline: true },
    streaming: on(ink.cyan),
    waiting: on(ink.yellow, { bold: true }),
    failed: on(ink.red),
    locked: on(ink.magenta),
    damaged: on(ink.red),
    error: on(ink.red, { bold: true }),
    warning: on(ink.yellow),
    success: on(ink.green),
    input: plain,
    placeholder: on(ink.quiet),
    footer: plain,
    footerKey: on(ink.cyan, { bold: true }),
    footerDisabled: on(ink.quiet),
    overlay: plain,
    overlayBorder: on(ink.cyan),
    overlaySelected: ink.selection,
    scrollbar: on(ink.quiet),
    scrollThumb: plain,
    sparkline: on(ink.cyan),
  };
  return { name: `terminal-${kind}`, kind, description: "The terminal's own colours", styles };
}

const dark = build('dark', {
  quiet: 7,
  red: 9,
  green: 10,
  yellow: 11,
  blue: 12,
  magenta: 13,
  cyan: 14,
  selection: { fg: 15, bg: 4 },
  selectionQuiet: { fg: 15, bg: 8 },
  match: { fg: 0, bg: 11 },
});

const light = build('light', {
  quiet: 8,
  red: 1,
  green: 2,
  yellow: 3,
  blue: 4,
  magenta: 5,
  cyan: 6,
  selection: { fg: 15, bg: 4 },
  selectionQuiet: { fg: 0, bg: 7 },
  match: { fg: 0, bg: 11 },
});
