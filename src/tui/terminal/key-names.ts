/** Names of keys: from code points, modifier bits and the final bytes of terminal sequences to `C-M-S-name`. */
import { unspelledKey } from '../../app/key-names.ts';
import type { InputEvent } from '../../app/screen.ts';

type KeyEvent = Extract<InputEvent, { type: 'key' }>;

/** Modifier bits as xterm and kitty count them, less one. */
export const shiftBit = 1;
export const altBit = 2;
export const ctrlBit = 4;

/** Final byte of `CSI 1;mX` and `SS3 X`. */
export const finalNames: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'tab',
};

/** rxvt's arrows: `SS3 a` with Ctrl, `CSI a` with Shift. */
export const rxvtArrows: Readonly<Record<string, string>> = { a: 'up', b: 'down', c: 'right', d: 'left' };

/** What ends `CSI n`, and the modifiers it says: rxvt has a sign for each instead of a number. */
export const numberedEnds: Readonly<Record<string, number>> = {
  '~': 0,
  $: shiftBit,
  '^': ctrlBit,
  '@': ctrlBit | shiftBit,
};

/** First number of `CSI n;m~`. */
export const tildeNames: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/**
 * Code points that are keys rather than text; those from 57344 on are kitty's (in its private use area), keypad first.
 */
const codeNames: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  127: 'backspace',
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
  57426: 'delete',
};
/** Keypad keys that type something, as kitty numbers them: digits, then `. / * - +`, and `=`. */
const keypadText: Readonly<Record<number, string>> = {
  57399: '0',
  57400: '1',
  57401: '2',
  57402: '3',
  57403: '4',
  57404: '5',
  57405: '6',
  57406: '7',
  57407: '8',
  57408: '9',
  57409: '.',
  57410: '/',
  57411: '*',
  57412: '-',
  57413: '+',
  57415: '=',
};

export function namedKey(name: string, modifiers: number): KeyEvent {
  return { type: 'key', key: prefix(modifiers) + (modifiers & shiftBit ? 'S-' : '') + name };
}

/**
 * The key for the code point it types, with modifiers; undefined for keys that mean nothing alone (Shift, Caps Lock,
 * media keys).
 */
export function codePointKey(code: number, modifiers: number): KeyEvent | undefined {
  const name = codeNames[code];
  if (name) return namedKey(name, modifiers);
  if (code === 0) return namedKey('space', modifiers | ctrlBit);
  if (code < 27) return namedKey(String.fromCharCode(code + 96), modifiers | ctrlBit);
  if (code < 32) return namedKey('\\]^_'.charAt(code - 28), modifiers | ctrlBit);
  const typed = keypadText[code] ?? (isPrivateUseKey(code) || code > 0x10ffff ? undefined : String.fromCodePoint(code));
  if (typed === undefined || /[\x7f-\x9f\ud800-\udfff]/u.test(typed)) return undefined;
  if (modifiers & (ctrlBit | altBit)) {
    if (typed === ' ') return namedKey('space', modifiers);
    const letter = modifiers & ctrlBit ? typed.toLowerCase() : typed;
    // Ctrl hides the difference between z and Z, so Shift is given as a prefix.
    const shifted = modifiers & ctrlBit && modifiers & shiftBit ? 'S-' : '';
    return { type: 'key', key: unspelledKey(prefix(modifiers) + shifted + letter) };
  }
  if (typed === ' ') return { type: 'key', key: 'space', text: ' ' };
  const text = modifiers & shiftBit && /^\p{Ll}$/u.test(typed) ? typed.toUpperCase() : typed;
  return { type: 'key', key: text, text };
}

/**
 * A key as kitty spells it out, by up to three code points: its own, the one with Shift, and the one it has on an English
 * keyboard. That last one is meant with Ctrl or Alt where the key has a letter of another script.
 */
export function kittyKey([code = 0, shifted, english]: readonly number[], modifiers: number): KeyEvent | undefined {
  if (english && modifiers & (ctrlBit | altBit) && isForeignLetter(code)) {
    return codePointKey(english, modifiers);
  }
  if (!shifted || !(modifiers & shiftBit)) return codePointKey(code, modifiers);
  // A sign has Shift in it; a letter is told with it.
  return codePointKey(shifted, isLetter(shifted) ? modifiers : modifiers & ~shiftBit);
}

function isLetter(code: number): boolean {
  return code <= 0x10ffff && /\p{L}/u.test(String.fromCodePoint(code));
}

/** Greek, Cyrillic, Arabic …: no command has such a key by default. */
function isForeignLetter(code: number): boolean {
  return isLetter(code) && !/\p{Script=Latin}/u.test(String.fromCodePoint(code));
}

/** kitty's numbers for keys without text: locks, modifiers, media keys, F13 and up. */
function isPrivateUseKey(code: number): boolean {
  return code >= 57344 && code <= 57454;
}

function prefix(modifiers: number): string {
  return (modifiers & ctrlBit ? 'C-' : '') + (modifiers & altBit ? 'M-' : '');
}
