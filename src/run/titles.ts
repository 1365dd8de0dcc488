/** A short title for a session, by the session's own model. */
import { beginReply, grow } from '../core/reply.ts';
import type { Aside, Message, Usage } from '../core/session.ts';
import { cutToWidth } from '../core/text/cut.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { estimateRequest } from '../core/tokens.ts';
import type { Provider } from '../ports.ts';

/** Reasoning models think within this limit, too. */
const mostTokens = 1000;
const widestTitle = 60;
/** How much of the first turn is quoted: a title needs no more. */
const quotedCharacters = 2000;

/** The result of requesting one. */
export interface MadeTitle {
  /** Empty if the model gave none, for whatever reason. */
  readonly title: string;
  /** What the request cost; absent if nothing came of it at all. */
  readonly asked?: Aside;
}

/** A title for a conversation that begins with these messages. */
export async function makeTitle(
  provider: Provider,
  model: string,
  messages: readonly Message[],
  signal: AbortSignal,
): Promise<MadeTitle> {
  if (provider.name === 'offline' || signal.aborted) return { title: '' };
  const request = { model, system: '', messages: [titlePrompt(messages)], maxTokens: mostTokens, alone: true };
  let draft = beginReply('title', null, provider.name, model, 0);
  for await (const event of provider.stream(request, signal)) draft = grow(draft, event, 0);
  const title = draft.ended?.stop === 'end' ? titleFrom(draft.text) : '';
  const usage = draft.usage ?? (draft.ended?.stop === 'aborted' ? sentInVain(request.messages) : undefined);
  return { title, ...(usage ? { asked: { provider: provider.name, model: draft.model, usage } } : {}) };
}

/** The server was asked, and charges for that also where nobody waits for its answer. */
function sentInVain(messages: readonly Message[]): Usage {
  return { input: estimateRequest(messages, ''), output: 0, estimated: true };
}

/** The first turn as a quotation in one prompt, so that nothing in it is taken for a conversation to continue. */
function titlePrompt(messages: readonly Message[]): Message {
  const quoted = messages
    .filter((message) => message.role === 'user' || message.role === 'assistant')
    .map((message) => `${message.role}: ${message.content.slice(0, quotedCharacters)}`)
    .join('\n\n');
  const content = `Give the conversation below a title of three to six words in its own language. Answer with the title only.\n\n<conversation>\n${quoted}\n</conversation>`;
  return { id: 'title', parent: null, seq: 1, role: 'user', content, timestamp: 0 };
}

/** The first line with words in it, without quotes, headings and full stop; empty if there is none. */
export function titleFrom(answer: string): string {
  const line = answer.split('\n').find((part) => part.trim() !== '') ?? '';
  const bare = sanitizeLine(line)
    .replace(/^(?:#+|title:)\s*/i, '')
    .replace(/^["'“”‘’*_`]+|["'“”‘’*_`]+$/g, '')
    .replace(/[.。]$/, '')
    .trim();
  return cutToWidth(bare, widestTitle);
}
