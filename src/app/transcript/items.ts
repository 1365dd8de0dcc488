/** The contents of the transcript pane, from top to bottom, as items with heights of their own. */
import type { Problem } from '../../core/problem.ts';
import type { ReplyDraft } from '../../core/reply.ts';
import type { Message, Notice, Transcript } from '../../core/session.ts';
import { branch, variants as variantsOf } from '../../core/tree.ts';
import type { Conversation } from '../conversation-state.ts';

export type TranscriptItem =
  /** Earlier messages are in the file and not read yet. */
  | { readonly kind: 'earlier'; readonly bytes: number; readonly loading: boolean }
  | { readonly kind: 'message'; readonly message: Message; readonly variant: number; readonly variants: number }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'reply'; readonly draft: ReplyDraft }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The last prompt has no reply, and none is coming. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'empty' };

/** Items of the finished messages, cached by the identity of what they are made of: a stream does not rebuild them. */
const finished = new WeakMap<
  Transcript,
  { readonly notes: readonly Notice[]; readonly items: readonly TranscriptItem[] }
>();

/** All items, by identity of the conversation: they are needed several times for one key. */
const all = new WeakMap<Conversation, readonly TranscriptItem[]>();

export function itemsOf(one: Conversation): readonly TranscriptItem[] {
  let items = all.get(one);
  if (!items) {
    items = makeItems(one);
    all.set(one, items);
  }
  return items;
}

function makeItems(one: Conversation): readonly TranscriptItem[] {
  const { transcript, loading } = one;
  const base = finishedItems(transcript, one.notes);
  const end = ending(one, base);
  if (!transcript.complete && transcript.bytesBefore > 0) {
    return [{ kind: 'earlier', bytes: transcript.bytesBefore, loading: loading.kind === 'loading' }, ...base, ...end];
  }
  return end.length === 0 ? base : [...base, ...end];
}

/** What is below the finished messages: the reply on its way, or why there is none. */
function ending(one: Conversation, base: readonly TranscriptItem[]): readonly TranscriptItem[] {
  const items: TranscriptItem[] = [];
  const last = base.findLast((item) => item.kind === 'message')?.message;
  if (one.reply) items.push({ kind: 'reply', draft: one.reply });
  if (one.problem && !isTold(one.problem, last)) items.push({ kind: 'problem', problem: one.problem });
  const isAsked = last?.role === 'user';
  const isWithoutReply = !one.reply && !one.problem && one.storing === null && one.access.kind !== 'watching';
  if (isAsked && isWithoutReply) items.push({ kind: 'unanswered' });
  if (base.length === 0 && items.length === 0 && one.transcript.complete) items.push({ kind: 'empty' });
  return items;
}

/** An incomplete reply itself says why it ended. */
function isTold(problem: Problem, last: Message | undefined): boolean {
  const refused = problem.code === 'content-refused' && last?.stop === 'refused';
  return refused || last?.problem === problem.message;
}

/** Messages, with other entries of the file and notes about it between them, each where it came. */
function finishedItems(transcript: Transcript, notes: readonly Notice[]): readonly TranscriptItem[] {
  const known = finished.get(transcript);
  if (known?.notes === notes) return known.items;
  const items: TranscriptItem[] = [];
  const notices = [...transcript.notices, ...notes].sort((a, b) => a.after - b.after);
  let at = 0;
  for (const message of branch(transcript)) {
    for (let notice = notices[at]; notice && notice.after < message.seq; notice = notices[at]) {
      items.push({ kind: 'notice', text: notice.text });
      at += 1;
    }
    const variants = variantsOf(transcript.messages, message.id);
    const variant = variants.findIndex((other) => other.id === message.id);
    items.push({ kind: 'message', message, variant: Math.max(0, variant), variants: Math.max(1, variants.length) });
  }
  for (; at < notices.length; at += 1) {
    const notice = notices[at];
    if (notice) items.push({ kind: 'notice', text: notice.text });
  }
  finished.set(transcript, { notes, items });
  return items;
}

/** A name of an item that survives changes of the transcript around it. */
export function itemKey(item: TranscriptItem | undefined): string {
  if (!item) return '';
  if (item.kind === 'message') return item.message.id;
  if (item.kind === 'reply') return item.draft.id;
  return item.kind;
}

/** Name → place among the items. */
export function placesOf(items: readonly TranscriptItem[]): ReadonlyMap<string, number> {
  return new Map(items.map((item, index) => [itemKey(item), index]));
}
