/** Sends a prompt without a screen: attaches the files named by `@path`, checks its length, stores it. */
import { mentionsIn } from '../app/editor/mention.ts';
import { overflowOf, overflowSentence } from '../app/window.ts';
import { contextWindow } from '../core/price.ts';
import { fail, ok, type Problem, problem, type Result, sentence } from '../core/problem.ts';
import type { Message, NewMessage } from '../core/session.ts';
import { attachAll } from '../run/attachments.ts';
import type { Services } from '../run/services.ts';
import { type ReplyOutput, storePrompt, type Talk } from './exchange.ts';

export type Prompt = Pick<NewMessage, 'content' | 'attachments'>;

/**
 * The prompt with the files named in `typed`, a part of its text; or why nothing is to be sent: `next` is the way out.
 */
export async function promptWithFiles(
  content: string,
  typed: string,
  services: Services,
  next: string,
): Promise<Result<Prompt>> {
  const paths = mentionsIn(typed).map((mention) => mention.path);
  if (paths.length === 0) return ok({ content });
  const { attachments, problems } = await attachAll(paths, services.cwd);
  if (problems.length === 0) return ok({ content, attachments });
  return fail(problem('attachment-unusable', problems.map((one) => one.message).join(' '), next));
}

/** What happens to a prompt that does not fit the model's window; `next` is what can be done about it. */
export type WhenTooLong = { readonly does: 'refuse' | 'sayAndSend'; readonly next: string } | { readonly does: 'send' };

/**
 * Stores the prompt as the talk's last message, and says which files go along; `context-too-long` if that is refused.
 */
export async function sendPrompt(
  talk: Talk,
  prompt: Prompt,
  services: Services,
  output: Pick<ReplyOutput, 'notice'>,
  tooLong: WhenTooLong,
): Promise<Result<Talk>> {
  const wrong = tooLong.does === 'send' ? undefined : await checkFits(talk, prompt, services, tooLong.next);
  if (wrong && tooLong.does === 'refuse') return fail(wrong);
  const { attachments = [] } = prompt;
  if (attachments.length > 0) {
    const files = attachments.map((one) => `${one.path} (${one.kind}, ${one.bytes} bytes)`);
    output.notice(`attached ${files.join(', ')}`);
  }
  if (wrong) output.notice(sentence(wrong));
  return ok(await storePrompt(talk, prompt, services.clock, output));
}

/** No current model has a smaller window; shorter requests need no data set. */
const surelyFits = 4000;

/** The problem with a prompt that would not fit the model's window; undefined if it fits or the size is unknown. */
async function checkFits(talk: Talk, prompt: Prompt, services: Services, next: string): Promise<Problem | undefined> {
  const { messages, model, provider, system } = talk;
  const last = messages.at(-1);
  const message: Message = { ...prompt, id: '', parent: last?.id ?? null, seq: 0, role: 'user', timestamp: 0 };
  const sent = [...messages, message];
  const own = contextWindow({ provider: provider.name, model }, services.settings.contextWindows);
  if (own === undefined && !overflowOf(sent, system, surelyFits, model)) return undefined;
  const window = await windowOf(talk, services);
  const tooMuch = window === undefined ? undefined : overflowOf(sent, system, window, model);
  return tooMuch && problem('context-too-long', overflowSentence(tooMuch), next);
}

/**
 * Tokens that the conversation's model can hold; undefined if unknown. Loads the data set unless a setting gives it.
 */
export async function windowOf({ model, provider }: Talk, services: Services): Promise<number | undefined> {
  const own = services.settings.contextWindows;
  const asked = { provider: provider.name, model };
  return contextWindow(asked, own) ?? contextWindow(asked, own, await services.prices());
}
