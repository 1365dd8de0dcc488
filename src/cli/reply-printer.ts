/** Streams a reply to standard output: sanitised for a terminal, unchanged for a pipe, ending with one newline. */
import { createSanitizer } from '../core/text/sanitize.ts';
import type { ReplyOutput } from './exchange.ts';

/** `notice` prints a sentence as a line of its own, elsewhere. */
export function createReplyPrinter(write: (text: string) => void, notice: (text: string) => void): ReplyOutput {
  const sanitizer = process.stdout.isTTY ? createSanitizer({ keepTabs: true }) : undefined;
  let last = '';
  const put = (text: string) => {
    if (text === '') return;
    write(text);
    last = text;
  };
  const endLine = () => {
    if (last !== '' && !last.endsWith('\n')) put('\n');
  };
  return {
    text: (delta) => put(sanitizer ? sanitizer.push(delta) : delta),
    notice: (text) => {
      // The same terminal shows both; in a pipe, the reply stays as it is.
      if (sanitizer) endLine();
      notice(text);
    },
    end: () => {
      if (sanitizer) put(sanitizer.end());
      endLine();
    },
  };
}
