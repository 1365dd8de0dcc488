/** Short titles by the model, for sessions that have no name: asked for once, quietly; a failure leaves the old title. */
import { isProviderName } from '../../core/provider-name.ts';
import type { Message } from '../../core/session.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import type { EffectDeps, Handlers } from './effects.ts';

/** A title that takes longer is not worth waiting for; milliseconds. */
const longestWait = 20_000;
/** Reasoning models think within this, too. */
const mostTokens = 1000;
const widestTitle = 60;
/** What is quoted of the first turn: a title needs no more. */
const quotedCharacters = 2000;

export function titleEffects(deps: EffectDeps): { readonly handlers: Handlers; stop(): void } {
  const stopping = new AbortController();
  return {
    handlers: {
      async makeTitle({ id, provider: name, model, messages }) {
        if (!isProviderName(name) || name === 'offline') return;
        const provider = await deps.services.provider(name);
        const request = { model, system: '', messages: [titlePrompt(messages)], maxTokens: mostTokens };
        const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(longestWait)]);
        let text = '';
        for await (const event of provider.stream(request, signal)) {
          if (event.type === 'text') text += event.delta;
          if (event.type === 'stopped' || (event.type === 'done' && event.stop !== 'end')) return;
        }
        const title = titleFrom(text);
        if (title !== '') deps.dispatch({ type: 'titleMade', id, title });
      },
    },
    /** A title under way does not keep the program from ending. */
    stop: () => stopping.abort(),
  };
}

/** The first turn as a quotation in one prompt: nothing in it is taken for a conversation to go on with. */
function titlePrompt(messages: readonly Message[]): Message {
  const quoted = messages
    .filter((message) => message.role === 'user' || message.role === 'assistant')
    .map((message) => `${message.role}: ${message.content.slice(0, quotedCharacters)}`)
    .join('\n\n');
  const content = `Give the conversation below a title of three to six words in its own language. Answer with the title only.\n\n<conversation>\n${quoted}\n</conversation>`;
  return { id: 'title', parent: null, seq: 1, role: 'user', content, timestamp: 0 };
}

/** The first line that says something, without quotes, headings and full stop; empty when there is none. */
export function titleFrom(answer: string): string {
  const line = answer.split('\n').find((part) => part.trim() !== '') ?? '';
  const bare = sanitizeLine(line)
    .replace(/^(?:#+|title:)\s*/i, '')
    .replace(/^["'“”‘’*_`]+|["'“”‘’*_`]+$/g, '')
    .replace(/[.。]$/, '')
    .trim();
  return cutToWidth(bare, widestTitle);
}
