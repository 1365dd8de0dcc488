/** Messages as a tree inside one file: the branch that is shown, and the variants beside it. */
import type { Message, Transcript } from './session.ts';

// A transcript's messages are immutable, so what is worked out for a list holds as long as the list lives.
const places = new WeakMap<readonly Message[], ReadonlyMap<string, number>>();
const answers = new WeakMap<readonly Message[], ReadonlyMap<string | null, readonly Message[]>>();

/** By id. */
function placesOf(messages: readonly Message[]): ReadonlyMap<string, number> {
  const known = places.get(messages);
  if (known) return known;
  const byId = new Map<string, number>();
  messages.forEach((message, place) => {
    byId.set(message.id, place);
  });
  places.set(messages, byId);
  return byId;
}

/** By the parent's id (null: none), in order. Of the longest transcripts it takes half of the time and is seldom needed. */
function answersIn(messages: readonly Message[]): ReadonlyMap<string | null, readonly Message[]> {
  const known = answers.get(messages);
  if (known) return known;
  const children = new Map<string | null, Message[]>();
  for (const message of messages) {
    const siblings = children.get(message.parent);
    if (siblings) siblings.push(message);
    else children.set(message.parent, [message]);
  }
  answers.set(messages, children);
  return children;
}

/**
 * The messages from the first to `head`, by parent. A parent that is not before its message (a damaged line removed it,
 * or somebody wrote a cycle) is replaced by the previous message in the file, so that a loss in the middle does not
 * hide the beginning; in a tail, the branch begins where the tail does.
 */
export function branch(transcript: Transcript, head: string | null = transcript.head): readonly Message[] {
  const { messages } = transcript;
  // Mostly it is the message before: then the longest transcript needs no index.
  const placeOf = (id: string, guess: number): number | undefined =>
    messages[guess]?.id === id ? guess : placesOf(messages).get(id);
  const path: Message[] = [];
  let place = head === null ? -1 : (placeOf(head, messages.length - 1) ?? messages.length - 1);
  while (place >= 0) {
    const message = messages[place];
    if (!message) break;
    path.push(message);
    if (message.parent === null) break;
    const parent = placeOf(message.parent, place - 1) ?? place;
    place = parent < place ? parent : transcript.complete ? place - 1 : -1;
  }
  return path.reverse();
}

/** The messages of the same role that share this one's parent, in order, itself among them; empty for an unknown id. */
export function variants(messages: readonly Message[], id: string): readonly Message[] {
  const message = messages[placesOf(messages).get(id) ?? -1];
  if (!message) return [];
  return (answersIn(messages).get(message.parent) ?? []).filter((sibling) => sibling.role === message.role);
}

/** The end of the newest branch that goes through this message: where the head belongs after flipping to it. */
export function newestLeaf(messages: readonly Message[], id: string): string {
  const children = answersIn(messages);
  const seen = new Set<string>([id]);
  let leaf = id;
  for (;;) {
    const next = children.get(leaf)?.at(-1);
    if (!next || seen.has(next.id)) return leaf;
    seen.add(next.id);
    leaf = next.id;
  }
}
