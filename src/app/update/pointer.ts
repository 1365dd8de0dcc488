/** The pointer: its events, and where it is. */
import type { Rect } from '../frame.ts';
import type { InputEvent } from '../screen.ts';

export type MouseEvent = Extract<InputEvent, { type: 'mouse' }>;

/** Rows that one notch of the wheel moves. */
export const wheelRows = 3;

/** Whether a cell lies in a rectangle of the screen. */
export function within(rect: Rect, at: { readonly x: number; readonly y: number }): boolean {
  return at.x >= rect.x && at.x < rect.x + rect.width && at.y >= rect.y && at.y < rect.y + rect.height;
}
