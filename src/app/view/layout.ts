/** Where the panes are, in cells, for a size and a focus. Pure arithmetic; everything else asks here. */
import type { Rect, Size } from '../frame.ts';
import type { Focus } from '../state.ts';

/** In a smaller window, a plain sentence says that it is too small. */
export const smallest: Size = { columns: 40, rows: 10 };
/** Below this width one pane is shown at a time. */
const twoPanesFrom = 80;
/** From this many rows on, the activity line under the list is worth its place. */
const activityFrom = 16;

export interface Layout {
  readonly kind: 'too-small' | 'one' | 'two';
  /** Zero width or height for a pane that is not shown. */
  readonly list: Rect;
  readonly activity: Rect;
  /** The vertical line between list and transcript. */
  readonly divider: Rect;
  readonly header: Rect;
  readonly transcript: Rect;
  readonly queue: Rect;
  readonly input: Rect;
  readonly footer: Rect;
}

const nowhere: Rect = { x: 0, y: 0, width: 0, height: 0 };

/**
 * `inputRows` is how many rows the text in the input box takes; it grows to a third of the screen. `queueRows` is how
 * many waiting messages are above it.
 */
export function layOut(size: Size, focus: Focus, inputRows: number, queueRows: number): Layout {
  const { columns, rows } = size;
  if (columns < smallest.columns || rows < smallest.rows) {
    return {
      kind: 'too-small',
      list: nowhere,
      activity: nowhere,
      divider: nowhere,
      header: nowhere,
      transcript: nowhere,
      queue: nowhere,
      input: nowhere,
      footer: nowhere,
    };
  }
  const footer: Rect = { x: 0, y: rows - 1, width: columns, height: 1 };
  const inputHeight = 1 + Math.max(1, Math.min(inputRows, Math.floor(rows / 3)));
  const input: Rect = { x: 0, y: footer.y - inputHeight, width: columns, height: inputHeight };
  const queueHeight = Math.min(queueRows, 3);
  const queue: Rect = { x: 0, y: input.y - queueHeight, width: columns, height: queueHeight };
  const bodyHeight = queue.y;
  if (columns < twoPanesFrom) {
    const whole: Rect = { x: 0, y: 0, width: columns, height: bodyHeight };
    const listShown = focus === 'list';
    return {
      kind: 'one',
      list: listShown ? whole : nowhere,
      activity: nowhere,
      divider: nowhere,
      header: listShown ? nowhere : { ...whole, height: 1 },
      transcript: listShown ? nowhere : { ...whole, y: 1, height: bodyHeight - 1 },
      queue,
      input,
      footer,
    };
  }
  const listWidth = Math.max(30, Math.min(72, Math.floor(columns * 0.36)));
  const activityHeight = rows >= activityFrom ? 2 : 0;
  const listHeight = bodyHeight - activityHeight;
  const right = listWidth + 1;
  return {
    kind: 'two',
    list: { x: 0, y: 0, width: listWidth, height: listHeight },
    activity: { x: 0, y: listHeight, width: listWidth, height: activityHeight },
    divider: { x: listWidth, y: 0, width: 1, height: bodyHeight },
    header: { x: right, y: 0, width: columns - right, height: 1 },
    transcript: { x: right, y: 1, width: columns - right, height: bodyHeight - 1 },
    queue,
    input,
    footer,
  };
}
