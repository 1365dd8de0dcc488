/**
 * What `view` produces and the terminal draws: rows of styled spans per pane, and the place of the caret.
 * All positions and widths are in cells; the text is already sanitised, cut and wrapped.
 */
import type { Row } from '../core/span.ts';
import type { Style } from '../core/theme.ts';

export type { Row, Span } from '../core/span.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function isSameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

export type PaneName =
  | 'list'
  | 'activity'
  | 'divider'
  | 'header'
  | 'transcript'
  | 'queue'
  | 'input'
  | 'footer'
  /** Covers the screen above the footer; charts may be on it. */
  | 'stats'
  | 'overlay';

export interface Pane {
  readonly name: PaneName;
  readonly rect: Rect;
  /** At most `rect.height` rows; missing ones are blank. A row shorter than the pane is padded with `background`. */
  readonly rows: readonly Row[];
  readonly background: Style;
}

/** Numbers for a blessed-contrib chart that the terminal draws itself inside `rect`. */
export interface Chart {
  readonly kind: 'sparkline' | 'line' | 'bar' | 'stackedBar' | 'donut';
  readonly rect: Rect;
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly style: Style;
}

export interface Frame {
  readonly size: Size;
  /** Painted in order; later panes are above earlier ones. */
  readonly panes: readonly Pane[];
  readonly charts: readonly Chart[];
  /** Null hides the hardware cursor. */
  readonly caret: { readonly x: number; readonly y: number } | null;
  /** The window title, sanitised. */
  readonly title: string;
  /** The style of cells no pane covers. */
  readonly background: Style;
}
