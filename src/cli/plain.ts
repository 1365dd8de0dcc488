/** Plain mode: the same conversation as lines, for screen readers, dumb terminals and pipes. */
import { readSlashLine } from '../app/slash.ts';
import { type Problem, sentence } from '../core/problem.ts';
import { keepsPrompt } from '../core/summary.ts';
import type { Services } from '../run/services.ts';
import { giveTitle, type ReplyResult, requestReply, requestSummary, type Talk } from './exchange.ts';
import { forPlainMode } from './for-shell.ts';
import type { Globals } from './globals.ts';
import { type PlainState, runPlainCommand } from './plain-commands.ts';
import { outputClosed, say, write } from './print.ts';
import { type Prompts, readPrompts } from './prompts.ts';
import { createReplyPrinter } from './reply-printer.ts';
import { promptWithFiles, sendPrompt, windowOf } from './send-prompt.ts';
import { announce, closeTalk, type Opening, openTalk } from './talk.ts';

/** Runs until `exit`, the end of the input, or a signal; then everything is saved. */
export async function talkPlainly(
  services: Services,
  globals: Globals,
  opening: Opening,
): Promise<Problem | undefined> {
  const opened = await openTalk(services, globals, opening);
  if (!opened.ok) return opened.problem;
  let state: PlainState = { services, globals, talk: opened.value };
  // First, so that signals are handled from the first line on.
  const prompts = readPrompts();
  announce(state.talk, opening.kind === 'new' ? 'starting' : 'resuming');
  let last: Problem | undefined;
  try {
    for (let line = await prompts.next(); line !== undefined; line = await prompts.next()) {
      const next = await step(state, line, prompts);
      if (next === 'exit') break;
      state = next.state;
      last = next.problem;
    }
  } finally {
    await closeTalk(state.talk);
    // Not earlier: a signal sent together with the end of the input may arrive only now.
    prompts.close();
  }
  const exitCode = prompts.exitCode();
  if (exitCode !== undefined) process.exitCode = exitCode;
  // In a pipe the sentence may go unseen, so the exit code also says that the last reply is missing.
  else if (last && !process.stdin.isTTY && !outputClosed.aborted) process.exitCode = 1;
  return undefined;
}

interface Step {
  readonly state: PlainState;
  readonly problem?: Problem;
}

async function step(state: PlainState, line: string, prompts: Prompts): Promise<Step | 'exit'> {
  if (line.trim() === '') return { state };
  const read = readSlashLine(line);
  if (read.kind === 'wrong') {
    say(read.sentence);
    return { state };
  }
  if (read.kind === 'text') {
    return ask(state, read.text, prompts);
  }
  const done = await runPlainCommand(state, read.command, read.msg);
  if (done === 'exit') return 'exit';
  return done.ask ? printReply(done.state, prompts, done.ask) : { state: done.state };
}

const sendAsText = 'Nothing was sent. Correct the name after @, or send the same line again to send it as plain text.';
const sendAnyway = 'Nothing was sent. /compact sums up the conversation; send the same line again to send it anyway.';

/** Sends a text with the files it names. What is wrong with it is reported; the same text once more is sent anyway. */
async function ask(state: PlainState, text: string, prompts: Prompts): Promise<Step> {
  const { services, refused } = state;
  const again = refused === text;
  const prompt = await promptWithFiles(text, text, services, sendAsText);
  if (!prompt.ok && !again) return refuse(state, text, prompt.problem);
  const sent = await sendPrompt(
    state.talk,
    prompt.ok ? prompt.value : { content: text },
    services,
    { notice: say },
    again ? { does: 'send' } : { does: 'refuse', next: sendAnyway },
  );
  if (!sent.ok) return refuse(state, text, sent.problem);
  return printReply({ ...state, talk: sent.value, refused: undefined }, prompts, 'reply');
}

function refuse(state: PlainState, text: string, problem: Problem): Step {
  say(sentence(problem));
  return { state: { ...state, refused: text }, problem };
}

/** Prints the reply to the last message, or the summary, while it streams. */
async function printReply(state: PlainState, prompts: Prompts, what: 'reply' | 'summary'): Promise<Step> {
  const { services, talk } = state;
  const output = createReplyPrinter(write, say);
  const result: ReplyResult = await prompts.interruptible(async (signal) =>
    what === 'summary'
      ? requestSummary(talk, await windowOf(talk, services), services.clock, signal, output)
      : requestReply(talk, services.clock, signal, output),
  );
  const { problem } = result;
  if (problem?.code === 'aborted') say(result.reply ? '[stopped; the partial reply is kept]' : '[stopped]');
  else if (problem) say(sentence(forPlainMode(problem)));
  else if (what === 'summary' && result.reply && keepsPrompt(result.talk.messages, result.reply))
    say('[your last prompt has no reply yet: /retry asks again, using the summary]');
  if (state.services.settings.autoTitle && !problem) await nameTalk(result.talk, prompts);
  return { state: { ...state, talk: result.talk }, ...(problem ? { problem } : {}) };
}

/** A title that takes longer is not worth waiting for; milliseconds. */
const longestTitleMs = 5000;

async function nameTalk(talk: Talk, prompts: Prompts): Promise<void> {
  const title = await prompts.interruptible((signal) =>
    giveTitle(talk, AbortSignal.any([signal, AbortSignal.timeout(longestTitleMs)])),
  );
  if (title !== undefined) say(`[titled “${title}”]`);
}
