/** Thinking, tool calls and tool results as rows, in the detail the user chose. */
import { diffTokens, looksLikeDiff } from '../../core/diff.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowText } from '../../core/text/row.ts';
import { sanitize, sanitizeLine } from '../../core/text/sanitize.ts';
import { wrapSpans } from '../../core/text/wrap.ts';
import type { Style } from '../../core/theme.ts';
import { counted } from '../../core/words.ts';
import { withKey } from '../keymap.ts';
import type { Detail, Look, State } from '../state.ts';
import type { ItemRow } from './rows.ts';
import type { ItemText } from './texts.ts';

/** Rows that `short` shows of a text. */
const shortRows = 3;
/** Characters that `full` shows; the rest stays in the file. */
const fullCharacters = 256 * 1024;

/** A title and, depending on the detail, nothing, the first rows, or all of the text below, beside a bar. */
export function renderPart(part: ItemText, state: State, width: number): readonly ItemRow[] {
  const { look } = state;
  const thinking = part.kind === 'thinking';
  const detail = thinking ? look.thinking : look.tools;
  const style = styleOf(part, look);
  // A command that printed nothing still has a result: there is nothing to unfold, and a bar beside nothing looks like
  // a bug.
  if (part.text.trim() === '') return [titleRow(`  ${titleOf(part)} · empty`, style, width)];
  const count = lineCount(part.text);
  const title = `${titleOf(part)} · ${counted(count, 'line')}`;
  const body = detail === 'off' ? { rows: [], hidden: count } : bodyRows(part, detail, look, style, width);
  const command = thinking ? 'transcript.thinking' : 'transcript.tools';
  const more =
    body.hidden > 0 ? withKey(state, command, (key) => ` · ${key} shows ${detail === 'off' ? 'it' : 'all'}`) : '';
  const head = `${body.hidden > 0 ? '▸' : '▾'} ${title}${more}`;
  return [titleRow(head, style, width), ...body.rows];
}

function titleRow(text: string, style: Style, width: number): ItemRow {
  return { spans: [{ text: cutToWidth(text, width), style }], continues: false, block: -1 };
}

function titleOf(part: ItemText): string {
  if (part.kind === 'thinking') return 'thinking';
  if (part.kind === 'call') return `→ ${sanitizeLine(part.name)}`;
  return part.failed ? '← failed' : '← result';
}

function styleOf(part: ItemText, look: Look): Style {
  const { styles } = look.theme;
  if (part.failed) return styles.error;
  return part.kind === 'thinking' ? styles.thinking : styles.tool;
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  // A newline at the end does not begin another line.
  return text.length > 1 && text.endsWith('\n') ? count - 1 : count;
}

/** Rows below the title, and how many lines they leave out. */
function bodyRows(
  part: ItemText,
  detail: Detail,
  look: Look,
  style: Style,
  width: number,
): { readonly rows: readonly ItemRow[]; readonly hidden: number } {
  const { styles } = look.theme;
  const inner = Math.max(2, width - 2);
  // Only what will be visible is laid out: a folded megabyte costs nothing.
  const most = detail === 'short' ? shortRows * inner : fullCharacters;
  const text = part.text.endsWith('\n') ? part.text.slice(0, -1) : part.text;
  const clipped = text.length > most;
  const lines = sanitize(clipped ? text.slice(0, most) : text).split('\n');
  const tokens = looksLikeDiff(text.slice(0, fullCharacters)) ? diffTokens(lines) : [];
  const rows: ItemRow[] = [];
  let shown = 0;
  for (const [index, line] of lines.entries()) {
    if (detail === 'short' && rows.length >= shortRows) break;
    const token = tokens[index];
    const painted = [{ text: line, style: token === undefined || token === 'code' ? style : styles[token] }];
    for (const { row, continues, gap } of wrapSpans(painted, inner)) {
      rows.push({ spans: [{ text: '│ ', style: styles.border }, ...row], continues, gap, block: -1 });
    }
    shown = index + 1;
  }
  if (detail === 'short') {
    const next = rows[shortRows];
    rows.length = Math.min(rows.length, shortRows);
    const last = rows.at(-1);
    const inLine = next ? next.continues : clipped && shown === lines.length && text[most] !== '\n';
    if (last && inLine) rows[rows.length - 1] = goingOn(last, inner);
    return { rows, hidden: Math.max(0, lineCount(part.text) - shown) + (next || clipped ? 1 : 0) };
  }
  if (clipped) {
    const rest = [
      { text: '│ ', style: styles.border },
      { text: '… the rest is in the session file', style: styles.dim },
    ];
    rows.push({ spans: rest, continues: false, block: -1 });
  }
  return { rows, hidden: 0 };
}

/** The row with a sign that it ends in the middle of a line. */
function goingOn({ spans, ...row }: ItemRow, width: number): ItemRow {
  const [bar, ...words] = spans;
  if (!bar) return { spans, ...row };
  const style = words[0]?.style ?? bar.style;
  return { ...row, spans: [bar, { text: cutToWidth(`${rowText(words)}…`, width), style }] };
}
