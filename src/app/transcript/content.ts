/** The text of a message as rows: the user's as typed, all others as Markdown; a streaming one piece by piece. */
import type { GrowingMarkdown } from '../../core/markdown/grow.ts';
import type { Rendered } from '../../core/markdown/rendered.ts';
import { withoutUndecided } from '../../core/markdown/undecided.ts';
import type { ReplyDraft } from '../../core/reply.ts';
import type { Message } from '../../core/session.ts';
import type { Look } from '../state.ts';
import { lines } from './lines.ts';

/** How far each code block is scrolled to the left; undefined if none is. */
export type Columns = readonly number[] | undefined;

export function renderContent(message: Message, look: Look, width: number, sideways: Columns): Rendered {
  if (message.content === '') return { rows: [], blocks: [] };
  // Until the Markdown layout is loaded (right after the first frame) everything is shown verbatim.
  return message.role === 'user' || !look.markdown
    ? asTyped(message.content, look, width)
    : look.markdown.render(message.content, options(look, width, sideways));
}

function options(look: Look, width: number, sideways: Columns) {
  return {
    theme: look.theme,
    width,
    codeWrap: look.codeWrap,
    ...(sideways ? { codeScroll: sideways } : {}),
    ...(look.highlight ? { highlight: look.highlight } : {}),
  };
}

/** Nothing in a prompt is read as markup. */
function asTyped(content: string, look: Look, width: number): Rendered {
  const rows = lines(content, look.theme.styles.text, width, 0);
  return { rows, blocks: [{ kind: 'paragraph', firstRow: 0, lastRow: rows.length - 1, raw: content }] };
}

interface Growing {
  readonly look: Look;
  readonly width: number;
  readonly sideways: Columns;
  readonly markdown: GrowingMarkdown;
}

/** The last rendering of each growing reply, by reply id, from which the next one continues. A cache, bounded. */
const growing = new Map<string, Growing>();
const mostGrowing = 16;

export function renderGrowing(draft: ReplyDraft, look: Look, width: number, sideways: Columns): Rendered {
  if (!look.markdown) return asTyped(draft.text, look, width);
  const before = growing.get(draft.id);
  const usable = before && before.look === look && before.width === width && before.sideways === sideways;
  const source = withoutUndecided(draft.text);
  const markdown = look.markdown.grow(usable ? before.markdown : undefined, source, {
    ...options(look, width, sideways),
    closeOpen: true,
  });
  growing.delete(draft.id);
  growing.set(draft.id, { look, width, sideways, markdown });
  if (growing.size > mostGrowing) {
    const oldest = growing.keys().next().value;
    if (oldest !== undefined) growing.delete(oldest);
  }
  return markdown.rendered;
}
