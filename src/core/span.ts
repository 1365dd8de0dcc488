/** Styled text in cells: what every layout produces and the terminal paints. */
import type { Style } from './theme.ts';

/** Text in one style: sanitised, without newlines. */
export interface Span {
  readonly text: string;
  /** Identity matters: the painter caches by the style object, so take it from the theme, never build one per frame. */
  readonly style: Style;
}

/** One screen row, left to right. */
export type Row = readonly Span[];
