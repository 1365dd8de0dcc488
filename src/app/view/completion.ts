/** The paths that fit the `@path` being typed, in a small box above the input. */
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { shownCompletion } from '../update/completion.ts';
import { fill, raised, span } from './rows.ts';

const mostRows = 8;
const hint = 'Tab takes it';

/** Undefined while there is nothing to choose, or no room to show it. `input` is where the input box stands. */
export function completionPane(state: State, input: Rect): Pane | undefined {
  const completion = state.focus === 'input' && state.overlay.kind === 'none' ? shownCompletion(state) : undefined;
  if (!completion) return undefined;
  const height = Math.min(mostRows, completion.paths.length + 1, input.y);
  if (height < 2) return undefined;
  const { styles } = state.look.theme;
  const room = height - 1;
  const from = Math.max(0, Math.min(completion.index - Math.floor(room / 2), completion.paths.length - room));
  const shown = completion.paths.slice(from, from + room).map(sanitizeLine);
  const widest = Math.max(textWidth(hint) + 10, ...shown.map(textWidth));
  const width = Math.min(input.width, widest + 3);
  const rows = shown.map<Row>((path, i) => {
    const selected = from + i === completion.index;
    const style = selected ? styles.overlaySelected : styles.overlay;
    return fill([span(`${selected ? '▌' : ' '} ${cutToWidth(path, width - 3)}`, style)], width, style);
  });
  const count = `${completion.index + 1}/${completion.paths.length} · ${hint}`;
  const last: Row = fill(
    raised([span(` ${cutToWidth(count, width - 2)}`, styles.dim)], styles.text, styles.overlay),
    width,
    styles.overlay,
  );
  return {
    name: 'overlay',
    rect: { x: input.x, y: input.y - height, width, height },
    rows: [...rows, last],
    background: styles.overlay,
  };
}
