/** Foreign text made harmless: nothing that leaves here can move a cursor, change a colour or turn text around. */
import { type SequenceState, sequenceStart, stepSequence } from './sequence.ts';
import { isHigh, isLow } from './surrogates.ts';
import { createTabExpander } from './tabs.ts';

/** Cells between two tab stops. */
const tabWidth = 4;

export interface SanitizeOptions {
  /** Keep tabs as they are, for text that is copied or parsed before it is laid out. Default: expanded to tab stops. */
  readonly keepTabs?: boolean;
}

/** A sanitiser for text that arrives in pieces: a sequence cut in two by a delta is still caught. */
export interface Sanitizer {
  /** The harmless part of everything pushed so far that was not returned yet. */
  push(delta: string): string;
  /** What was held back (half a surrogate pair); the sanitiser then starts over. */
  end(): string;
}

/**
 * Printable text; `\n` is the only control left (and `\t`, with `keepTabs`).
 *
 * Removed: ESC, CSI, OSC, DCS, APC, PM and SOS sequences, terminated or not (an unterminated string ends with its
 * line, so that it cannot hide the rest of a message), their 8-bit forms, other C1 controls, and characters without
 * any look (soft hyphen, zero width space, BOM, the text variation selector). Shown: other C0 controls as control
 * pictures; bidi controls, line and paragraph separators and tag characters as `‹U+202E›`. CR and CRLF become `\n`,
 * lone surrogates U+FFFD. Idempotent, linear, and the same as pushing the text in any pieces through a `Sanitizer`.
 */
export function sanitize(text: string, options: SanitizeOptions = {}): string {
  if (!risky.test(text) || isPlainText(text)) return text;
  const sanitizer = createSanitizer(options);
  const body = sanitizer.push(text);
  return body + sanitizer.end();
}

/** Sanitised and brought into one line: for names, titles, models, folders, window titles. */
export function sanitizeLine(text: string): string {
  if (!riskyInLine.test(text)) return text.trim();
  const clean = sanitize(text);
  return (clean.includes('\n') ? clean.replace(/\s*\n\s*/g, ' ') : clean).trim();
}

/** True when nothing in it needs a second look, as in most text of other scripts. */
function isPlainText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x09 || !isPlain(code)) return false;
  }
  return true;
}

const risky = /[^\n\x20-\x7e]/;
const riskyInLine = /[^\x20-\x7e]/;

export function createSanitizer(options: SanitizeOptions = {}): Sanitizer {
  let sequence: SequenceState = 'none';
  let afterReturn = false;
  let heldHigh = '';
  let tabs = options.keepTabs ? undefined : createTabExpander(tabWidth);

  function push(delta: string): string {
    if (delta === '') return '';
    let out = delta;
    if (sequence !== 'none' || afterReturn || heldHigh !== '' || risky.test(delta)) {
      const text = heldHigh + delta;
      const whole = isHigh(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
      heldHigh = text.slice(whole);
      out = clean(text, whole);
    }
    return tabs === undefined ? out : tabs(out);
  }

  function end(): string {
    // Half a pair inside a control sequence ends the sequence, as any foreign character does; inside a string it is
    // part of it.
    const rest = heldHigh === '' || sequence === 'string' ? '' : '\ufffd';
    sequence = 'none';
    afterReturn = false;
    heldHigh = '';
    tabs = options.keepTabs ? undefined : createTabExpander(tabWidth);
    return rest;
  }

  function clean(text: string, length: number): string {
    let out = '';
    let from = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (sequence !== 'none') {
        const stepped = stepSequence(sequence, code);
        sequence = stepped.state;
        // A character that cannot belong to the sequence ends it and is examined again as text.
        if (!stepped.taken) i--;
        from = i + 1;
        continue;
      }
      if (isPlain(code)) {
        afterReturn = false;
        continue;
      }
      let shown: string;
      let units = 1;
      if (code >= 0xd800 && code <= 0xdfff) {
        const next = i + 1 < length ? text.charCodeAt(i + 1) : 0;
        const pair = isHigh(code) && isLow(next);
        const tag = pair && code === 0xdb40 && next <= 0xdc7f;
        if (pair) units = 2;
        if (pair && !tag) {
          afterReturn = false;
          i++;
          continue;
        }
        shown = tag ? named(0xe0000 + next - 0xdc00) : '\ufffd';
      } else if (code === 0x0a) shown = afterReturn ? '' : '\n';
      else {
        sequence = sequenceStart(code);
        shown = sequence === 'none' ? replacement(code) : '';
      }
      if (from < i) out += text.slice(from, i);
      out += shown;
      afterReturn = code === 0x0d;
      i += units - 1;
      from = i + 1;
    }
    return sequence === 'none' && from < length ? out + text.slice(from, length) : out;
  }

  return { push, end };
}

/** Neither a control, nor invisible, nor half of a pair: copied as it is. The order puts the common cases first. */
function isPlain(code: number): boolean {
  if (code < 0x7f) return code >= 0x20 || code === 0x09;
  if (code < 0xa0) return false;
  if (code < 0x200b) return code !== 0xad && code !== 0x61c && code !== 0x180e;
  if (code < 0x2070) {
    return !(
      code === 0x200b ||
      code === 0x200e ||
      code === 0x200f ||
      (code >= 0x2028 && code <= 0x202e) ||
      code >= 0x2060
    );
  }
  if (code < 0xd800) return true;
  if (code < 0xe000) return false;
  return code !== 0xfe0e && code !== 0xfeff && !(code >= 0xfff9 && code <= 0xfffb);
}

/** What stands on the screen for a character that must not reach the terminal itself. */
function replacement(code: number): string {
  if (code === 0x0d) return '\n';
  if (code < 0x20) return pictures[code] ?? '';
  if (code === 0x7f) return '\u2421';
  const turnsText = code === 0x61c || (code >= 0x200e && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return turnsText ? named(code) : '';
}

const pictures = Array.from({ length: 32 }, (_, code) => String.fromCharCode(0x2400 + code));

function named(code: number): string {
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
