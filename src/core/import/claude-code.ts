/**
 * Sessions of Claude Code: `~/.claude/projects/FOLDER/ID.jsonl`, one event a line. A reply comes in several lines with
 * one message id; what tools returned comes as messages of the user; each line names the one before it.
 */
import { text } from '../record-fields.ts';
import type { Part } from '../session.ts';
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

/** What Claude Code itself puts into the conversation around a command of the user. */
const localOutput =
  /^<(local-command-(stdout|stderr|caveat)|task-notification|system-reminder)>|^Caveat: The messages below/;
const commandName = /<command-name>\/?(.*?)<\/command-name>/s;
const commandArgs = /<command-args>(.*?)<\/command-args>/s;
const interrupted = /^\[Request interrupted by user.*\]$/;
const shellTags = /<\/?bash-(input|stdout|stderr)>/g;

export function readClaudeCode(lines: readonly Fields[]): ForeignConversation {
  const drafts = new Drafts();
  const replies = new Map<string, Draft>();
  const results = new Map<Draft, Draft>();
  const titles: { readonly title: string; readonly leaf: string }[] = [];
  let name = '';

  for (const line of lines) {
    if (line.type === 'custom-title') name = text(line.customTitle);
    if (line.type === 'ai-title') titles.push({ title: text(line.aiTitle), leaf: '' });
    if (line.type === 'summary') titles.push({ title: text(line.summary), leaf: text(line.leafUuid) });
    // What an agent of its own said to itself.
    if (line.isSidechain === true) continue;
    const before = placeBefore(line);
    const place = line.type === 'assistant' ? reply(line, before) : line.type === 'user' ? said(line, before) : before;
    drafts.place(text(line.uuid), place);
  }
  // A summary at the top of a file may be that of another session.
  const title = titles.findLast(({ leaf }) => leaf === '' || drafts.hasLine(leaf))?.title ?? '';
  // A session that was resumed may begin with lines of the one before it.
  const last = lines.findLast((line) => text(line.sessionId) !== '');
  const messages = drafts.finish();
  return {
    id: text(last?.sessionId),
    ...(name === '' ? {} : { name }),
    title,
    provider: 'anthropic',
    model: messages.findLast((message) => message.model !== undefined)?.model ?? '',
    cwd: text(lines.find((line) => text(line.cwd) !== '')?.cwd),
    messages,
  };

  function placeBefore(line: Fields): Draft | null {
    const parent = text(line.parentUuid) || text(line.logicalParentUuid);
    return parent === '' && line.parentUuid === null ? null : drafts.placeOf(parent);
  }

  function reply(line: Fields, before: Draft | null): Draft {
    const message = fieldsOf(line.message);
    const id = text(message.id);
    let draft = replies.get(id);
    if (!draft) {
      draft = drafts.add({ role: 'assistant', id, parent: before?.id ?? null, timestamp: momentOf(line.timestamp) });
      if (id !== '') replies.set(id, draft);
    }
    const model = text(message.model);
    const parts = listOf(message.content).flatMap(partOf);
    if (line.isApiErrorMessage === true || model === '<synthetic>') {
      draft.stop = 'failed';
      draft.problem = parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
      return draft;
    }
    draft.parts.push(...parts);
    draft.provider = 'anthropic';
    draft.model = model;
    const counts = fieldsOf(message.usage);
    const usage = usageOf(
      counts.input_tokens,
      counts.output_tokens,
      counts.cache_read_input_tokens,
      counts.cache_creation_input_tokens,
    );
    // Each line of a reply repeats the counts, and the last ones are whole.
    if (usage) draft.usage = usage;
    draft.stop =
      message.stop_reason === 'max_tokens' ? 'length' : message.stop_reason === 'refusal' ? 'refused' : 'end';
    return draft;
  }

  function said(line: Fields, before: Draft | null): Draft | null {
    const { content } = fieldsOf(line.message);
    const parts = typeof content === 'string' ? textPart(content) : listOf(content).flatMap(partOf);
    const returned = parts.filter((part) => part.type === 'tool_result');
    const words = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
    const place = returned.length > 0 ? returnedTo(before, line, returned) : before;
    if (line.isMeta === true || words.trim() === '') return place;
    if (interrupted.test(words.trim())) {
      const stopped = drafts.lastReply;
      if (stopped) stopped.stop = 'aborted';
      return place;
    }
    if (localOutput.test(words)) {
      // The command before it was one of the program's own and never reached a model.
      if (place?.role === 'user') place.parts.length = 0;
      return place;
    }
    const start = { id: text(line.uuid), parent: place?.id ?? null, timestamp: momentOf(line.timestamp) };
    if (line.isCompactSummary === true) return drafts.addSummary(start, words);
    const prompt = drafts.add({ ...start, role: 'user' });
    prompt.parts.push(...textPart(typed(words)));
    return prompt;
  }

  /** The results of one reply's tools are one message, even if they came one by one between its lines. */
  function returnedTo(before: Draft | null, line: Fields, parts: readonly Part[]): Draft {
    const asked = before?.role === 'tool' ? undefined : (before ?? undefined);
    let draft = before?.role === 'tool' ? before : asked && results.get(asked);
    draft ??= drafts.add({ role: 'tool', parent: before?.id ?? null, timestamp: momentOf(line.timestamp) });
    if (asked) results.set(asked, draft);
    draft.parts.push(...parts);
    return draft;
  }
}

/** A command as it was typed, a line for the shell without its tags, everything else as it is. */
function typed(words: string): string {
  const command = commandName.exec(words)?.[1];
  if (command !== undefined) return `/${command} ${commandArgs.exec(words)?.[1] ?? ''}`.trim();
  return words.startsWith('<bash-') ? words.replace(shellTags, '').trim() : words;
}

function partOf(block: Fields): readonly Part[] {
  switch (block.type) {
    case 'text':
      return textPart(block.text);
    case 'thinking':
      return thinkingPart(block.thinking);
    case 'tool_use':
      return [callPart(block.id, block.name, block.input)];
    case 'tool_result':
      return [resultPart(block.tool_use_id, outputOf(block.content), block.is_error === true)];
    case 'image':
    case 'document':
      return textPart(notImported(block.type));
    default:
      return [];
  }
}
