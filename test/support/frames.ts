/** Frames for tests that are about the terminal and not about the view. */
import type { Frame, Pane, PaneName, Rect } from '../../src/app/frame.ts';
import type { Style } from '../../src/core/theme.ts';

/** A style that changes nothing. */
export const plain: Style = {};

/** A frame of panes with rows of plain text; a pane without a place fills the screen. */
export function frameOf(
  size: { readonly columns: number; readonly rows: number },
  panes: readonly {
    readonly rect?: Rect;
    readonly text: readonly string[];
    readonly style?: Style;
    readonly name?: PaneName;
  }[],
  rest: Partial<Frame> = {},
): Frame {
  return {
    size,
    panes: panes.map(
      ({ rect, text, style = plain, name = 'transcript' }): Pane => ({
        name,
        rect: rect ?? { x: 0, y: 0, width: size.columns, height: size.rows },
        rows: text.map((line) => [{ text: line, style }]),
        background: plain,
      }),
    ),
    charts: [],
    caret: null,
    title: 'reprise',
    background: plain,
    ...rest,
  };
}
