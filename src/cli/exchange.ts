/** One prompt and its reply, without a screen: stored before it is sent, while it streams, and when it ends. */
import { type Problem, problem, sentence } from '../core/problem.ts';
import { beginReply, finishReply, grow, isEmptyReply, type ReplyEvent, type ReplyRequest } from '../core/reply.ts';
import { isModelChange, type Message, type NewMessage } from '../core/session.ts';
import { firstIsTooLong, toSummaryRequest } from '../core/summary-request.ts';
import type { Clock, OpenSession, Provider } from '../ports.ts';
import { makeTitle } from '../run/titles.ts';

/** A conversation as plain mode and `run` hold it. */
export interface Talk {
  readonly session: OpenSession;
  readonly provider: Provider;
  readonly model: string;
  readonly system: string;
  /** The whole branch, oldest first. */
  readonly messages: readonly Message[];
  /** One prompt, and nothing after it: as in `ReplyRequest`. */
  readonly alone?: boolean;
}

/** Where the reply goes while it streams. */
export interface ReplyOutput {
  text(delta: string): void;
  /** A sentence beside the reply: waiting, silence, not saved. */
  notice(text: string): void;
  /** All of its text has come; notices may follow. */
  end(): void;
}

/** Where sentences go before there is a reply. */
type Notices = Pick<ReplyOutput, 'notice'>;

export interface ReplyResult {
  readonly talk: Talk;
  /** What was stored; undefined if nothing arrived. */
  readonly reply?: Message;
  /** Why the reply is incomplete. */
  readonly problem?: Problem;
}

/** Stores the user's message. A disk fault is reported, and the conversation continues from memory. */
export async function storePrompt(
  talk: Talk,
  prompt: Pick<NewMessage, 'content' | 'attachments'>,
  clock: Clock,
  output: Notices,
): Promise<Talk> {
  const message = await storeMessage(talk, output, {
    id: clock.newId('msg'),
    parent: talk.messages.at(-1)?.id ?? null,
    role: 'user',
    timestamp: clock.now(),
    ...prompt,
  });
  return { ...talk, messages: [...talk.messages, message] };
}

/** Requests a reply to the last message. Aborting keeps what has arrived. */
export function requestReply(talk: Talk, clock: Clock, signal: AbortSignal, output: ReplyOutput): Promise<ReplyResult> {
  return receive(talk, talk, clock, signal, output);
}

/**
 * Requests a summary of everything so far except a prompt without a reply; later requests begin with it, and what came
 * before stays in the file. If that is longer than the model can read (`window` in tokens, if known), a part of it is
 * summed up, and the rest goes along.
 */
export async function requestSummary(
  talk: Talk,
  window: number | undefined,
  clock: Clock,
  signal: AbortSignal,
  output: ReplyOutput,
): Promise<ReplyResult> {
  const { messages, system } = talk;
  let result: ReplyResult = { talk, problem: problem('context-too-long', firstIsTooLong) };
  let refused: number | undefined;
  for (;;) {
    const asked = { id: clock.newId('msg'), timestamp: clock.now() };
    const room = { window, ...(refused === undefined ? {} : { refused }) };
    const request = toSummaryRequest(messages, system, asked, room);
    if (!request) return result;
    result = await receive(talk, request, clock, signal, output);
    if (result.reply || result.problem?.code !== 'context-too-long') return result;
    refused = request.messages.length - 1;
  }
}

/**
 * A title by the model for a session without a name, after its first turn, as the dashboard makes it; undefined if none
 * is wanted or none arrived.
 */
export async function giveTitle(talk: Talk, signal: AbortSignal): Promise<string | undefined> {
  const { messages, model, provider, session } = talk;
  const first = session.transcript.messages.length === 2 && messages.at(-1)?.stop === 'end';
  if (!first || session.summary.named) return undefined;
  const { title, asked } = await makeTitle(provider, model, messages, signal);
  if (asked) await session.note({ event: 'aside', ...asked });
  if (title === '') return undefined;
  const noted = await session.note({ event: 'titled', title });
  return noted.ok ? title : undefined;
}

async function receive(
  talk: Talk,
  sent: Pick<ReplyRequest, 'messages' | 'alone'> & Pick<Message, 'summaryOf'>,
  clock: Clock,
  signal: AbortSignal,
  output: ReplyOutput,
): Promise<ReplyResult> {
  const { messages, model, provider, session, system } = talk;
  const parent = messages.at(-1)?.id ?? null;
  await noteModel(talk);
  let draft = beginReply(clock.newId('msg'), parent, provider.name, model, clock.now());
  const { alone = false, summaryOf } = sent;
  for await (const event of provider.stream({ model, system, messages: sent.messages, alone }, signal)) {
    draft = grow(draft, event, clock.now());
    if (event.type === 'text') {
      session.delta(draft.id, parent, event.delta);
      output.text(event.delta);
    }
    const notice = noticeOf(event);
    if (notice !== '') output.notice(notice);
  }
  output.end();
  const why = draft.ended?.problem;
  if (isEmptyReply(draft)) {
    session.dropPartial(draft.id);
    return { talk, ...(why ? { problem: why } : {}) };
  }
  // The user saw it while it streamed.
  const reply = await storeMessage(talk, output, {
    ...finishReply(draft, clock.now()),
    ...(summaryOf === undefined ? {} : { summaryOf }),
    seen: true,
  });
  const ending = why ? '' : endingOf(reply);
  if (ending !== '') output.notice(ending);
  return { talk: { ...talk, messages: [...messages, reply] }, reply, ...(why ? { problem: why } : {}) };
}

/** Notes a new provider or model in the session if flags change it. A disk fault is reported by what follows. */
async function noteModel({ session, provider, model }: Talk): Promise<void> {
  const asked = { provider: provider.name, model };
  if (isModelChange(session.summary, asked)) await session.note({ event: 'model', ...asked });
}

async function storeMessage(talk: Talk, output: Notices, message: NewMessage): Promise<Message> {
  const stored = await talk.session.append(message);
  if (stored.ok) return stored.value;
  output.notice(`NOT SAVED: ${sentence(stored.problem)}`);
  return { ...message, seq: (talk.messages.at(-1)?.seq ?? 0) + 1 };
}

/** What has to be said below a reply that has words and still is not what was asked for. */
function endingOf({ stop }: Message): string {
  if (stop === 'length') return 'The reply was cut off at the model’s output limit. Ask it to continue.';
  if (stop !== 'refused') return '';
  return 'The provider declined to answer. This turn is left out of later requests, which would be declined too.';
}

function noticeOf(event: ReplyEvent): string {
  if (event.type === 'retrying') {
    const seconds = Math.max(1, Math.round(event.delayMs / 1000));
    return `${event.problem.message} Trying again in ${seconds} s (Ctrl+C stops).`;
  }
  if (event.type === 'notice') return event.text;
  if (event.type === 'quiet') return `Nothing received for ${Math.round(event.silentMs / 1000)} s (Ctrl+C stops).`;
  return '';
}
