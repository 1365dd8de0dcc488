/** The help overlay: every key, made from the table of commands, and the slash commands. */
import type { Row } from '../../core/span.ts';
import { fitToWidth } from '../../core/text/cut.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { scopes } from '../commands/command.ts';
import { commands, scopeTitles, slashCommands } from '../commands/table.ts';
import { displayKey, type Keymap } from '../keymap.ts';
import { slashUsage } from '../slash.ts';
import type { State } from '../state.ts';
import { span } from './rows.ts';

/** Cells of the column of keys. */
const keyColumn = 24;

export function helpRows(state: State, keymap: Keymap, width: number): readonly Row[] {
  const { styles } = state.look.theme;
  const rows: Row[] = [];
  for (const problem of keymap.problems) rows.push([span(`! ${problem}`, styles.warning)]);
  for (const scope of scopes) {
    const keyed = commands.filter(
      (command) => command.where === scope && (keymap.keysOf.get(command.id)?.length ?? 0) > 0,
    );
    if (rows.length > 0) rows.push([]);
    rows.push([span(scopeTitles[scope], styles.heading)]);
    for (const command of keyed) {
      const keys = (keymap.keysOf.get(command.id) ?? []).map(displayKey).join('  ');
      rows.push(...entry(keys, command.title, width, styles.footerKey, styles.overlay));
    }
  }
  rows.push([], [span('pickers and palette', styles.heading)]);
  rows.push(...entry('type', 'filter', width, styles.footerKey, styles.overlay));
  rows.push(...entry('↑ ↓  Ctrl+P  Ctrl+N', 'move', width, styles.footerKey, styles.overlay));
  rows.push(...entry('⏎  Esc', 'choose, close', width, styles.footerKey, styles.overlay));
  rows.push([], [span('slash commands (input box and plain mode)', styles.heading)]);
  for (const command of slashCommands) {
    rows.push(...entry(slashUsage(command.slash), command.title, width, styles.footerKey, styles.overlay));
  }
  rows.push(...entry('//text', 'sends text that begins with a slash', width, styles.footerKey, styles.overlay));
  return rows;
}

function entry(
  keys: string,
  title: string,
  width: number,
  keyStyle: Row[number]['style'],
  style: Row[number]['style'],
): Row[] {
  return wrapText(title, Math.max(8, width - keyColumn)).map((line, i) => [
    span(fitToWidth(i === 0 ? `  ${keys}` : '', keyColumn), keyStyle),
    span(line, style),
  ]);
}
