/** Themes as the program sees them: every style a token names, resolved. Theme files are `store`'s business. */

/** `#rrggbb`, a number of the terminal's palette (0 to 255), or the terminal's own default. */
export type Color = `#${string}` | number | 'default';

export interface Style {
  readonly fg?: Color;
  readonly bg?: Color;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
  readonly strike?: boolean;
}

/** Every place of the screen that has a style of its own. Theme files use exactly these words. */
export const themeTokens = [
  'text',
  'dim',
  'accent',
  'border',
  'borderFocused',
  'title',
  'selected',
  'selectedBlurred',
  'marked',
  'pinned',
  'user',
  'assistant',
  'system',
  'tool',
  'thinking',
  'heading',
  'strong',
  'emphasis',
  'strike',
  'quote',
  'link',
  'listMarker',
  'rule',
  'code',
  'codeInline',
  'codeBorder',
  'codeKeyword',
  'codeString',
  'codeNumber',
  'codeComment',
  'codeFunction',
  'codeType',
  'codeVariable',
  'diffAdded',
  'diffRemoved',
  'diffHunk',
  'tableBorder',
  'match',
  'matchCurrent',
  'streaming',
  'waiting',
  'failed',
  'locked',
  'damaged',
  'error',
  'warning',
  'success',
  'input',
  'placeholder',
  'footer',
  'footerKey',
  'footerDisabled',
  'overlay',
  'overlayBorder',
  'overlaySelected',
  'scrollbar',
  'scrollThumb',
  'sparkline',
] as const;

export type ThemeToken = (typeof themeTokens)[number];

export interface Theme {
  readonly name: string;
  readonly kind: 'dark' | 'light';
  /** One line for the picker. */
  readonly description: string;
  /** Always complete: a loader fills what a file leaves out from the base theme of its kind. */
  readonly styles: Readonly<Record<ThemeToken, Style>>;
}

/** How many colours the terminal shows: 24-bit, 256, 16 or none. */
export type ColorDepth = 24 | 8 | 4 | 1;
