/** Sessions of opencode, as `opencode export ID` writes them: one object with the session's facts and its messages. */
import { count, text } from '../record-fields.ts';
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
  usageOf,
} from './drafts.ts';

/** The title of a session that has none yet. */
const noTitle = /^(New|Child) session - /;

export function readOpencode(session: Fields, messages: readonly Fields[]): ForeignConversation {
  const drafts = new Drafts();
  for (const { info, parts } of messages) {
    const facts = fieldsOf(info);
    const isReply = facts.role === 'assistant';
    const draft = drafts.add({
      role: isReply ? 'assistant' : 'user',
      id: text(facts.id),
      timestamp: momentOf(fieldsOf(facts.time).created),
    });
    draft.parts.push(...listOf(parts).flatMap(partOf));
    if (!isReply) continue;
    draft.provider = text(facts.providerID);
    draft.model = text(facts.modelID);
    draft.stop = facts.finish === 'length' ? 'length' : 'end';
    const { input, output, reasoning, cache } = fieldsOf(facts.tokens);
    const { read, write } = fieldsOf(cache);
    const usage = usageOf(input, count(output) + count(reasoning), read, write);
    if (usage) draft.usage = usage;
    const error = fieldsOf(facts.error);
    if (text(error.name) === '') continue;
    draft.stop = error.name === 'MessageAbortedError' ? 'aborted' : 'failed';
    if (draft.stop === 'failed') draft.problem = text(fieldsOf(error.data).message) || text(error.name);
  }
  const finished = drafts.finish();
  const last = finished.findLast((message) => message.model !== undefined);
  const title = text(session.title);
  return {
    id: text(session.id),
    title: noTitle.test(title) ? '' : title,
    provider: last?.provider ?? '',
    model: last?.model ?? '',
    cwd: text(session.directory),
    messages: finished,
  };
}

function partOf(part: Fields): readonly Part[] {
  switch (part.type) {
    case 'text':
      // What the program added for the model, such as the text of a file.
      return part.synthetic === true || part.ignored === true ? [] : textPart(part.text);
    case 'reasoning':
      return thinkingPart(part.text);
    case 'tool': {
      const state = fieldsOf(part.state);
      const failed = state.status === 'error';
      const output = outputOf(failed ? state.error : state.output);
      return [callPart(part.callID, part.tool, state.input), resultPart(part.callID, output, failed)];
    }
    case 'file':
      return textPart(notImported(text(part.filename) || text(part.mime) || 'file'));
    default:
      return [];
  }
}
