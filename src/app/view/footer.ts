/** The footer: a message to read, or else the keys that work now and the session's figures. */
import { sentence } from '../../core/problem.ts';
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Style } from '../../core/theme.ts';
import { shownConversation } from '../conversation.ts';
import { conversationContext, conversationCost } from '../costs.ts';
import type { Pane, Rect } from '../frame.ts';
import { keyName } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import type { State } from '../state.ts';
import { streamingCount } from '../status.ts';
import { contextMeter } from './context-meter.ts';
import { answerHints, type FooterHints, footerHints } from './footer-hints.ts';
import { formatCount, formatDollars } from './format.ts';
import { between, raised, span } from './rows.ts';

export function footerPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  return {
    name: 'footer',
    rect,
    rows: [raised(footerRow(state, rect.width), styles.text, styles.footer)],
    background: styles.footer,
  };
}

function footerRow(state: State, width: number): Row {
  const { styles } = state.look.theme;
  const unsaved = [...state.conversations.values()].find((one) => one.unsaved)?.unsaved;
  // What the last key did is always said, but it never hides that something is not saved.
  if (unsaved) {
    const said = state.toast ? state.toast.text : sentence(unsaved.problem);
    return sentenceRow(state, `NOT SAVED · ${said}`, styles.error, width);
  }
  if (state.quitting) {
    const said = 'Storing what was said, then quitting. If the disk never answers, Ctrl+C quits.';
    return sentenceRow(state, said, styles.footer, width);
  }
  if (state.toast) {
    const sign = state.toast.kind === 'error' ? '✗ ' : '';
    return sentenceRow(
      state,
      `${sign}${state.toast.text}`,
      state.toast.kind === 'error' ? styles.error : styles.footer,
      width,
    );
  }
  // A question must show how to answer it and how to get out; figures can wait.
  const asked = answerHints(state)?.reduce((sum, hint) => sum + rowWidth(hint), 0);
  const right = figures(state, width, asked === undefined ? Math.max(firstFigure, width - leastHints) : width - asked);
  return between(fitting(footerHints(state), width - rowWidth(right)), right, width, styles.footer);
}

/** The sentence, or what of it fits and the key that shows all of it. */
function sentenceRow(state: State, text: string, style: Style, width: number): Row {
  const { styles } = state.look.theme;
  const clean = sanitize(text).replace(/\s+/g, ' ').trim();
  if (textWidth(clean) + 2 <= width) return between([span(` ${clean}`, style)], [], width, styles.footer);
  const key = keyName(state, state.focus === 'input' ? 'app.noticeAnywhere' : 'app.notice');
  const more: Row = key === undefined ? [] : [span(` ${key}`, styles.footerKey), span(' shows all ', styles.footer)];
  const room = width - rowWidth(more) - 1;
  return between([span(` ${cutBeforeNextStep(clean, Math.max(1, room))}`, style)], more, width, styles.footer);
}

/** Cells that the beginning keeps at least: it says what the next step is about. */
const leastBeginning = 20;

/** The last sentence (of one alone: the last clause) says what to do next, so the cut is made before it where there is room. */
function cutBeforeNextStep(text: string, cells: number): string {
  const sentenceEnd = Math.max(...['. ', '! ', '? '].map((end) => text.lastIndexOf(end)));
  const at = sentenceEnd < 0 ? text.lastIndexOf('; ') : sentenceEnd + 1;
  const next = at < 0 ? '' : text.slice(at);
  const room = cells - textWidth(next);
  return at < 0 || room < leastBeginning ? cutToWidth(text, cells) : cutToWidth(text.slice(0, at), room) + next;
}

/** The hints that fit, whole ones only: if a long one does not, a later one still may. */
function fitting({ hints, first = [] }: FooterHints, width: number): Row {
  const out: Row[number][] = [];
  let left = width - rowWidth(first);
  for (const hint of hints) {
    const cells = hint === first ? 0 : rowWidth(hint);
    if (cells > left) continue;
    out.push(...hint);
    left -= cells;
  }
  return out;
}

/** From this width on the context meter has its bar. */
const barFrom = 100;
/** Cells that the hints keep before a second figure: in the input box, up to the key that leads out of it. */
const leastHints = 46;
/** Cells that the most important figure may take from them. */
const firstFigure = 16;

/**
 * Tokens, context and cost of the shown session, and how many replies stream, in `room` cells; the least important give
 * way first.
 */
function figures(state: State, width: number, room: number): Row {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  const session = one ? sessionById(state.list, one.id) : undefined;
  const use = one ? conversationContext(state, one, session) : undefined;
  const cost = one && session ? conversationCost(state, one, session) : undefined;
  const tokens = session ? session.inputTokens + session.outputTokens : 0;
  const streaming = streamingCount(state);
  const parts: readonly { readonly row: Row; readonly rank: number }[] = [
    ...(session && tokens > 0
      ? [
          {
            row: [span(`↑${formatCount(session.inputTokens)} ↓${formatCount(session.outputTokens)}`, styles.footer)],
            rank: 3,
          },
        ]
      : []),
    ...(use ? [{ row: contextMeter(use, state.look.theme, width < barFrom), rank: 1 }] : []),
    ...(cost !== undefined && cost > 0 ? [{ row: [span(formatDollars(cost), styles.footer)], rank: 2 }] : []),
    ...(streaming > 0 ? [{ row: [span(`● ${streaming} streaming`, styles.streaming)], rank: 0 }] : []),
  ];
  let left = room;
  const kept = new Set<(typeof parts)[number]>();
  for (const part of [...parts].sort((a, b) => a.rank - b.rank)) {
    left -= rowWidth(part.row) + 2;
    if (left < 0) break;
    kept.add(part);
  }
  const shown = parts.filter((part) => kept.has(part)).map(({ row }) => row);
  const gap = (text: string): Row => [span(text, styles.footer)];
  return shown.flatMap((row, i) => [...row, ...gap(i === shown.length - 1 ? ' ' : '  ')]);
}
