/** Tabs become spaces up to the next stop, counted in cells of their line. */
import { textWidth } from './width.ts';

/** Expands tabs in text that comes in pieces; a line may span many pieces. `stop` is the distance of tab stops in cells. */
export function createTabExpander(stop: number): (text: string) => string {
  /**
   * The column of the last tab stop reached in the current line, and the text after it that has not been measured yet.
   */
  let column = 0;
  let open = '';

  function pass(piece: string): void {
    const newline = piece.lastIndexOf('\n');
    if (newline < 0) {
      open += piece;
      return;
    }
    column = 0;
    open = piece.slice(newline + 1);
  }

  return (text) => {
    let out = '';
    let from = 0;
    for (let tab = text.indexOf('\t'); tab >= 0; tab = text.indexOf('\t', from)) {
      const piece = text.slice(from, tab);
      pass(piece);
      column += textWidth(open);
      open = '';
      const blanks = stop - (column % stop);
      column += blanks;
      out += piece + ' '.repeat(blanks);
      from = tab + 1;
    }
    const rest = from === 0 ? text : text.slice(from);
    pass(rest);
    return from === 0 ? text : out + rest;
  };
}
