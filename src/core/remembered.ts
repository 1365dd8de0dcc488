/** Answers that are asked for again and again, kept so that each is found once; bounded, so that strange text cannot fill the memory. */

/**
 * `find`, which must always give the same answer to the same text, with its answers kept: `most` of them, to texts of at
 * most `longest` UTF-16 units. When there are more, all are forgotten: what is still needed is soon there again.
 */
export function remembered<Answer>(
  { most, longest }: { readonly most: number; readonly longest: number },
  find: (text: string) => Answer,
): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    if (text.length > longest) return find(text);
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = find(text);
      if (answers.size >= most) answers.clear();
      answers.set(text, answer);
    }
    return answer;
  };
}
