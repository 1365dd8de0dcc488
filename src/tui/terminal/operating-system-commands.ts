/** Requests beyond the screen: the window's title, the clipboard, desktop notifications. */
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { firstOfEmoji } from './cells.ts';
import type { Multiplexer } from './surroundings.ts';

/**
 * The longest base64 text that terminals accept in one clipboard request (xterm and tmux limit it to 100,000 bytes).
 */
const longestClipboard = 74_994;
const longestTitle = 200;

/**
 * tmux shows it in its own last row, which an emoji made of several makes longer than that; GNU screen hands on single
 * bytes and keeps some back: beyond ASCII it would show litter.
 */
export function titleSequence(title: string, multiplexer: Multiplexer): string {
  let shown = [...sanitizeLine(title)].slice(0, longestTitle).join('');
  if (multiplexer === 'tmux') shown = firstOfEmoji(shown);
  else if (multiplexer === 'screen') shown = shown.replaceAll('–', '-').replace(/[^\x20-\x7e]+/g, '?');
  return `\x1b]2;${shown}\x1b\\`;
}

/**
 * OSC 52; undefined when the text is too long. tmux gets it both directly and through its passthrough: its settings
 * decide which of them works.
 */
export function clipboardSequence(text: string, multiplexer: Multiplexer): string | undefined {
  const base64 = Buffer.from(text.toWellFormed(), 'utf8').toString('base64');
  if (base64.length > longestClipboard) return undefined;
  const request = `\x1b]52;c;${base64}\x07`;
  return multiplexer === 'tmux' ? request + wrap(request, multiplexer) : wrap(request, multiplexer);
}

/** OSC 9; `text` is one line. */
export function notificationSequence(text: string, multiplexer: Multiplexer): string {
  return wrap(`\x1b]9;${[...sanitizeLine(text)].slice(0, longestTitle).join('')}\x07`, multiplexer);
}

/** GNU screen passes on strings of less than 256 bytes. */
const screenPiece = 250;

function wrap(request: string, multiplexer: Multiplexer): string {
  if (multiplexer === 'tmux') return `\x1bPtmux;${request.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  if (multiplexer === 'none') return request;
  let out = '';
  for (let i = 0; i < request.length; i += screenPiece) out += `\x1bP${request.slice(i, i + screenPiece)}\x1b\\`;
  return out;
}
