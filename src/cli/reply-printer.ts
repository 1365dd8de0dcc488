/** Streams a reply to standard output: sanitised for a terminal, unchanged for a pipe, ending with one newline. */
import { createSanitizer } from '../core/text/sanitize.ts';

export interface ReplyPrinter {
  push(delta: string): void;
  /** Ends the last line, if anything was said. */
  end(): void;
}

export function createReplyPrinter(write: (text: string) => void): ReplyPrinter {
  const sanitizer = process.stdout.isTTY ? createSanitizer({ keepTabs: true }) : undefined;
  let last = '';
  const put = (text: string) => {
    if (text === '') return;
    write(text);
    last = text;
  };
  return {
    push: (delta) => put(sanitizer ? sanitizer.push(delta) : delta),
    end: () => {
      if (sanitizer) put(sanitizer.end());
      if (last !== '' && !last.endsWith('\n')) write('\n');
      last = '';
    },
  };
}
