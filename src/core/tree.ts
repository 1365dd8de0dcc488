/** Messages as a tree inside one file: the branch that is shown, and the variants beside it. */
import type { Message, Transcript } from './session.ts';

interface Index {
  readonly byId: ReadonlyMap<string, number>;
  /** Parent id (null: none) → its answers in order. */
  readonly children: ReadonlyMap<string | null, readonly Message[]>;
}

// A transcript's messages are immutable, so what is worked out for a list holds as long as the list lives.
const indexes = new WeakMap<readonly Message[], Index>();

function indexOf(messages: readonly Message[]): Index {
  const known = indexes.get(messages);
  if (known) return known;
  const byId = new Map<string, number>();
  const children = new Map<string | null, Message[]>();
  messages.forEach((message, place) => {
    byId.set(message.id, place);
    const siblings = children.get(message.parent);
    if (siblings) siblings.push(message);
    else children.set(message.parent, [message]);
  });
  const index = { byId, children };
  indexes.set(messages, index);
  return index;
}

/**
 * The messages from the first to `head`, by parent. A parent that is not before its message (a damaged line removed it,
 * or somebody wrote a cycle) is replaced by the previous message in the file, so that a loss in the middle does not
 * hide the beginning; in a tail, the branch begins where the tail does.
 */
export function branch(transcript: Transcript, head: string | null = transcript.head): readonly Message[] {
  const { messages } = transcript;
  const { byId } = indexOf(messages);
  const path: Message[] = [];
  let place = head === null ? -1 : (byId.get(head) ?? messages.length - 1);
  while (place >= 0) {
    const message = messages[place];
    if (!message) break;
    path.push(message);
    if (message.parent === null) break;
    const parent = byId.get(message.parent) ?? place;
    place = parent < place ? parent : transcript.complete ? place - 1 : -1;
  }
  return path.reverse();
}

/** The messages of the same role that share this one's parent, in order, itself among them; empty for an unknown id. */
export function variants(messages: readonly Message[], id: string): readonly Message[] {
  const { byId, children } = indexOf(messages);
  const message = messages[byId.get(id) ?? -1];
  if (!message) return [];
  return (children.get(message.parent) ?? []).filter((sibling) => sibling.role === message.role);
}

/** The end of the newest branch that goes through this message: where the head belongs after flipping to it. */
export function newestLeaf(messages: readonly Message[], id: string): string {
  const { children } = indexOf(messages);
  const seen = new Set<string>([id]);
  let leaf = id;
  for (;;) {
    const next = children.get(leaf)?.at(-1);
    if (!next || seen.has(next.id)) return leaf;
    seen.add(next.id);
    leaf = next.id;
  }
}
