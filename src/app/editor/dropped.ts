/** A picture dropped onto the terminal: it arrives as a paste of its path and becomes an attachment. */

const picture = /\.(?:png|jpe?g|gif|webp)$/i;

/** The path of a picture as a mention, if `pasted` is one whole path and nothing else; undefined otherwise. */
export function droppedPicture(pasted: string): string | undefined {
  const path = unquoted(pasted.trim());
  if (!/^(?:\/|[A-Za-z]:[\\/])[^\n"]*$/.test(path) || !picture.test(path)) return undefined;
  // Two pictures dropped together arrive as one line with two paths.
  if (/[^\\](?: |['"] )['"]?\//.test(pasted.trim())) return undefined;
  return /\s/.test(path) ? `@"${path}" ` : `@${path} `;
}

/** Terminals write the path as a shell would read it: in quotes, with backslashes before blanks, or as a file URL. */
function unquoted(text: string): string {
  const quoted = /^'([^']*)'$/.exec(text) ?? /^"([^"]*)"$/.exec(text);
  if (quoted) return quoted[1] ?? '';
  if (!text.startsWith('file://')) return text.startsWith('/') ? text.replace(/\\(.)/g, '$1') : text;
  try {
    return decodeURIComponent(text.slice('file://'.length));
  } catch {
    return text;
  }
}
