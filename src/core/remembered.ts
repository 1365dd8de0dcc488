/**
 * Remembers the answers to questions that repeat, so that each is computed once; bounded, so that strange text cannot
 * fill the memory.
 */

/**
 * `find` with its answers remembered; it must always give the same answer to the same text. Keeps at most `most`
 * answers, to texts of at most `longest` UTF-16 units. When there are more, all are forgotten: what is still needed
 * soon returns.
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
