/** The fenced code of a message as it was written, to be copied without borders and wraps. */

export interface CodeText {
  readonly language: string;
  /** Without the fences, as written. */
  readonly text: string;
}

/** The fenced code blocks of a Markdown text; an open one at the end counts. */
export function fencedCode(source: string): readonly CodeText[] {
  const blocks: CodeText[] = [];
  let open: { readonly fence: string; readonly language: string; readonly lines: string[] } | null = null;
  for (const line of source.split('\n')) {
    const match = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)/.exec(line);
    if (open) {
      const closes = match && (match[1] ?? '').startsWith(open.fence) && line.trim() === match[1];
      if (closes) {
        blocks.push({ language: open.language, text: open.lines.join('\n') });
        open = null;
      } else open.lines.push(line);
    } else if (match) open = { fence: match[1] ?? '', language: match[2] ?? '', lines: [] };
  }
  if (open) blocks.push({ language: open.language, text: open.lines.join('\n') });
  return blocks;
}
