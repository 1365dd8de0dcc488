/** The help overlay: every key, made from the table of commands, and the slash commands; two columns where it is wide. */
import type { Row } from '../../core/span.ts';
import { fitToWidth } from '../../core/text/cut.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { scopes } from '../commands/command.ts';
import { commands, scopeTitles, slashCommands } from '../commands/table.ts';
import type { Pane } from '../frame.ts';
import { displayKey } from '../key-names.ts';
import { type Keymap, keymapOf } from '../keymap.ts';
import { filterStates, filterWordsOf } from '../session-filter.ts';
import { slashUsage } from '../slash.ts';
import type { State } from '../state.ts';
import { framed } from './boxed.ts';
import { helpHeight, helpRect } from './overlay-size.ts';
import { fill, span } from './rows.ts';

/** From this many cells within the frame there are two columns. */
const twoColumnsFrom = 112;
const gap = 4;

export function helpPane(state: State, scroll: number): Pane {
  const rect = helpRect(state.size);
  const rows = helpRows(state, rect.width - 4);
  const height = helpHeight(state.size);
  const from = Math.min(scroll, Math.max(0, rows.length - height));
  const until = Math.min(rows.length, from + height);
  const place = rows.length > height ? ` · ${from + 1}–${until} of ${rows.length}` : '';
  return framed(state, rect, `Keys and commands${place}`, rows.slice(from, until));
}

/** How far the help can be scrolled. */
export function helpScrollEnd(state: State): number {
  const rows = helpRows(state, helpRect(state.size).width - 4);
  return Math.max(0, rows.length - helpHeight(state.size));
}

/** Everything the help says, in rows of `width` cells. */
function helpRows(state: State, width: number): readonly Row[] {
  const keymap = keymapOf(state);
  const { styles } = state.look.theme;
  const problems = keymap.problems.flatMap((problem) =>
    wrapText(`! ${problem}`, width).map((line): Row => [span(line, styles.warning)]),
  );
  const head: Row[] = problems.length > 0 ? [...problems, []] : [];
  if (width < twoColumnsFrom) return [...head, ...stacked(sections(state, keymap, width))];
  const column = Math.floor((width - gap) / 2);
  const [left, right] = balanced(sections(state, keymap, column));
  const rows = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, i): Row => [
      ...fill(left[i] ?? [], column, styles.overlay),
      span(' '.repeat(gap), styles.overlay),
      ...(right[i] ?? []),
    ],
  );
  return [...head, ...rows];
}

/** With a blank line between sections. */
function stacked(all: readonly (readonly Row[])[]): readonly Row[] {
  return all.flatMap((rows, i) => (i === 0 ? rows : [[], ...rows]));
}

/** Cut where the two columns are most alike; the left one comes first. */
function balanced(all: readonly (readonly Row[])[]): readonly [readonly Row[], readonly Row[]] {
  let best: readonly [readonly Row[], readonly Row[]] = [stacked(all), []];
  for (let cut = 1; cut < all.length; cut += 1) {
    const left = stacked(all.slice(0, cut));
    const right = stacked(all.slice(cut));
    if (Math.max(left.length, right.length) < Math.max(best[0].length, best[1].length)) best = [left, right];
  }
  return best;
}

function sections(state: State, keymap: Keymap, width: number): readonly (readonly Row[])[] {
  const heading = (text: string): Row => [span(text, state.look.theme.styles.heading)];
  const keysOf = (id: string): readonly string[] => keymap.keysOf.get(id) ?? [];
  return [
    ...scopes.map((scope) => [
      heading(scopeTitles[scope]),
      ...commands
        .filter((command) => command.where === scope && keysOf(command.id).length > 0)
        .flatMap((command) => entry(state, keysOf(command.id).map(displayKey), command.title, width)),
    ]),
    [
      heading('pickers and palette'),
      ...entry(state, ['type'], 'filter', width),
      ...entry(state, ['↑ ↓', 'Ctrl+P', 'Ctrl+N'], 'move', width),
      ...entry(state, ['Enter', 'Esc'], 'choose, close', width),
    ],
    [heading('list filter'), ...filterHelp.flatMap(([words, title]) => entry(state, [words], title, width))],
    [
      heading('slash commands (input box and plain mode)'),
      ...slashCommands.flatMap((command) => entry(state, [slashUsage(command.slash)], command.title, width)),
      ...entry(state, ['//text'], 'sends text that begins with a slash', width),
    ],
  ];
}

const wordsFor = (kind: keyof typeof filterWordsOf) => filterWordsOf[kind].map((word) => `${word}:`).join('  ');

/** What may be typed in the filter line, and what it keeps. */
const filterHelp: readonly (readonly [string, string])[] = [
  ['words', 'titles with all of these words, in any order; typos allowed'],
  ['"two words"', 'titles with exactly this text'],
  [wordsFor('text'), 'that contain the text after the colon'],
  [wordsFor('date'), 'last used since or before 2026-01-31, 2026-01, today, yesterday, or an age: 12h, 3d, 2w, 6m, 1y'],
  [wordsFor('number'), 'a number: 10, >10, <=1.5k, 2..5; cost is in dollars'],
  ['is:', `${filterStates.slice(0, -1).join(', ')}, or ${filterStates.at(-1)} (includes archived)`],
  ['-', 'before any of these: exclude what it matches'],
];

/** As many of the keys as the column has room for, and what they do beside them. */
function entry(state: State, keys: readonly string[], title: string, width: number): Row[] {
  const { styles } = state.look.theme;
  const column = width < 60 ? 14 : 24;
  let shown = '';
  for (const key of new Set(keys)) {
    const next = shown === '' ? key : `${shown}  ${key}`;
    if (shown !== '' && textWidth(next) > column - 3) break;
    shown = next;
  }
  const tooWide = textWidth(shown) > column - 3;
  const alone: Row[] = tooWide ? [[span(`  ${shown}`, styles.footerKey)]] : [];
  const words = wrapText(title, Math.max(8, width - column)).map(
    (line, i): Row => [
      span(fitToWidth(i === 0 && !tooWide ? `  ${shown}` : '', column), styles.footerKey),
      span(line, styles.overlay),
    ],
  );
  return [...alone, ...words];
}
