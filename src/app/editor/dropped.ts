/** Pictures dropped onto the terminal: they arrive as a paste of their paths and become attachments. */

const picture = /\.(?:png|jpe?g|gif|webp)$/i;

/** Nobody drops so much; in UTF-16 units. */
const longest = 10_000;

/** The paths of pictures as mentions, where `pasted` is whole paths of pictures and nothing else; undefined otherwise. */
export function droppedPictures(pasted: string): string | undefined {
  if (pasted.length > longest) return undefined;
  const text = pasted.trim();
  const words = (text.match(word) ?? []).map(unquoted);
  // One path may also come as it is, blanks and all.
  const paths = words.every(isPicture) ? words : [text];
  if (!paths.every(isPicture) || (paths.length === 1 && holdsSeveral(text))) return undefined;
  return paths.map((path) => (/\s/.test(path) ? `@"${path}" ` : `@${path} `)).join('');
}

/** A word as a shell would read it: terminals quote what is dropped, or put backslashes before blanks. */
const word = /(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/gs;

function isPicture(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])[^\n"]*$/.test(path) && picture.test(path);
}

/** Several paths of which some hold blanks: which is which cannot be told. */
function holdsSeveral(text: string): boolean {
  return /[^\\](?: |['"] )['"]?\//.test(text);
}

function unquoted(text: string): string {
  if (!text.startsWith('file://'))
    return /^['"/]/.test(text)
      ? text.replace(/'([^']*)'|"([^"]*)"|\\(.)/gs, (_whole, one, two, three) => one ?? two ?? three)
      : text;
  try {
    return decodeURIComponent(text.slice('file://'.length));
  } catch {
    return text;
  }
}
