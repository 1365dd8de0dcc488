/** Cuts what the terminal sends into keys, pastes, mouse actions, focus changes and replies to our queries. */
import type { InputEvent } from '../../app/screen.ts';
import {
  altBit,
  codePointKey,
  ctrlBit,
  finalNames,
  kittyKey,
  namedKey,
  numberedEnds,
  rxvtArrows,
  shiftBit,
  tildeNames,
} from './key-names.ts';

export interface InputHandlers {
  event(event: InputEvent): void;
  /** A whole sequence that replies to a query; never part of what the user typed. */
  reply(sequence: string): void;
}

const esc = '\x1b';
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** A sequence that has clearly begun gets more time than a lone Escape: its rest can only be late on a slow line. */
const slowSequenceMs = 500;
/** Escape, or Alt with a character that also begins sequences: the user may have meant just that. */
const keyLength = 2;
/** A paste whose end does not arrive is passed on as far as it came; on a slow line, the rest may still arrive. */
const slowPasteMs = 2_000;
/** Longer than any sequence we know, except clipboard replies, which we never ask for. */
const longestSequence = 4_096;

const mouseReport = /\x1b\[<(\d{1,6});(\d{1,6});(\d{1,6})([Mm])/y;
const oldMouseReport = /\x1b\[M[\s\S]{3}/y;
const linuxFunctionKey = /\x1b\[\[([A-E])/y;
const stringReply = /\x1b(?:[\]P_^X])[^\x07\x1b]*(?:\x07|\x1b\\)/y;
const privateReply = /\x1b\[[?>=][\d;:]*[ -/]*[@-~]/y;
/** The only sequence of a key that ends in what is an intermediate byte elsewhere; must be tried before `control`. */
const rxvtShifted = /(\x1b?)\x1b\[(\d{1,2})(\$)/y;
const control = /(\x1b?)\x1b\[([\d;:]*)([ -/]*)([@-Z\\-~])/y;
const singleShift = /(\x1b?)\x1bO(\d?)([A-Za-z])/y;
/** More than a person types, even fast after Alt: a key, a report, or a reply that lost its end. */
const tornSequence = /^\x1b{1,2}(?:\[[\s\S]|[\]P_^X][\d>!$]+[^\d])/;
/** The beginnings of all the sequences above. */
const unfinished = /\x1b{1,2}(?:\[(?:[\d;:<?>=]*[ -/]*|M[\s\S]{0,2}|\[)|O\d?|[\]P_^X][^\x07\x1b]*\x1b?|)$/y;

export class InputParser {
  readonly #handlers: InputHandlers;
  readonly #escapeDelayMs: number;
  #buffer = '';
  #paste: string[] | undefined;
  /** The last paste was passed on without its end. */
  #isCutShort = false;
  /** The beginning of a sequence whose rest did not come in time. */
  #cut = '';
  #timer: NodeJS.Timeout | undefined;

  /** `escapeDelayMs`: how long a lone Escape waits for the rest of a sequence. */
  constructor(handlers: InputHandlers, escapeDelayMs = 30) {
    this.#handlers = handlers;
    this.#escapeDelayMs = escapeDelayMs;
  }

  /** Decoded text as it arrived; a sequence may be split anywhere. */
  feed(text: string): void {
    clearTimeout(this.#timer);
    // Read as keys, its newlines would send half a prompt, and its letters would be commands.
    if (this.#isCutShort && isRestOfPaste(text)) this.#paste = [];
    this.#isCutShort = false;
    this.#buffer += isRestOfSequence(this.#cut, text) ? this.#cut + text : text;
    this.#cut = '';
    this.#run(false);
    if (this.#buffer === '' && !this.#paste) return;
    this.#timer = setTimeout(() => this.flush(), this.#patience());
  }

  /** Nothing more will come: what is left is taken as it is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#run(true);
    if (tornSequence.test(this.#cut)) return;
    this.#timer = setTimeout(() => {
      this.#cut = '';
    }, slowSequenceMs);
    this.#timer.unref();
  }

  /** Forgets what has not become an event yet. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#buffer = '';
    this.#paste = undefined;
    this.#isCutShort = false;
    this.#cut = '';
  }

  #patience(): number {
    if (this.#paste) return slowPasteMs;
    return this.#buffer.length <= keyLength ? this.#escapeDelayMs : Math.max(this.#escapeDelayMs, slowSequenceMs);
  }

  #run(final: boolean): void {
    const text = this.#buffer;
    let at = 0;
    while (at < text.length || (final && this.#paste)) {
      const next = this.#paste ? this.#readPaste(text, at, final) : this.#readOne(text, at, final);
      if (next === undefined) break;
      at = next;
    }
    this.#buffer = text.slice(at);
  }

  /** Where the next item begins; undefined while the one at `at` is incomplete. */
  #readOne(text: string, at: number, final: boolean): number | undefined {
    if (text[at] !== esc) return this.#readCharacter(text, at, 0);
    if (text.startsWith(pasteStart, at)) {
      this.#paste = [];
      return at + pasteStart.length;
    }
    const end = this.#readSequence(text, at);
    if (end !== undefined) return end;
    if (text.length - at <= longestSequence && matchAt(unfinished, text, at)) {
      if (!final) return undefined;
      this.#cut = text.slice(at);
      // Read as keys, its characters would be commands that nobody typed.
      if (tornSequence.test(this.#cut)) return text.length;
    }
    if (at + 1 < text.length && text[at + 1] !== esc) return this.#readCharacter(text, at + 1, altBit);
    this.#emit(namedKey('escape', 0));
    return at + 1;
  }

  #readCharacter(text: string, at: number, modifiers: number): number {
    const code = text.codePointAt(at) ?? 0;
    const key = codePointKey(code, modifiers);
    if (key) this.#emit(key);
    return at + (code > 0xffff ? 2 : 1);
  }

  #readSequence(text: string, at: number): number | undefined {
    const mouse = matchAt(mouseReport, text, at);
    if (mouse) {
      this.#mouse(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'm');
      return at + mouse[0].length;
    }
    const swallowed = matchAt(oldMouseReport, text, at);
    if (swallowed) return at + swallowed[0].length;
    const linux = matchAt(linuxFunctionKey, text, at);
    if (linux) {
      this.#emit(namedKey(`f${(linux[1] ?? 'A').charCodeAt(0) - 64}`, 0));
      return at + linux[0].length;
    }
    const answer = matchAt(stringReply, text, at) ?? matchAt(privateReply, text, at);
    if (answer) {
      this.#handlers.reply(answer[0]);
      return at + answer[0].length;
    }
    const shifted = matchAt(singleShift, text, at);
    if (shifted) {
      const held = (shifted[2] ? Number(shifted[2]) - 1 : 0) | (shifted[1] ? altBit : 0);
      const arrow = rxvtArrows[shifted[3] ?? ''];
      const name = arrow ?? finalNames[shifted[3] ?? ''];
      const modifiers = arrow ? held | ctrlBit : held;
      if (name) this.#emit(namedKey(name, modifiers & 7));
      else if (!shifted[2]) {
        // Alt+O and a letter, typed fast: `SS3` and a letter that no key sends.
        this.#emit({ type: 'key', key: 'M-O' });
        return at + shifted[0].length - 1;
      }
      return at + shifted[0].length;
    }
    const rxvt = matchAt(rxvtShifted, text, at);
    if (rxvt) {
      this.#control(rxvt[2] ?? '', '', rxvt[3] ?? '', rxvt[1] ? altBit : 0);
      return at + rxvt[0].length;
    }
    const csi = matchAt(control, text, at);
    if (!csi || (csi[2] === '' && csi[4] === 'M')) return undefined;
    this.#control(csi[2] ?? '', csi[3] ?? '', csi[4] ?? '', csi[1] ? altBit : 0);
    return at + csi[0].length;
  }

  #control(parameters: string, intermediates: string, final: string, held: number): void {
    if (intermediates !== '') return;
    if (parameters === '' && (final === 'I' || final === 'O')) {
      this.#emit({ type: 'focus', on: final === 'I' });
      return;
    }
    const fields = parameters.split(';').map((field) => field.split(':').map(Number));
    const [first = 0] = fields[0] ?? [];
    const [bits = 1, action = 1] = fields[1] ?? [];
    const modifiers = Math.max(0, (bits || 1) - 1) | held;
    // A released key, or one with Super or Hyper, which belong to the desktop.
    if (action === 3 || modifiers & (8 | 16)) return;
    if (final === 'u') this.#emit(kittyKey(fields[0] ?? [], modifiers & 7));
    else if (final === '~' && first === 27) this.#emit(codePointKey(fields[2]?.[0] ?? 0, modifiers & 7));
    else {
      const ended = numberedEnds[final];
      const arrow = rxvtArrows[final];
      const name = ended === undefined ? (arrow ?? finalNames[final]) : tildeNames[first];
      const said = arrow ? shiftBit : (ended ?? 0);
      if (name) this.#emit(namedKey(name, final === 'Z' ? shiftBit : (modifiers & 7) | said));
    }
  }

  #mouse(bits: number, column: number, row: number, released: boolean): void {
    if (bits & 128 || (bits & 64 && (bits & 3) > 1)) return;
    const button = bits & 64 ? 'none' : (['left', 'middle', 'right', 'none'] as const)[bits & 3];
    if (!button || (button === 'none' && !(bits & 64))) return;
    this.#emit({
      type: 'mouse',
      action: bits & 64 ? (bits & 1 ? 'wheeldown' : 'wheelup') : released ? 'up' : bits & 32 ? 'drag' : 'down',
      button,
      x: Math.max(0, column - 1),
      y: Math.max(0, row - 1),
    });
  }

  /** Inside a paste, everything up to its end is text. */
  #readPaste(text: string, at: number, final: boolean): number | undefined {
    const end = text.indexOf(pasteEnd, at);
    if (end >= 0) {
      this.#paste?.push(text.slice(at, end));
      this.#endPaste();
      return end + pasteEnd.length;
    }
    if (final) {
      this.#paste?.push(text.slice(at));
      this.#endPaste();
      this.#isCutShort = true;
      return text.length;
    }
    // The end marker may be split: what could be its beginning stays in the buffer.
    const keep = pasteEnd.length - 1;
    if (text.length - at <= keep) return undefined;
    this.#paste?.push(text.slice(at, text.length - keep));
    return text.length - keep;
  }

  #endPaste(): void {
    const text = (this.#paste ?? []).join('').replace(/\r\n?/g, '\n');
    this.#paste = undefined;
    this.#emit({ type: 'paste', text });
  }

  #emit(event: InputEvent | undefined): void {
    if (event) this.#handlers.event(event);
  }
}

/**
 * The rest of a torn sequence arrives in one piece or completes it. What a user types after Escape does not look like
 * that: keys arrive one by one.
 */
function isRestOfSequence(cut: string, text: string): boolean {
  const whole = cut + text;
  if (cut === '' || (text[0] === esc && !text.startsWith('\x1b\\'))) return false;
  if (tornSequence.test(cut) && text.length > 1 && matchAt(unfinished, whole, 0)) return true;
  return [mouseReport, stringReply, privateReply, rxvtShifted, control].some((pattern) => {
    return (matchAt(pattern, whole, 0)?.[0].length ?? 0) > cut.length;
  });
}

/** True when it is more than one key in one piece, or contains the end of a paste. */
function isRestOfPaste(text: string): boolean {
  const end = text.indexOf(pasteEnd);
  const start = text.indexOf(pasteStart);
  if (end >= 0) return end > 0 && (start < 0 || end < start);
  return start < 0 && text[0] !== esc && text.length > String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
