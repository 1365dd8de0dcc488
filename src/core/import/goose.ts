/**
 * Sessions of goose: what `goose session export -n NAME --format json` writes (one object with a `conversation`), and the files
 * of its earlier versions, `~/.local/share/goose/sessions/NAME.jsonl` (a line about the session, then messages).
 */
import { text } from '../record-fields.ts';
import type { Part } from '../session.ts';
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

export function readGoose(session: Fields, messages: readonly Fields[]): ForeignConversation {
  const drafts = new Drafts();
  const provider = text(session.provider_name);
  const model = text(fieldsOf(session.model_config).model_name);
  for (const message of messages) {
    // A note between the program and the model, which the user never saw.
    if (fieldsOf(message.metadata).userVisible === false) continue;
    const parts = listOf(message.content).flatMap(partOf);
    const results = parts.filter((part) => part.type === 'tool_result');
    const others = parts.filter((part) => part.type !== 'tool_result');
    const start = { timestamp: momentOf(message.created) };
    if (results.length > 0) drafts.continue({ ...start, role: 'tool' }).parts.push(...results);
    if (others.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const draft = drafts.add({ ...start, role, id: text(message.id) });
    draft.parts.push(...others);
    if (role === 'user') continue;
    draft.stop = 'end';
    if (provider !== '') draft.provider = provider;
    if (model !== '') draft.model = model;
  }
  const name = text(session.name) || text(session.description);
  return {
    id: text(session.id),
    ...(session.user_set_name === true && name !== '' ? { name } : {}),
    title: name,
    provider,
    model,
    cwd: text(session.working_dir),
    messages: drafts.finish(),
  };
}

function partOf(block: Fields): readonly Part[] {
  switch (block.type) {
    case 'text':
      return textPart(block.text);
    case 'thinking':
      return thinkingPart(block.thinking);
    case 'toolRequest':
    case 'frontendToolRequest': {
      const call = fieldsOf(fieldsOf(block.toolCall).value);
      return [callPart(block.id, call.name, call.arguments)];
    }
    case 'toolResponse': {
      const result = fieldsOf(block.toolResult);
      const value = fieldsOf(result.value);
      const failed = result.status === 'error' || value.isError === true;
      const output = result.status === 'error' ? text(result.error) : outputOf(value.content ?? result.value);
      return [resultPart(block.id, output, failed)];
    }
    case 'image':
      return textPart(notImported('image'));
    default:
      return [];
  }
}
