/**
 * Sessions of pi: `~/.pi/agent/sessions/--FOLDER--/TIME_ID.jsonl`. A line about the session, then entries; since its
 * second version they form a tree, as the messages of a session here do.
 */
import { text } from '../record-fields.ts';
import type { Part, StopReason } from '../session.ts';
import {
  callPart,
  type Draft,
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

const stops: Readonly<Record<string, StopReason>> = { length: 'length', error: 'failed', aborted: 'aborted' };

export function readPi([header = {}, ...entries]: readonly Fields[]): ForeignConversation {
  const drafts = new Drafts();
  let name = '';
  let { provider, model } = { provider: text(header.provider), model: text(header.modelId) };
  for (const entry of entries) {
    const before = placeBefore(entry);
    if (entry.type === 'session_info') name = text(entry.name);
    if (entry.type === 'model_change') {
      provider = text(entry.provider) || provider;
      model = text(entry.modelId) || model;
    }
    const place =
      entry.type === 'message'
        ? add(fieldsOf(entry.message), entry, before)
        : entry.type === 'compaction'
          ? summed(entry, before)
          : before;
    drafts.place(text(entry.id), place);
  }
  const messages = drafts.finish();
  const last = messages.findLast((message) => message.model !== undefined);
  return {
    id: text(header.id),
    ...(name === '' ? {} : { name }),
    title: '',
    provider: last?.provider ?? provider,
    model: last?.model ?? model,
    cwd: text(header.cwd),
    messages,
  };

  function placeBefore(entry: Fields): Draft | null {
    return entry.parentId === null ? null : drafts.placeOf(text(entry.parentId));
  }

  function add(message: Fields, entry: Fields, before: Draft | null): Draft | null {
    const start = {
      id: text(entry.id),
      parent: before?.id ?? null,
      timestamp: momentOf(message.timestamp) || momentOf(entry.timestamp),
    };
    switch (message.role) {
      case 'user': {
        const draft = drafts.add({ ...start, role: 'user' });
        draft.parts.push(...partsOf(message.content));
        return draft;
      }
      case 'assistant':
        return replied(drafts.add({ ...start, role: 'assistant' }), message);
      case 'toolResult': {
        // The results of one reply's tools follow each other.
        const draft = before?.role === 'tool' ? before : drafts.add({ ...start, role: 'tool' });
        draft.parts.push(resultPart(message.toolCallId, outputOf(message.content), message.isError === true));
        return draft;
      }
      case 'bashExecution': {
        const draft = drafts.add({ ...start, role: 'user' });
        draft.parts.push(...textPart(`! ${text(message.command)}\n\n${text(message.output)}`.trim()));
        return draft;
      }
      default:
        return before;
    }
  }

  function replied(draft: Draft, message: Fields): Draft {
    draft.parts.push(...partsOf(message.content));
    draft.provider = text(message.provider) || provider;
    draft.model = text(message.model) || model;
    draft.stop = stops[text(message.stopReason)] ?? 'end';
    if (draft.stop === 'failed') draft.problem = text(message.errorMessage) || 'The request failed.';
    const counts = fieldsOf(message.usage);
    const usage = usageOf(counts.input, counts.output, counts.cacheRead, counts.cacheWrite);
    if (usage) draft.usage = usage;
    return draft;
  }

  function summed(entry: Fields, before: Draft | null): Draft {
    const start = { id: text(entry.id), parent: before?.id ?? null, timestamp: momentOf(entry.timestamp) };
    return drafts.addSummary(start, entry.summary);
  }
}

function partsOf(content: unknown): readonly Part[] {
  if (typeof content === 'string') return textPart(content);
  return listOf(content).flatMap((block): readonly Part[] => {
    switch (block.type) {
      case 'text':
        return textPart(block.text);
      case 'thinking':
        return thinkingPart(block.thinking);
      case 'toolCall':
        return [callPart(block.id, block.name, block.arguments)];
      default:
        return textPart(notImported(text(block.type) || 'something'));
    }
  });
}
