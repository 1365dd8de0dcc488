/** One prompt and its reply: what `reprise run` does. */
import { fail, type Problem, problem, type Result, sentence } from '../core/problem.ts';
import type { Services } from '../run/services.ts';
import { type ReplyOutput, type ReplyResult, requestReply, type Talk } from './exchange.ts';
import { forRun, forShell } from './for-shell.ts';
import type { Globals } from './globals.ts';
import { problemJson, usageJson } from './json.ts';
import { isBinary, kindOfInput, mostPiped, readPiped } from './piped.ts';
import { outputClosed, remark, write, writeJson } from './print.ts';
import { createReplyPrinter } from './reply-printer.ts';
import { type Prompt, promptWithFiles, sendPrompt } from './send-prompt.ts';
import { untilSignal } from './signals.ts';
import { type Opening, openTalk, tellNotes } from './talk.ts';

export interface RunChoice {
  readonly prompt?: string;
  /** Of the new session, or of the one to resume. */
  readonly name?: string;
  /** The session to resume; true where it is `name`, else the latest. */
  readonly resume?: string | true;
  readonly json?: boolean;
  /** False: neither the question nor the reply is kept. */
  readonly save?: boolean;
}

const correctPath = 'Nothing was sent. Correct the name after @, or put it in quotes to send it as text.';
const sumUp = 'It is sent anyway; /compact in `reprise session -r` sums up the conversation.';

/** The problem that ended it, or nothing; a signal's exit code is set. */
export async function runOnce(services: Services, globals: Globals, choice: RunChoice): Promise<Problem | undefined> {
  const message = await readMessage(services, choice);
  if (!message.ok) return message.problem;
  const opened = await openTalk(services, globals, openingOf(choice));
  if (!opened.ok) return forRun(opened.problem);
  try {
    return await askOnce(services, opened.value, message.value, choice);
  } finally {
    const closed = await opened.value.session.close();
    if (!closed.ok) {
      remark(`NOT SAVED: ${sentence(closed.problem)}`);
      process.exitCode = 1;
    }
  }
}

/** The prompt that was typed, and below it what is piped in; with the files that the typed part names. */
async function readMessage(services: Services, choice: RunChoice): Promise<Result<Prompt>> {
  // As elsewhere in a shell, - means what is piped in.
  const typed = choice.prompt === '-' ? undefined : choice.prompt;
  const piped = await readPiped(process.stdin, kindOfInput(0), typed !== undefined);
  if (piped === undefined) {
    const most = `${mostPiped / 1024 / 1024} MB`;
    return fail(problem('bad-argument', `The piped input is larger than ${most}; nothing was sent.`, 'Pipe in less.'));
  }
  if (isBinary(piped)) {
    const next = 'Attach a picture with @PATH in the question; iconv converts other encodings.';
    return fail(problem('bad-argument', 'The piped input is not UTF-8 text; nothing was sent.', next));
  }
  const prompt = [typed ?? '', piped]
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n\n');
  if (prompt.trim() === '') {
    return fail(problem('bad-argument', 'There is no question.', 'Give one with -p "…", or pipe it in.'));
  }
  return promptWithFiles(prompt, typed ?? '', services, correctPath);
}

/** For `--json`, which holds the reply as a whole. */
const silently: ReplyOutput = { text: () => {}, notice: remark, end: () => {} };

/** Sends the prompt and prints the reply while it comes, or with `--json` what became of it. */
async function askOnce(
  services: Services,
  talk: Talk,
  prompt: Prompt,
  choice: RunChoice,
): Promise<Problem | undefined> {
  tellNotes(talk, remark);
  const { warning } = talk.provider.destination;
  if (warning !== '') remark(warning);
  const output = choice.json ? silently : createReplyPrinter(write, remark);
  const signals = untilSignal(outputClosed);
  try {
    const asked = await sendPrompt(talk, prompt, services, output, { does: 'sayAndSend', next: sumUp });
    if (!asked.ok) return asked.problem;
    const alone = choice.resume === undefined;
    const result = await requestReply({ ...asked.value, alone }, services.clock, signals.signal, output);
    if (choice.json) writeJson(resultOf(result, choice.save !== false));
    const exitCode = signals.exitCode();
    if (exitCode !== undefined) {
      process.exitCode = exitCode;
      const isKept = result.reply !== undefined && choice.save !== false;
      remark(isKept ? 'stopped; the partial reply is kept.' : 'stopped.');
      return undefined;
    }
    return outputClosed.aborted ? undefined : result.problem;
  } finally {
    signals.release();
  }
}

function openingOf({ name, resume, save }: RunChoice): Opening {
  const unkept = save === false;
  if (resume === undefined) return { kind: 'new', unkept, ...(name === undefined ? {} : { name }) };
  const query = resume === true ? name : resume;
  return query === undefined ? { kind: 'latest', unkept } : { kind: 'resume', query, unkept };
}

function resultOf({ talk, reply, problem: why }: ReplyResult, isKept: boolean): Record<string, unknown> {
  const { id, name, filePath } = talk.session.summary;
  return {
    answer: reply?.content ?? '',
    provider: reply?.provider ?? talk.provider.name,
    model: reply?.model ?? talk.model,
    stop: reply?.stop ?? 'failed',
    usage: usageJson(reply?.usage),
    session: isKept ? { id, name, filePath } : null,
    problem: problemJson(why && forShell(why)),
  };
}
