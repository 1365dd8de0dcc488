/** The frame around an overlay, and boxes of text with the keys that answer them. */
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import type { Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { boxRect } from './overlay-size.ts';
import { fill, raised, span } from './rows.ts';

/**
 * A frame with the title in its top border; the content is padded to the width. Rows in `page` come last, on the page's
 * background.
 */
export function framed(
  state: State,
  rect: Rect,
  title: string,
  content: readonly Row[],
  page: readonly Row[] = [],
): Pane {
  const { styles } = state.look.theme;
  const inner = rect.width - 2;
  const shown = cutToWidth(sanitize(title), Math.max(1, inner - 4));
  const top: Row = [
    span('╭─ ', styles.overlayBorder),
    span(shown, styles.title),
    span(` ${'─'.repeat(Math.max(0, inner - 3 - textWidth(shown)))}╮`, styles.overlayBorder),
  ];
  const lift = (row: Row): Row => raised(row, styles.text, styles.overlay);
  const rows = [...content.map(lift), ...page];
  const body = Array.from(
    { length: rect.height - 2 },
    (_, i): Row => [
      span('│ ', styles.overlayBorder),
      ...fill(rows[i] ?? [], inner - 2, styles.overlay),
      span(' │', styles.overlayBorder),
    ],
  );
  const bottom: Row = [span(`╰${'─'.repeat(inner)}╯`, styles.overlayBorder)];
  return {
    name: 'overlay',
    rect,
    rows: [fill(lift(top), rect.width, styles.overlay), ...body, bottom],
    background: styles.overlay,
  };
}

/** A key and what it does. */
export type Choice = readonly [key: string, words: string];

/** Cells of text in a box of sentences. */
export function boxCells(state: State): number {
  return Math.min(64, state.size.columns - 6);
}

/** A box with some sentences, and below them what each key does. */
export function message(state: State, title: string, text: string, choices: readonly Choice[] = []): Pane {
  const { styles } = state.look.theme;
  const width = boxCells(state);
  const rows: Row[] = sanitize(text)
    .split('\n')
    .flatMap((line) => wrapText(line, width))
    .map((line) => [span(line, styles.overlay)]);
  const answers: Row[] = choices.flatMap(([key, words]) => choiceRows(state, key, words, width));
  if (answers.length > 0) {
    // If not everything fits, the keys stay: without them there is no way out.
    const room = state.size.rows - 1 - 2 - answers.length - 1;
    rows.splice(Math.max(1, room));
    rows.push([], ...answers);
  }
  return framed(state, boxRect(state.size, width + 4, rows.length), title, rows);
}

function choiceRows(state: State, key: string, words: string, width: number): Row[] {
  const { styles } = state.look.theme;
  const margin = textWidth(key) + 2;
  return wrapText(words, Math.max(8, width - margin)).map((line, i) => [
    span(i === 0 ? `${key}  ` : ' '.repeat(margin), styles.footerKey),
    span(line, styles.overlay),
  ]);
}
