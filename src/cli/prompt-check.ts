/** What is looked at before a prompt is sent without a screen: the files it names with `@path`, and whether it fits. */
import { mentionsIn } from '../app/editor/mention.ts';
import { overflowOf, overflowSentence } from '../app/window.ts';
import { contextWindow } from '../core/price.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { Attachment, Message } from '../core/session.ts';
import { attachAll } from '../run/attachments.ts';
import type { Services } from '../run/services.ts';
import type { Talk } from './exchange.ts';

/** The files that the text names, or why nothing is to be sent; `next` is the way out. */
export async function attachNamed(
  text: string,
  services: Services,
  next: string,
): Promise<Result<readonly Attachment[]>> {
  const paths = mentionsIn(text).map((mention) => mention.path);
  if (paths.length === 0) return ok([]);
  const { attachments, problems } = await attachAll(paths, services.cwd);
  if (problems.length === 0) return ok(attachments);
  return fail(problem('attachment-unusable', problems.map((one) => one.message).join(' '), next));
}

/** `attached /home/ana/notes.md (text, 12 bytes)`. */
export function attachedSentence(attachments: readonly Attachment[]): string {
  return `attached ${attachments.map((one) => `${one.path} (${one.kind}, ${one.bytes} bytes)`).join(', ')}`;
}

/** No model that answers today has a window smaller than this; shorter requests need no data set. */
const surelyFits = 4000;

/** The problem with a prompt that would not fit the model's window; nothing where it fits or nobody knows. */
export async function checkFits(
  talk: Talk,
  prompt: Pick<Message, 'content' | 'attachments'>,
  services: Services,
  next: string,
): Promise<Problem | undefined> {
  const { messages, model, provider, system } = talk;
  const last = messages.at(-1);
  const message: Message = { ...prompt, id: '', parent: last?.id ?? null, seq: 0, role: 'user', timestamp: 0 };
  const sent = [...messages, message];
  const own = services.settings.contextWindows;
  const known = contextWindow(model, provider.name, own);
  if (known === undefined && !overflowOf(sent, system, surelyFits, model)) return undefined;
  const window = known ?? contextWindow(model, provider.name, own, await services.prices());
  const tooMuch = window === undefined ? undefined : overflowOf(sent, system, window, model);
  return tooMuch && problem('context-too-long', overflowSentence(tooMuch), next);
}
