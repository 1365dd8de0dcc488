/** The terminal modes that are set on entry and reset on exit. */
import { titleSequence } from './operating-system-commands.ts';

const enterAlternate = '\x1b[?1049h';
export const mouseOn = '\x1b[?1002h\x1b[?1006h';
export const mouseOff = '\x1b[?1006l\x1b[?1002l';
export const syncBegin = '\x1b[?2026h';
export const syncEnd = '\x1b[?2026l';
export const hideCursor = '\x1b[?25l';
export const showCursor = '\x1b[?25h';
export const clearAll = '\x1b[0m\x1b[2J';

const applicationKeypad = '\x1b=';
const numericKeypad = '\x1b>';

/**
 * Title saved · alternate screen, cleared · no wrapping at the right edge (a cluster that a terminal draws wider than
 * we think must not run into the next row) · cursor hidden · bracketed paste · focus reports · Alt sent as Escape
 * (xterm would make another letter of it) · mouse with drag but without idle motion · keys spelled out where the
 * terminal can: xterm's modifyOtherKeys 1, kitty's flags 1 and 4 (with what Shift makes of the key, and its letter on
 * an English keyboard). `term` is TERM: st has a Delete key only with the keypad in application mode, in which other
 * terminals' keypads type no digits.
 */
export function enterSequence(options: {
  readonly mouse: boolean;
  readonly title: boolean;
  readonly term?: string;
}): string {
  return [
    options.title ? '\x1b[22;0t' : '',
    enterAlternate,
    clearAll,
    '\x1b[?7l',
    hideCursor,
    '\x1b[?2004h',
    '\x1b[?1004h',
    '\x1b[?1036s\x1b[?1036h',
    options.mouse ? mouseOn : '',
    '\x1b[>4;1m',
    '\x1b[>5u',
    /^st(?:term)?(?:-|$)/.test(options.term ?? '') ? applicationKeypad : '',
  ].join('');
}

/**
 * Undoes it all, in an order that leaves nothing switched on, whichever of the modes the terminal understood. Where the
 * title was not saved, the terminal's own is better than that of a session that is no longer on the screen. Where there
 * is no alternate screen (the Linux console, GNU screen by default), the shell goes on at the top of an empty one.
 */
export function leaveSequence(options: { readonly title: boolean }): string {
  return [
    numericKeypad,
    '\x1b[<u',
    '\x1b[>4m',
    mouseOff,
    '\x1b[?1036r',
    '\x1b[?1004l',
    '\x1b[?2004l',
    syncEnd,
    clearAll,
    '\x1b[H',
    '\x1b[?7h',
    showCursor,
    '\x1b[?1049l',
    options.title ? `${titleSequence('', 'none')}\x1b[23;0t` : '',
  ].join('');
}
