/** The formats of an export, and which of them a file name asks for. */

export type ExportFormat = 'markdown' | 'html' | 'json';

/** The format that a file name asks for by its ending; undefined when it asks for none. */
export function formatOfFile(fileName: string): ExportFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (ending === 'html' || ending === 'htm') return 'html';
  if (ending === 'json') return 'json';
  return ending === 'md' || ending === 'markdown' || ending === 'txt' ? 'markdown' : undefined;
}
