/** Tool calls and their results, paired as providers demand: each call answered at once, each result asked for. */
import type { Block, Turn } from './conversation.ts';
import { isObject, parseJson } from './json.ts';

type Call = Extract<Block, { type: 'tool_call' }>;
type Answer = Extract<Block, { type: 'tool_result' }>;

const lostOutput = 'The tool did not return a result: the conversation was interrupted before it finished.';

/** True for ids and names that every provider takes. */
export function isAsciiId(id: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id);
}

/**
 * Puts the result of each call at the head of the turn after it, makes an error result where none is stored, drops
 * results without a call, and gives every call an id that is unique and that every provider takes.
 */
export function settleToolCalls(turns: readonly Turn[]): readonly Turn[] {
  const settled: Turn[] = [];
  const usedIds = new Set<string>();
  const usedAnswers = new Set<Answer>();
  turns.forEach((turn, index) => {
    const calls: { readonly call: Call; readonly id: string }[] = [];
    const blocks = turn.blocks.flatMap((block): readonly Block[] => {
      if (block.type === 'tool_result') return [];
      if (block.type !== 'tool_call') return [block];
      const id = freshId(block.id, usedIds);
      calls.push({ call: block, id });
      return [{ ...block, id, input: wholeJson(block.input) }];
    });
    settled.push({ role: turn.role, blocks });
    if (calls.length === 0) return;
    const answers = calls.map(({ call, id }): Block => {
      const answer = findAnswer(turns, index, call.id, usedAnswers);
      if (answer) usedAnswers.add(answer);
      const output = answer === undefined ? lostOutput : answer.output.trim() === '' ? '(no output)' : answer.output;
      return { type: 'tool_result', id, output, isError: answer?.isError ?? true };
    });
    settled.push({ role: 'user', blocks: answers });
  });
  return settled;
}

function findAnswer(turns: readonly Turn[], after: number, id: string, used: ReadonlySet<Answer>): Answer | undefined {
  for (const turn of turns.slice(after + 1)) {
    for (const block of turn.blocks) {
      if (block.type === 'tool_result' && block.id === id && !used.has(block)) return block;
      if (block.type === 'tool_call' && block.id === id) return undefined;
    }
  }
  return undefined;
}

function freshId(wanted: string, used: Set<string>): string {
  let id = wanted;
  for (let n = used.size + 1; !isAsciiId(id) || used.has(id); n += 1) id = `call_${n}`;
  used.add(id);
  return id;
}

/** Arguments as a JSON object; what broke off in the middle of streaming is sent as an empty one. */
function wholeJson(input: string): string {
  return isObject(parseJson(input)) ? input.toWellFormed() : '{}';
}
