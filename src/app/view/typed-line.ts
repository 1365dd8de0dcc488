/** One line that is typed in an overlay or a header: the part around the caret, and what is selected in it. */
import type { Row } from '../../core/span.ts';
import { sliceCells } from '../../core/text/cut.ts';
import { textWidth } from '../../core/text/width.ts';
import { type EditorState, layoutEditor, oneLineWidth } from '../editor/editor.ts';
import type { State } from '../state.ts';
import { span } from './rows.ts';

/** At most `width` cells, without the caret's own; `caret` is its column among them. */
export function typedLine(
  state: State,
  editor: EditorState,
  width: number,
): { readonly row: Row; readonly caret: number } {
  const { styles } = state.look.theme;
  const { rows, caret } = layoutEditor(editor, oneLineWidth, 1);
  const from = Math.max(0, caret.x - width);
  let column = 0;
  const row = (rows[0]?.spans ?? []).map(({ kind, text }) => {
    const start = Math.max(0, from - column);
    const shown = sliceCells(text, start, Math.max(0, from + width - column - start));
    column += textWidth(text);
    return span(shown, kind === 'selected' ? styles.selected : styles.input);
  });
  return { row, caret: caret.x - from };
}
