/** What the benchmark's model says: paragraphs with some Markdown, no code (whose highlighter is loaded once); and the words that end it. */

export const streamEnd = 'Thus ends the whole stream.';

const words =
  'The ref stays where it is and the *state* moves into a hook of `its` own, step by step, as before. '.split(/(?<= )/);

/** So many deltas of a word each; the last ones are `streamEnd`. */
export function streamedDeltas(count: number): readonly string[] {
  const end = streamEnd.split(/(?<= )/);
  const deltas = Array.from({ length: count - end.length }, (_, index) => {
    if (index % 400 === 399) return '\n\n- a point\n- another\n\n';
    return index % 80 === 79 ? '\n\n' : (words[index % words.length] ?? '');
  });
  return [...deltas.slice(0, -1), '\n\n', ...end];
}
