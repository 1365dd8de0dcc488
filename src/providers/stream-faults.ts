/** Failures of a stream that no error reports: a clean end too early, silence, something that is not a stream. */
import { type Problem, problem } from '../core/problem.ts';
import { capital } from '../core/words.ts';
import { spanInWords } from './retry-after.ts';
import type { Where } from './where.ts';

/** A complete response without a single event; `contentType` tells what it was instead. */
export function notAStream(contentType: string, where: Where): Problem {
  const what = /html/i.test(contentType)
    ? 'a web page'
    : /json/i.test(contentType)
      ? 'a plain JSON document'
      : 'nothing that can be read';
  return problem(
    'not-a-stream',
    `${capital(where.label)} answered with ${what} instead of a stream.`,
    `Check the base URL (${where.url.href}).`,
    contentType === '' ? {} : { detail: contentType },
  );
}

/** The stream ended normally, but without its protocol's terminal marker. */
export function cutOff(where: Where): Problem {
  return problem(
    'cut-off',
    `The reply was cut off: ${where.label} ended the stream early.`,
    'Try again with /retry, or ask it to continue.',
  );
}

export function stalled(silentMs: number, begun: boolean, where: Where): Problem {
  // Timers fire a little late; that is not another second.
  const span = spanInWords(Math.floor(silentMs / 1000) * 1000);
  const next = 'Try again with /retry, or allow more time with silenceEndSeconds in the config file.';
  return begun
    ? problem('stalled', `${capital(where.label)} has sent nothing for ${span}, so the reply was ended.`, next)
    : problem('timeout', `${capital(where.label)} did not start to reply within ${span}.`, next);
}

export function unreadable(where: Where, detail: string): Problem {
  return problem(
    'bad-stream',
    `${capital(where.label)} sent something that cannot be read.`,
    'Try again with /retry.',
    detail === '' ? {} : { detail },
  );
}

export const stoppedByUser: Problem = problem('aborted', 'The reply was stopped.', 'Send it again with /retry.');
