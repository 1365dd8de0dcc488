/** Finding text in the transcript: hits counted over the messages, and marked in the rows that are seen. */
import type { Row, Span } from '../../core/span.ts';
import type { Conversation, Look } from '../state.ts';
import type { TranscriptItem } from './items.ts';
import type { ItemRow } from './rows.ts';

/** Rows with all hits of the conversation's query marked; the same array when there is no query. */
export function markHits(
  rows: readonly ItemRow[],
  one: Conversation,
  _item: TranscriptItem,
  look: Look,
): readonly ItemRow[] {
  const query = one.find?.query.toLowerCase() ?? '';
  if (query === '') return rows;
  return rows.map((row) => ({ ...row, spans: markRow(row.spans, query, look) }));
}

function markRow(row: Row, query: string, look: Look): Row {
  const text = row.map((span) => span.text).join('');
  const lower = text.toLowerCase();
  if (!lower.includes(query) || lower.length !== text.length) return row;
  const out: Span[] = [];
  let at = 0;
  for (const span of row) {
    const end = at + span.text.length;
    let from = at;
    while (from < end) {
      const hit = hitAt(lower, query, from);
      const marked = hit !== undefined && hit.start <= from;
      const to = Math.min(end, marked ? hit.end : (hit?.start ?? end));
      out.push({ text: text.slice(from, to), style: marked ? look.theme.styles.match : span.style });
      from = to;
    }
    at = end;
  }
  return out;
}

/** The first hit that ends after `from`. */
function hitAt(lower: string, query: string, from: number): { start: number; end: number } | undefined {
  const start = lower.indexOf(query, Math.max(0, from - query.length + 1));
  return start < 0 ? undefined : { start, end: start + query.length };
}
