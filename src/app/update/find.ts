/** Finding in the transcript: searching it in slices, going from hit to hit. */
import { nothingLookedFor, nothingShown } from '../commands/reasons.ts';
import { followingEnd, shownConversation, withConversation } from '../conversation.ts';
import type { Conversation, FindState, Viewport } from '../conversation-state.ts';
import { allSelected, createEditor } from '../editor/editor.ts';
import type { Effect } from '../effect.ts';
import type { Msg } from '../msg.ts';
import type { State } from '../state.ts';
import { andThen, type Step, say, stay } from '../step.ts';
import { codeBlockAt, columnsBefore, withColumns } from '../transcript/code-blocks.ts';
import { countInItem, type HitPlace, placeOfHit } from '../transcript/find.ts';
import { itemKey, itemsOf, placesOf, type TranscriptItem } from '../transcript/items.ts';
import { laidOut } from '../transcript/rows.ts';
import { textsOf } from '../transcript/texts.ts';
import { moveBy, screenRow, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import { measured } from './scroll.ts';
import { readWhole } from './show.ts';

/** How many characters one step searches: a few milliseconds' work, so that keys are handled in between. */
const sliceCharacters = 1_500_000;

export function updateFind(state: State, msg: Msg): Step {
  const one = shownConversation(state);
  if (!one) return say(state, nothingShown, 'error');
  switch (msg.type) {
    case 'findOpen': {
      const find = one.find ? { ...one.find, before: placeBefore(state, one) } : null;
      const open = withConversation(state, one.id, (now) => ({ ...now, find }));
      return andThen(readWhole(open, one.id), (now) =>
        stay({ ...now, overlay: { kind: 'find', editor: allSelected(createEditor(one.find?.query ?? '')) } }),
      );
    }
    case 'findTyped':
      return stay(typed(state, one, msg.query));
    case 'findStep':
      return findStep(state, one, msg.by);
    case 'findClear':
      return stay(cleared(state, one));
    default:
      return stay(state);
  }
}

const nothingFound = { hits: [], of: null, scanned: 0, done: false, settled: false, reply: null, at: null } as const;

/** Searches for something else; the slices begin at the end of this step. */
function typed(state: State, one: Conversation, query: string): State {
  if (query === (one.find?.query ?? '')) return state;
  const before = one.find?.before ?? placeBefore(state, one);
  const find: FindState = { ...nothingFound, query, before };
  return withConversation(state, one.id, (now) => ({ ...now, find }));
}

function placeBefore(state: State, one: Conversation): FindState['before'] {
  const view = measured(state, one);
  const top = topOf(view, one.viewport);
  return { follow: one.viewport.follow, key: itemKey(view.items[top.top]), row: top.row };
}

/** Ends the search and returns to the previous reading position. */
function cleared(state: State, one: Conversation): State {
  const { find } = one;
  if (!find) return state;
  const top = itemsOf(one).findIndex((item) => itemKey(item) === find.before.key);
  return withConversation(state, one.id, (now) => ({
    ...now,
    find: null,
    viewport: find.before.follow
      ? { ...now.viewport, ...followingEnd }
      : top < 0
        ? now.viewport
        : { ...now.viewport, follow: false, top, row: find.before.row },
  }));
}

/**
 * The next slice of an unfinished search in the shown transcript; called after every message. A transcript that has
 * changed is searched again, and a reply that has grown is counted again; the current hit stays current, and the reader
 * stays where he is.
 */
export function keepFinding(
  before: State,
  state: State,
): { readonly state: State; readonly effects: readonly Effect[] } {
  const one = shownConversation(state);
  const find = one?.find;
  if (!one || !find || find.query === '') return { state, effects: [] };
  if (find.done && find.of === one.transcript) {
    const counted = withReplyCounted(find, one);
    const now = counted === find ? state : withConversation(state, one.id, (now) => ({ ...now, find: counted }));
    return { state: unfolded(before, now, one, counted), effects: [] };
  }
  const slice = scanSlice(find, one, itemsOf(one));
  const next = slice.done ? { ...withReplyCounted(slice, one), settled: true } : slice;
  const scanned = withConversation(state, one.id, (now) => ({ ...now, find: next }));
  if (!next.done) return { state: scanned, effects: [{ type: 'after', name: 'find', delayMs: 0 }] };
  const again = shownConversation(scanned);
  if (!again || find.settled) return { state: scanned, effects: [] };
  const at = nearestHit(scanned, again, next);
  return { state: at ? goTo(scanned, again, at) : scanned, effects: [] };
}

/** With the hits in the reply so far; without a current hit that no longer exists. */
function withReplyCounted(find: FindState, one: Conversation): FindState {
  if (find.reply === one.reply && find.settled) return find;
  const stored = find.hits.filter((hit) => hit.id !== find.reply?.id);
  const draft = one.reply;
  const times = draft ? countInItem({ kind: 'reply', draft }, find.query) : 0;
  const hits = draft && times > 0 ? [...stored, { id: draft.id, times }] : stored;
  const at = hits.some((hit) => hit.id === find.at?.id) ? find.at : null;
  return { ...find, hits, reply: draft, at };
}

/** Brings a current hit into view that was folded away and no longer is. */
function unfolded(before: State, state: State, one: Conversation, find: FindState): State {
  const { look } = state;
  if (!find.at || (look.tools === before.look.tools && look.thinking === before.look.thinking)) return state;
  const old = before.conversations.get(one.id);
  const was = old && hitPlace(before, old, find.query, find.at);
  return was && !was.hit ? goTo(state, one, find.at) : state;
}

function scanSlice(find: FindState, one: Conversation, items: readonly TranscriptItem[]): FindState {
  const fresh = find.of !== one.transcript;
  const hits = fresh ? [] : [...find.hits];
  let at = fresh ? 0 : find.scanned;
  for (let left = sliceCharacters; at < items.length && left > 0; at += 1) {
    const item = items[at];
    if (item?.kind !== 'message') continue;
    const times = countInItem(item, find.query);
    if (times > 0) hits.push({ id: item.message.id, times });
    left -= 200;
    for (const text of textsOf(item)) left -= text.text.length;
  }
  const reply = fresh ? null : find.reply;
  return { ...find, hits, of: one.transcript, scanned: at, done: at >= items.length, reply };
}

type Hit = NonNullable<FindState['at']>;

/** The first hit in or below the rows that were in view; above them if there is none below. */
function nearestHit(state: State, one: Conversation, find: FindState): Hit | null {
  const items = itemsOf(one);
  const places = placesOf(items);
  const view = measured(state, one);
  const known = places.get(find.before.key);
  const top =
    known === undefined || find.before.follow
      ? topOf(view, { ...one.viewport, follow: find.before.follow })
      : { top: known, row: find.before.row };
  for (const { id, times } of find.hits) {
    const item = places.get(id) ?? -1;
    if (item > top.top) return { id, nth: 0 };
    if (item < top.top) continue;
    for (let nth = 0; nth < times; nth += 1) {
      const place = hitPlace(state, one, find.query, { id, nth });
      if (place && place.row >= top.row) return { id, nth };
    }
  }
  const last = find.hits.at(-1);
  return last ? { id: last.id, nth: last.times - 1 } : null;
}

/** Where a hit is in the current layout. */
function hitPlace(state: State, one: Conversation, query: string, hit: Hit): (HitPlace & { item: number }) | undefined {
  const items = itemsOf(one);
  const index = items.findIndex((item) => itemKey(item) === hit.id);
  const item = items[index];
  if (!item) return undefined;
  const laid = laidOut(item, state, one, transcriptRect(state).width);
  return { ...placeOfHit(item, laid, query, hit.nth, state.look), item: index };
}

/** The current hit's place, for the view: undefined when it is in another item. */
export function currentHitIn(state: State, one: Conversation, item: TranscriptItem): HitPlace | undefined {
  const { find } = one;
  if (!find?.at || itemKey(item) !== find.at.id) return undefined;
  return placeOfHit(item, laidOut(item, state, one, transcriptRect(state).width), find.query, find.at.nth, state.look);
}

/** Makes a hit the current one and brings its row into view, and its columns. */
function goTo(state: State, one: Conversation, hit: Hit): State {
  const query = one.find?.query ?? '';
  const place = hitPlace(state, one, query, hit);
  if (!place) return state;
  const view = measured(state, one);
  const top = topOf(view, one.viewport);
  const y = screenRow(view, top, place.item, place.row);
  const third = Math.floor(view.height / 3);
  const target = y === undefined ? moveBy(view, { top: place.item, row: place.row }, -third) : top;
  return withConversation(state, one.id, (now) => ({
    ...now,
    find: now.find ? { ...now.find, at: hit } : null,
    viewport: {
      ...now.viewport,
      follow: false,
      top: target.top,
      row: target.row,
      cursor: place.item,
      line: place.row,
      sideways: withHitInView(state, now, place),
    },
  }));
}

/** Scrolls a code block with a hit beyond an edge, so that the hit and what precedes it can be read. */
function withHitInView(state: State, one: Conversation, place: HitPlace & { item: number }): Viewport['sideways'] {
  const { sideways } = one.viewport;
  const columns = place.hit?.parts[0]?.columns;
  const item = itemsOf(one)[place.item];
  if (!columns || !item) return sideways;
  const { width } = transcriptRect(state);
  const laid = laidOut(item, state, one, width);
  const code = codeBlockAt(laid, place.row);
  const moved = columnsBefore(laid, place.row);
  const room = width - 8;
  if (!code || (columns[0] >= moved && columns[1] <= moved + room)) return sideways;
  return withColumns(sideways, itemKey(item), code.number, 8 * Math.floor((columns[0] - room / 3) / 8));
}

/** Goes to the next or previous hit, wrapping around. */
function findStep(state: State, one: Conversation, by: 1 | -1): Step {
  const { find } = one;
  if (!find || find.query === '') return say(state, nothingLookedFor);
  if (find.hits.length === 0) {
    return find.done
      ? say(state, `“${find.query}” is not in this session.`)
      : say(state, 'Still searching this session.');
  }
  const focused: State = { ...state, focus: state.overlay.kind === 'find' ? state.focus : 'transcript' };
  const at = find.at ? find.hits.findIndex((hit) => hit.id === find.at?.id) : -1;
  const here = find.hits[at];
  if (!here || !find.at) {
    const first = find.hits.at(by > 0 ? 0 : -1);
    return first ? stay(goTo(focused, one, { id: first.id, nth: by > 0 ? 0 : first.times - 1 })) : stay(state);
  }
  const nth = find.at.nth + by;
  if (nth >= 0 && nth < here.times) return stay(goTo(focused, one, { id: here.id, nth }));
  const around = at + by < 0 || at + by >= find.hits.length;
  const next = find.hits.at((at + by) % find.hits.length);
  if (!next) return stay(state);
  const gone = goTo(focused, one, { id: next.id, nth: by > 0 ? 0 : next.times - 1 });
  if (!around) return stay(gone);
  return say(gone, by > 0 ? 'Last hit passed; back at the first.' : 'First hit passed; now at the last.');
}

/** `3 of 17`, for the header; what is known so far while the search continues. */
export function findWords(find: FindState): string {
  if (find.query === '') return '';
  let total = 0;
  let before = 0;
  let current = 0;
  for (const hit of find.hits) {
    if (hit.id === find.at?.id) current = before + find.at.nth + 1;
    before += hit.times;
    total = before;
  }
  if (!find.done) return total === 0 ? 'searching …' : `${total} so far …`;
  if (total === 0) return 'not found';
  return current === 0 ? `${total} found` : `${current} of ${total}`;
}
