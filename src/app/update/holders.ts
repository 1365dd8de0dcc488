/** Which sessions other processes hold: rows show it, and a watcher is told when the session is free. */
import { withConversation } from '../conversation.ts';
import { withKey } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { type Step, say, stay } from '../step.ts';

/** `holders`: session id → its holder, as sentences name it. */
export function holdersKnown(state: State, holders: ReadonlyMap<string, string>): Step {
  let next: State = sameEntries(state.list.holders, holders) ? state : { ...state, list: { ...state.list, holders } };
  let freed: string | undefined;
  for (const one of state.conversations.values()) {
    if (one.access.kind !== 'watching') continue;
    const holder = holders.get(one.id);
    if (holder === one.access.holder) continue;
    next = withConversation(next, one.id, (now) => ({
      ...now,
      access: holder === undefined ? { kind: 'reading' } : { kind: 'watching', holder },
    }));
    if (holder === undefined) freed = one.id;
  }
  const { overlay } = next;
  if (overlay.kind === 'locked' && !holders.has(overlay.session.id)) {
    next = { ...next, overlay: { kind: 'none' } };
    freed = overlay.session.id;
  }
  const session = freed === undefined ? undefined : sessionById(next.list, freed);
  const enter = withKey(state, 'session.resume', (key) => `, or ${key} in the list`);
  return session
    ? say(next, `“${titleOf(session)}” is free now: the other process has closed it. Continue in the input${enter}.`)
    : stay(next);
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, holder] of a) if (b.get(id) !== holder) return false;
  return true;
}
