/** Completions for the `@path` or `/command` being typed, in a small box above the input. */
import type { Row } from '../../core/span.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { shownCompletion } from '../update/completion.ts';
import { fill, raised, span } from './rows.ts';

const mostRows = 8;
const leastWidth = 20;

/** Undefined while there is nothing to choose, or no room for it. `input` is the place of the input box. */
export function completionPane(state: State, input: Rect): Pane | undefined {
  const completion = state.focus === 'input' && state.overlay.kind === 'none' ? shownCompletion(state) : undefined;
  if (!completion) return undefined;
  const height = Math.min(mostRows, completion.choices.length + 1, input.y);
  if (height < 2) return undefined;
  const { styles } = state.look.theme;
  const room = height - 1;
  const from = Math.max(0, Math.min(completion.index - Math.floor(room / 2), completion.choices.length - room));
  const shown = completion.choices
    .slice(from, from + room)
    .map(({ text, detail }) => ({ text: sanitizeLine(text), detail }));
  // As wide as the widest of all choices, so that the box keeps its width while the selection moves.
  const column = Math.max(...completion.choices.map(({ text }) => textWidth(sanitizeLine(text))));
  const details = Math.max(...completion.choices.map(({ detail }) => textWidth(detail)));
  const width = Math.min(input.width, Math.max(column + (details > 0 ? details + 2 : 0), leastWidth) + 3);
  const rows = shown.map<Row>(({ text, detail }, i) => {
    const selected = from + i === completion.index;
    const style = selected ? styles.overlaySelected : styles.overlay;
    const quiet = selected ? style : styles.dim;
    const words = detail === '' ? [] : [span(`${' '.repeat(column - textWidth(text) + 2)}${detail}`, quiet)];
    const row = [span(`${selected ? '▌' : ' '} `, style), span(text, style), ...words];
    return raised([...fill(row, width - 1, style), span(' ', style)], styles.text, styles.overlay);
  });
  const count = span(` ${completion.index + 1} of ${completion.choices.length}`, styles.dim);
  const last = raised(fill([count], width, styles.overlay), styles.text, styles.overlay);
  return {
    name: 'overlay',
    rect: { x: input.x, y: input.y - height, width, height },
    rows: [...rows, last],
    background: styles.overlay,
  };
}
