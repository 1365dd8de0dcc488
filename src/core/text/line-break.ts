/** Where a line without spaces may break: next to Chinese and Japanese characters, but not before closing or after opening marks. */

const neverFirst = new Set(
  '、。，．・：；？！）］｝〉》」』】〕〗〙〟’”»›‐–ー゛゜々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ…‥,.:;?!)]}>%°′″℃'.split(
    '',
  ),
);
const neverLast = new Set('（［｛〈《「『【〔〖〘〝‘“«‹([{<$¥￥＄£€#@'.split(''));

/**
 * True when the cluster needs no blank beside it: ideographs, kana, emoji, everything wide. Hangul uses blanks, and so
 * do the scripts of India, whose clusters are wide because they consist of several narrow letters.
 */
export function isIdeographic(cluster: string, cells: number): boolean {
  if (cells !== 2) return false;
  const code = cluster.charCodeAt(0);
  return !(code >= 0xac00 && code <= 0xd7a3) && !(code >= 0x900 && code < 0xe00);
}

/** Whether a row may end between two clusters of which at least one is ideographic. */
export function canBreakBetween(before: string, after: string): boolean {
  return !neverFirst.has(after) && !neverLast.has(before);
}
