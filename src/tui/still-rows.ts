/** Which rows of the screen are the same as in the previous frame: they need not be drawn or compared. */
import { type Frame, isSameRect, type Pane, type Row } from '../app/frame.ts';

/** By row; indexes outside the screen mean nothing. `before` was drawn by the same boxes in the same order. */
export function stillRows(before: Frame, now: Frame, height: number): boolean[] {
  const still = new Array<boolean>(height).fill(before.background === now.background);
  const count = Math.max(before.panes.length, now.panes.length);
  for (let i = 0; i < count; i++) comparePanes(before.panes[i], now.panes[i], still);
  // Unchanged charts need nothing, but whatever changes in their rows was drawn below them.
  if (JSON.stringify(before.charts) !== JSON.stringify(now.charts)) {
    for (const { rect } of [...before.charts, ...now.charts])
      still.fill(false, Math.max(0, rect.y), rect.y + rect.height);
  }
  return still;
}

function comparePanes(before: Pane | undefined, now: Pane | undefined, still: boolean[]): void {
  if (before && now && before.background === now.background && isSameRect(before.rect, now.rect)) {
    const { y, height } = now.rect;
    for (let i = Math.max(0, -y); i < height; i++) {
      if (still[y + i] && !isSameRow(before.rows[i], now.rows[i])) still[y + i] = false;
    }
    return;
  }
  for (const pane of [before, now]) {
    if (pane) still.fill(false, Math.max(0, pane.rect.y), Math.max(0, pane.rect.y + pane.rect.height));
  }
}

/** Styles come from the theme, so the same look is the same object. */
function isSameRow(before: Row | undefined, now: Row | undefined): boolean {
  if (before === now) return true;
  if (!before || !now || before.length !== now.length) return false;
  for (let i = 0; i < now.length; i++) {
    if (now[i]?.text !== before[i]?.text || now[i]?.style !== before[i]?.style) return false;
  }
  return true;
}
