/** Tool calls and their results, paired as providers demand: each call answered at once, each result with its call. */
import { isObject, parseJson } from './json.ts';
import type { Block, RequestMessage } from './model-request.ts';

type Call = Extract<Block, { type: 'tool_call' }>;
type Answer = Extract<Block, { type: 'tool_result' }>;

const lostOutput = 'The tool did not return a result: the conversation was interrupted before it finished.';

/** True for ids and names that every provider takes. */
export function isAsciiId(id: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id);
}

/**
 * Puts the result of each call at the beginning of the message after it, makes an error result if none is stored, drops
 * results without a call, and gives every call an id that is unique and that every provider accepts.
 */
export function settleToolCalls(messages: readonly RequestMessage[]): readonly RequestMessage[] {
  const settled: RequestMessage[] = [];
  const usedIds = new Set<string>();
  const usedAnswers = new Set<Answer>();
  messages.forEach((message, index) => {
    const calls: { readonly call: Call; readonly id: string }[] = [];
    const blocks = message.blocks.flatMap((block): readonly Block[] => {
      if (block.type === 'tool_result') return [];
      if (block.type !== 'tool_call') return [block];
      const id = freshId(block.id, usedIds);
      calls.push({ call: block, id });
      return [{ ...block, id, input: wholeJson(block.input) }];
    });
    settled.push({ role: message.role, blocks });
    if (calls.length === 0) return;
    const answers = calls.map(({ call, id }): Block => {
      const answer = findAnswer(messages, index, call.id, usedAnswers);
      if (answer) usedAnswers.add(answer);
      const output = answer === undefined ? lostOutput : answer.output.trim() === '' ? '(no output)' : answer.output;
      return { type: 'tool_result', id, output, isError: answer?.isError ?? true };
    });
    settled.push({ role: 'user', blocks: answers });
  });
  return settled;
}

/** The first of the newest calls that has no result yet; undefined where there is none. */
export function firstOpenCall(messages: readonly RequestMessage[]): string | undefined {
  const at = messages.findLastIndex(({ blocks }) => blocks.some((block) => block.type === 'tool_call'));
  const answers = messages
    .slice(at + 1)
    .flatMap(({ blocks }) => blocks.filter((block) => block.type === 'tool_result'));
  const answered = new Set(answers.map((answer) => answer.id));
  return messages[at]?.blocks.find((block): block is Call => block.type === 'tool_call' && !answered.has(block.id))?.id;
}

function findAnswer(
  messages: readonly RequestMessage[],
  after: number,
  id: string,
  used: ReadonlySet<Answer>,
): Answer | undefined {
  for (const message of messages.slice(after + 1)) {
    for (const block of message.blocks) {
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

/** Arguments as a JSON object; arguments that broke off while streaming are sent as an empty one. */
function wholeJson(input: string): string {
  return isObject(parseJson(input)) ? input.toWellFormed() : '{}';
}
