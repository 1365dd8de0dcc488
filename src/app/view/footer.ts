/** The footer: a sentence that needs to be read, else the keys that work now and the figures of the session. */
import type { Row, Span } from '../../core/span.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import type { Command } from '../commands/command.ts';
import { commands } from '../commands/table.ts';
import { shownConversation } from '../conversation.ts';
import { conversationContext, conversationCost } from '../costs.ts';
import type { Pane, Rect } from '../frame.ts';
import { displayKey, type Keymap } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import { completeSlash } from '../slash.ts';
import type { State } from '../state.ts';
import { streamingCount } from '../status.ts';
import { inputEditor } from '../update/input.ts';
import { contextMeter } from './context-meter.ts';
import { formatCount, formatDollars } from './format.ts';
import { between, fill, rowWidth, span } from './rows.ts';

export function footerPane(state: State, rect: Rect, keymap: Keymap): Pane {
  const { styles } = state.look.theme;
  return { name: 'footer', rect, rows: [footerRow(state, rect.width, keymap)], background: styles.footer };
}

function footerRow(state: State, width: number, keymap: Keymap): Row {
  const { styles } = state.look.theme;
  const unsaved = [...state.conversations.values()].find((one) => one.unsaved);
  if (unsaved?.unsaved) {
    const text = ` NOT SAVED · ${unsaved.unsaved.problem.message} ${unsaved.unsaved.problem.next}`;
    return fill([span(sanitize(text), styles.error)], width, styles.footer);
  }
  if (state.toast) {
    return fill(
      [span(` ${sanitize(state.toast.text)}`, state.toast.kind === 'error' ? styles.error : styles.footer)],
      width,
      styles.footer,
    );
  }
  const right = figures(state, width);
  return between(hints(state, width - rowWidth(right) - 1, keymap), right, width, styles.footer);
}

/** As many hints as fit, whole ones only. */
function hints(state: State, width: number, keymap: Keymap): Row {
  const { styles } = state.look.theme;
  const slash = state.focus === 'input' ? completeSlash(inputEditor(state).text) : [];
  const words: readonly Span[][] =
    slash.length > 0
      ? slash.map((one) => [span(` ${one.usage}`, styles.footerKey), span(' ', styles.footer)])
      : (overlayHints(state) ?? commandHints(state, keymap));
  const out: Span[] = [];
  let used = 0;
  for (const hint of words) {
    const cells = rowWidth(hint);
    if (used + cells > width) break;
    out.push(...hint);
    used += cells;
  }
  return out;
}

function overlayHints(state: State): Span[][] | undefined {
  const { styles } = state.look.theme;
  const hint = (key: string, word: string) => [span(` ${key}`, styles.footerKey), span(` ${word} `, styles.footer)];
  switch (state.overlay.kind) {
    case 'none':
      return state.list.filter?.typing ? [hint('⏎', 'keep'), hint('↑↓', 'move'), hint('Esc', 'clear')] : undefined;
    case 'picker':
      return [hint('⏎', 'choose'), hint('↑↓', 'move'), hint('Esc', 'close')];
    case 'prompt':
    case 'find':
      return [hint('⏎', 'ok'), hint('Esc', 'cancel')];
    case 'help':
    case 'stats':
      return [hint('Esc', 'close'), hint('↑↓', 'scroll')];
    default:
      return [hint('Esc', 'close')];
  }
}

function commandHints(state: State, keymap: Keymap): Span[][] {
  const { styles } = state.look.theme;
  const layer = state.focus === 'input' ? ['input', 'everywhere'] : [state.focus, 'browsing', 'everywhere'];
  const streaming = shownConversation(state)?.reply;
  const stop: Span[][] =
    streaming && state.focus === 'input' ? [[span(' Esc', styles.footerKey), span(' stop ', styles.footer)]] : [];
  const rank = (command: Command) => layer.indexOf(command.where);
  const fitting = commands
    .filter((command) => command.footer && rank(command) >= 0 && !(command.disabled?.(state) ?? null))
    .sort((a, b) => rank(a) - rank(b));
  return [
    ...stop,
    ...fitting.flatMap((command) => {
      const key = keymap.keysOf.get(command.id)?.[0];
      return key === undefined
        ? []
        : [[span(` ${displayKey(key)}`, styles.footerKey), span(` ${command.footer} `, styles.footer)]];
    }),
  ];
}

/** From this width on the context meter has its bar. */
const barFrom = 100;

/** Tokens, context, cost of the shown session, and how many replies stream. */
function figures(state: State, width: number): Row {
  const { styles } = state.look.theme;
  const out: Span[] = [];
  const one = shownConversation(state);
  const session = one ? sessionById(state.list, one.id) : undefined;
  const parts: Row[] = [];
  if (session && session.inputTokens + session.outputTokens > 0) {
    parts.push([span(`↑${formatCount(session.inputTokens)} ↓${formatCount(session.outputTokens)}`, styles.footer)]);
  }
  const use = one ? conversationContext(state, one, session) : undefined;
  if (use) parts.push(contextMeter(use, state.look.theme, width < barFrom));
  const cost = one && session ? conversationCost(state, one, session) : undefined;
  if (cost !== undefined && cost > 0) parts.push([span(formatDollars(cost), styles.footer)]);
  for (const part of parts) out.push(...(out.length > 0 ? [span('  ', styles.footer)] : []), ...part);
  if (parts.length > 0) out.push(span(' ', styles.footer));
  const streaming = streamingCount(state);
  if (streaming > 0) out.push(span(` ● ${streaming} streaming `, styles.streaming));
  return out;
}
