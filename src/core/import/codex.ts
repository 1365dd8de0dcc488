/**
 * Sessions of Codex: `~/.codex/sessions/YEAR/MONTH/DAY/rollout-….jsonl`. After a line about the session come items as
 * the Responses API has them, and events that repeat them; only the counts of tokens are taken from the events.
 */
import { isObject, parseJson } from '../json.ts';
import { count, text } from '../record-fields.ts';
import {
  callPart,
  Drafts,
  type Fields,
  type ForeignConversation,
  fieldsOf,
  listOf,
  momentOf,
  notImported,
  outputOf,
  resultPart,
  textPart,
  thinkingPart,
} from './drafts.ts';

/** What Codex itself tells the model in the user's name. */
const ownWords =
  /^\s*(<(environment_context|user_instructions|app-context|permissions instructions|INSTRUCTIONS|skill|turn_aborted|collaboration_mode|personality_spec)|# AGENTS\.md)/;

export function readCodex(lines: readonly Fields[]): ForeignConversation {
  const [first] = lines;
  const meta = fieldsOf(first?.type === 'session_meta' ? first.payload : first);
  const drafts = new Drafts(momentOf(meta.timestamp));
  const provider = text(meta.model_provider) || 'openai';
  let model = '';
  for (const line of lines) {
    const payload = fieldsOf(isObject(line.payload) ? line.payload : line);
    const at = momentOf(line.timestamp);
    switch (line.type) {
      case 'turn_context':
        model = text(payload.model) || model;
        break;
      case 'event_msg':
        noteEvent(payload);
        break;
      case 'compacted':
        drafts.addSummary({ timestamp: at }, payload.message);
        break;
      default:
        addItem(payload, at);
    }
  }
  return {
    id: text(meta.id),
    title: '',
    provider,
    model,
    cwd: text(meta.cwd),
    messages: drafts.finish(),
  };

  function noteEvent(event: Fields): void {
    const reply = drafts.lastReply;
    if (!reply) return;
    if (event.type === 'turn_aborted') reply.stop = 'aborted';
    if (event.type !== 'token_count') return;
    const counts = fieldsOf(fieldsOf(event.info).last_token_usage);
    const [input, output, cached] = [counts.input_tokens, counts.output_tokens, counts.cached_input_tokens].map(count);
    // Here the cached tokens are part of the input.
    if (input || output) reply.usage = { input: input ?? 0, output: output ?? 0, ...(cached ? { cached } : {}) };
  }

  function reply(at: number) {
    const draft = drafts.continue({ role: 'assistant', timestamp: at });
    draft.provider = provider;
    if (model !== '') draft.model = model;
    draft.stop ??= 'end';
    return draft;
  }

  function addItem(item: Fields, at: number): void {
    switch (item.type) {
      case 'message': {
        const words = wordsOf(item.content);
        if (item.role === 'assistant') reply(at).parts.push(...textPart(words));
        else if (item.role === 'user' && !ownWords.test(words)) {
          drafts.add({ role: 'user', timestamp: at }).parts.push(...textPart(words));
        }
        break;
      }
      case 'reasoning': {
        const summary = [...listOf(item.summary), ...listOf(item.content)].map((one) => text(one.text)).join('\n\n');
        if (summary !== '') reply(at).parts.push(...thinkingPart(summary));
        break;
      }
      case 'function_call':
        call(item, at, text(item.name), item.arguments);
        break;
      case 'custom_tool_call':
        call(item, at, text(item.name), { input: item.input });
        break;
      case 'local_shell_call':
        call(item, at, 'shell', item.action);
        break;
      case 'web_search_call':
        call(item, at, 'web_search', item.action);
        break;
      case 'function_call_output':
      case 'custom_tool_call_output': {
        const { output, isError } = resultOf(item.output);
        drafts.continue({ role: 'tool', timestamp: at }).parts.push(resultPart(item.call_id, output, isError));
      }
    }
  }

  function call(item: Fields, at: number, name: string, input: unknown): void {
    reply(at).parts.push(callPart(text(item.call_id) || item.id, name, input));
  }
}

function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((block) => (typeof block.text === 'string' ? block.text : notImported(text(block.type) || 'something')))
    .join('\n\n');
}

/** Older versions put the output and its exit code into a text of JSON, newer ones into an object. */
function resultOf(value: unknown): { readonly output: string; readonly isError: boolean } {
  const found = typeof value === 'string' && value.startsWith('{') ? (parseJson(value) ?? value) : value;
  if (!isObject(found)) return { output: outputOf(found), isError: false };
  const exitCode = fieldsOf(found.metadata).exit_code;
  return {
    output: outputOf(found.output ?? found.content ?? found),
    isError: found.success === false || (typeof exitCode === 'number' && exitCode !== 0),
  };
}
