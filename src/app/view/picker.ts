/** The list of choices as an overlay: the query, a note, the items; a sample of the look below the themes. */
import type { Row } from '../../core/span.ts';
import { stressStyle } from '../../core/style.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import type { Frame, Pane } from '../frame.ts';
import type { Overlay } from '../overlay-state.ts';
import { type PickerRow, pickerRows } from '../picker-rows.ts';
import type { State } from '../state.ts';
import { framed } from './boxed.ts';
import { noteRows, pickerHeight, pickerRect, showsSample } from './overlay-size.ts';
import { between, highlighted, span, stressed } from './rows.ts';
import { sampleOf } from './theme-sample.ts';
import { typedLine } from './typed-line.ts';

export function pickerView(
  state: State,
  overlay: Extract<Overlay, { kind: 'picker' }>,
): { readonly pane: Pane; readonly caret: Frame['caret'] } {
  const { styles } = state.look.theme;
  const rect = pickerRect(state.size);
  const width = rect.width - 4;
  const height = pickerHeight(state.size, overlay);
  const typed = typedLine(state, overlay.picker.editor, width - 4);
  const long = noteRows(state.size, overlay);
  const note = long.length > 0 ? '' : sanitize(overlay.note);
  const items = pickerRows(overlay.picker, height).map((row) => itemRow(state, row, width, overlay.note !== ''));
  const sample = showsSample(state.size, overlay) ? sampleOf(state, width) : [];
  const foot = long.map((line): Row => [span(line, styles.warning)]);
  const rows: Row[] = [
    [span('› ', styles.accent), ...typed.row],
    [note === '' ? span('─'.repeat(width), styles.overlayBorder) : span(note, styles.warning)],
    ...items,
    ...Array.from({ length: foot.length + sample.length > 0 ? Math.max(0, height - items.length) : 0 }, (): Row => []),
    ...foot,
  ];
  return {
    pane: framed(state, rect, titleOf(overlay), rows, sample),
    caret: { x: rect.x + 4 + typed.caret, y: rect.y + 1 },
  };
}

/** The title, and how many of the items match the query. */
function titleOf({ picker, purpose }: Extract<Overlay, { kind: 'picker' }>): string {
  // The trash counts its sessions itself, because its last item is not one.
  if (picker.items.length === 0 || purpose.kind === 'trash') return picker.title;
  const all = picker.items.length;
  return picker.matches.length === all
    ? `${picker.title} · ${all}`
    : `${picker.title} · ${picker.matches.length} of ${all}`;
}

function itemRow(state: State, row: PickerRow, width: number, noted: boolean): Row {
  const { styles } = state.look.theme;
  if (row.kind === 'heading') return [span(row.text, styles.heading)];
  // A note explains better why there is nothing.
  if (row.kind === 'empty') return [span(noted ? '' : row.text, styles.dim)];
  const { item, selected } = row;
  const base = selected ? styles.overlaySelected : styles.overlay;
  const quiet = selected ? base : item.disabled === undefined ? styles.dim : styles.footerDisabled;
  const label = item.disabled === undefined ? base : quiet;
  const match = selected ? stressStyle(base, stressed) : styles.match;
  const cleaned = sanitize(item.label);
  const left: Row = [
    span(selected ? '▌ ' : '  ', base),
    ...(item.mark === undefined ? [] : [span(`${item.mark} `, label)]),
    // Matches refer to the raw label; if cleaning changed it they would point elsewhere.
    ...highlighted(cleaned, cleaned === item.label ? row.ranges : [], label, match),
  ];
  const detail = sanitize(item.disabled ?? item.detail ?? '');
  // A long label gives way to its detail, but a short one leaves all the room to it.
  const room = Math.max(Math.floor(width * 0.6), width - rowWidth(left) - 3);
  const right = detail === '' ? [] : [span(` ${cutToWidth(detail, room)} `, quiet)];
  return between(left, right, width, base);
}
