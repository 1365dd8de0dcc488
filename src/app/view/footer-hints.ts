/** The keys that work now, as hints for the footer: of the overlay, of the choice being typed, else of the focused pane. */
import type { Row } from '../../core/span.ts';
import type { Command } from '../commands/command.ts';
import { commands } from '../commands/table.ts';
import { shownConversation } from '../conversation.ts';
import { displayKey } from '../key-names.ts';
import { commandForKey, type Keymap, keymapOf, keyName } from '../keymap.ts';
import { slashChoices } from '../slash.ts';
import type { State } from '../state.ts';
import { shownCompletion } from '../update/completion.ts';
import { inputEditor } from '../update/draft.ts';
import { regions } from './regions.ts';
import { span } from './rows.ts';

/**
 * In order of importance: the caller shows as many as fit. `first` is the one that precedes all others when there is
 * little room.
 */
export interface FooterHints {
  readonly hints: readonly Row[];
  readonly first?: Row | undefined;
}

export function footerHints(state: State): FooterHints {
  const asked = answerHints(state);
  return asked ? { hints: asked } : commandHints(state);
}

/** How to answer and leave a question, a choice, a filter or the input box; undefined when nothing is asked. */
export function answerHints(state: State): readonly Row[] | undefined {
  return overlayHints(state) ?? filterHints(state) ?? completionHints(state);
}

function hint(state: State, key: string, word: string): Row {
  const { styles } = state.look.theme;
  return [span(` ${key}`, styles.footerKey), span(` ${word} `, styles.footer)];
}

function overlayHints(state: State): readonly Row[] | undefined {
  const { overlay } = state;
  switch (overlay.kind) {
    case 'none':
      return undefined;
    case 'picker':
      return [hint(state, 'Enter', 'choose'), hint(state, '↑↓', 'move'), hint(state, 'Esc', 'close')];
    case 'prompt':
      return [hint(state, 'Enter', 'ok'), hint(state, 'Esc', 'cancel')];
    case 'find':
      return [hint(state, 'Enter', 'ok'), hint(state, '↑↓', 'hits'), hint(state, 'Esc', 'cancel')];
    case 'help': {
      const find = keyName(state, 'list.filter');
      const found = find === undefined ? [] : [hint(state, find, 'find')];
      return [hint(state, 'Esc', 'close'), hint(state, '↑↓', 'scroll'), ...found];
    }
    case 'stats':
      return [hint(state, 'Esc', 'close'), hint(state, '↑↓', 'scroll')];
    case 'locked':
      return [hint(state, 'w', 'watch'), hint(state, 'f', 'fork'), hint(state, 'Esc', 'cancel')];
    case 'confirm':
      return [hint(state, 'y', 'yes'), hint(state, 'Esc', 'no')];
    default:
      return [hint(state, 'Esc', 'close')];
  }
}

function filterHints(state: State): readonly Row[] | undefined {
  if (state.focus !== 'list' || !state.list.filter?.typing) return undefined;
  return [hint(state, 'Enter', 'keep'), hint(state, '↑↓', 'move'), hint(state, 'Esc', 'clear')];
}

/** How to answer a choice above the input box; once a slash command is named, what it does and what may follow. */
function completionHints(state: State): readonly Row[] | undefined {
  if (state.focus !== 'input') return undefined;
  if (shownCompletion(state))
    return [hint(state, 'Tab', 'complete'), hint(state, '↑↓', 'move'), hint(state, 'Esc', 'close')];
  const [named, ...others] = slashChoices(inputEditor(state).text);
  if (!named || others.length > 0) return undefined;
  const { styles } = state.look.theme;
  return [[span(` ${named.usage}`, styles.footerKey), span(`  ${named.title} `, styles.footer)]];
}

/** Keys that act on all marked sessions, before the keys for one. */
const forMarked: readonly (readonly [string, string])[] = [
  ['session.trash', 'delete'],
  ['session.archive', 'archive'],
  ['session.pin', 'pin'],
  ['session.export', 'export'],
];

/** What can be done with marked sessions, and how to leave the filter, then the marks. */
function filteredOrMarkedHints(state: State): readonly Row[] {
  const { filter, marked } = state.list;
  if (state.focus !== 'list' || (!filter && marked.size === 0)) return [];
  const clear = ['list.clear', filter ? 'clear filter' : 'unmark'] as const;
  return [...(marked.size > 0 ? forMarked : []), clear].flatMap(([id, word]) => {
    const key = keyName(state, id);
    return key === undefined ? [] : [hint(state, key, word)];
  });
}

/** Where one pane is shown at a time, the transcript's Escape leads to the list instead of the input. */
function backHints(state: State, keymap: Keymap): readonly Row[] {
  const isNarrow = state.focus === 'transcript' && regions(state).kind === 'one';
  const leadsBack = isNarrow && commandForKey(keymap, 'transcript', 'escape')?.id === 'transcript.input';
  return leadsBack ? [hint(state, displayKey('escape'), 'list')] : [];
}

const hinted = commands.filter((command) => command.footer);

function commandHints(state: State): FooterHints {
  const layer = state.focus === 'input' ? ['input', 'everywhere'] : [state.focus, 'browsing', 'everywhere'];
  const keymap = keymapOf(state);
  const rank = (command: Command): number => layer.indexOf(command.where);
  const stopping = state.focus === 'input' ? 'reply.stop' : 'app.interrupt';
  const stops = shownConversation(state)?.reply ? keyName(state, stopping) : undefined;
  const fitting = hinted
    .filter((command) => rank(command) >= 0 && (command.disabled?.(state) ?? null) === null)
    .sort((a, b) => rank(a) - rank(b))
    // Help has a key for browsing and one for typing: the nearer one is shown.
    .filter((command, i, all) => all.findIndex((one) => one.footer === command.footer) === i);
  const ofCommands = fitting.flatMap((command) => {
    // A nearer command may use the key here.
    const key = keymap.keysOf.get(command.id)?.find((one) => commandForKey(keymap, state.focus, one) === command);
    return key === undefined ? [] : [{ command, row: hint(state, displayKey(key), command.footer ?? '') }];
  });
  const special = filteredOrMarkedHints(state);
  // Help leads to every other key; while typing, filtering or marking, the way out matters more.
  const wanted = state.focus === 'input' ? 'pane.next' : 'app.helpKey';
  return {
    hints: [
      ...(stops === undefined ? [] : [hint(state, stops, 'stop')]),
      ...special,
      ...backHints(state, keymap),
      ...ofCommands.map(({ row }) => row),
    ],
    first: special.length > 0 ? undefined : ofCommands.find(({ command }) => command.id === wanted)?.row,
  };
}
