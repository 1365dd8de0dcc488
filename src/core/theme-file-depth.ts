/** A theme for a terminal with fewer colours; without any, attributes replace them. */
import { reduceStyle } from './color.ts';
import { type ColorDepth, type Style, type Theme, type ThemeToken, themeTokens } from './theme.ts';
import { groundOf } from './theme-file.ts';

/** What a colourless terminal needs in addition, so that selection, hits and quiet text can still be told apart. */
const withoutColor: { readonly [token in ThemeToken]?: Style } = {
  selected: { inverse: true },
  overlaySelected: { inverse: true },
  selectedBlurred: { underline: true },
  match: { underline: true },
  matchCurrent: { inverse: true, bold: true },
  dim: { dim: true },
  thinking: { dim: true },
  codeComment: { dim: true },
  footerDisabled: { dim: true },
  placeholder: { dim: true },
  error: { bold: true },
  waiting: { bold: true },
  footerKey: { bold: true },
  heading: { bold: true },
};

/** The same theme with styles of at most `depth` colours. Do it once, when the theme or the terminal is chosen. */
export function reduceTheme(theme: Theme, depth: ColorDepth): Theme {
  if (depth === 24) return theme;
  const entries = themeTokens.map((token) => {
    const style = reduceStyle(theme.styles[token], depth);
    return [token, depth === 1 ? { ...style, ...withoutColor[token] } : style] as const;
  });
  const styles = Object.fromEntries(entries) as Record<ThemeToken, Style>;
  for (const token of ['selected', 'overlaySelected'] as const) {
    // Of sixteen colours the nearest to both grounds may be the same.
    if (styles[token].bg === styles[groundOf(token)].bg) styles[token] = { ...styles[token], ...withoutColor[token] };
  }
  return { ...theme, styles };
}
