/** Which blocks of a growing message are finished, whatever may still come. */
import type { Token } from 'marked';
import { newlinesAfter } from './block.ts';
import { fenceHead, readFence } from './fence.ts';

/**
 * How many of the tokens of `source` cannot change any more. A block is finished when a blank line and a whole first
 * line of something else follow it, when the whole head of a code block follows it, or when it is a code block whose
 * closing fence is followed by a newline. Everything else can still turn into something else: a paragraph into a
 * heading or table, a list can go on, a rule become bold text.
 */
export function settledTokens(tokens: readonly Token[], source: string): number {
  let settled = 0;
  let offset = 0;
  let newlines = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'space') {
      const afterBlank = index > 0 && newlines > 1 && source.indexOf('\n', offset) >= 0;
      const beforeCode = token.type === 'code' && fenceHead.test(token.raw);
      if (afterBlank || beforeCode) settled = index;
    }
    newlines = newlinesAfter(newlines, token);
    offset += token.raw.length;
    if (token.type === 'code' && newlines > 0 && readFence(token.raw)?.closed) settled = index + 1;
  }
  return settled;
}
