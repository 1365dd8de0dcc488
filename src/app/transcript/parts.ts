/** Thinking, tool calls and tool results as rows, in the detail the user chose. */
import type { Part } from '../../core/session.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { wrapText } from '../../core/text/wrap.ts';
import type { Detail, Look } from '../state.ts';
import type { ItemRow } from './rows.ts';

/** Rows that `short` shows of a tool's input or output. */
const shortRows = 3;
/** Characters of a tool's output that `full` shows; the rest stays in the file. */
const fullCharacters = 256 * 1024;

export function renderPart(part: Part, look: Look, width: number): readonly ItemRow[] {
  const { styles } = look.theme;
  switch (part.type) {
    case 'text':
      return [];
    case 'thinking':
      return folded(`thinking · ${lineCount(part.text)}`, part.text, look.thinking, 'T', styles.thinking, width);
    case 'tool_call':
      return folded(`→ ${part.name}`, part.input, look.tools, 't', styles.tool, width);
    case 'tool_result': {
      const style = part.isError ? styles.error : styles.tool;
      return folded(part.isError ? '← failed' : '← result', part.output, look.tools, 't', style, width);
    }
  }
}

function lineCount(text: string): string {
  const count = text.split('\n').length;
  return count === 1 ? '1 line' : `${count} lines`;
}

/** A title and, depending on the detail, nothing, the first rows, or all of the text below a bar. */
function folded(
  title: string,
  text: string,
  detail: Detail,
  key: string,
  style: Look['theme']['styles']['text'],
  width: number,
): readonly ItemRow[] {
  const head = (words: string): ItemRow => ({
    spans: [{ text: wrapText(sanitize(words).replaceAll('\n', ' '), width)[0] ?? '', style }],
    continues: false,
    block: -1,
  });
  if (detail === 'off') return [head(`▸ ${title} (${key} shows it)`)];
  const shown = text.length > fullCharacters ? text.slice(0, fullCharacters) : text;
  const rows = sanitize(shown)
    .split('\n')
    .flatMap((line) => wrapText(line, Math.max(1, width - 2)));
  const most = detail === 'short' ? shortRows : rows.length;
  const body = rows
    .slice(0, most)
    .map<ItemRow>((line) => ({ spans: [{ text: `│ ${line}`, style }], continues: false, block: -1 }));
  const hidden = rows.length - most;
  if (hidden > 0)
    body.push({ spans: [{ text: `│ … ${hidden} more rows (${key})`, style }], continues: false, block: -1 });
  if (shown.length < text.length)
    body.push({ spans: [{ text: '│ … the rest is in the file', style }], continues: false, block: -1 });
  return [head(`${detail === 'short' && hidden > 0 ? '▸' : '▾'} ${title}`), ...body];
}
