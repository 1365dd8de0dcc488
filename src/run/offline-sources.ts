/** What the offline provider answers from: the help made from the table of commands, and passages of past sessions. */
import { scopes } from '../app/commands/command.ts';
import { commands, scopeTitles, slashCommands } from '../app/commands/table.ts';
import { displayKey } from '../app/key-names.ts';
import { slashUsage } from '../app/slash.ts';
import { toPattern } from '../app/transcript/query.ts';
import type { HelpTopic, OfflineSources, Passage, SessionStore } from '../ports.ts';
import { helpTopics } from './help-topics.ts';

/** How many sessions are searched for one question, newest first, and how long that may take. */
const mostSessions = 400;
const longestSearchMs = 1500;
/** How much of each session's end is searched. */
const tailBytes = 256 * 1024;

export function offlineSources(store: SessionStore): OfflineSources {
  return {
    help: [...helpTopics, ...keyTopics()],
    findPassages: (query, limit, signal) => findPassages(store, query, limit, signal),
  };
}

function keyTopics(): readonly HelpTopic[] {
  const panes = scopes.map((scope) => ({
    title: `Keys: ${scopeTitles[scope]}`,
    text: commands
      .filter((command) => command.where === scope && command.keys.length > 0)
      .map((command) => `- \`${command.keys.map(displayKey).join('` `')}\` ${command.title}`)
      .join('\n'),
  }));
  const slash = {
    title: 'Slash commands',
    text: slashCommands.map((command) => `- \`${slashUsage(command.slash)}\` ${command.title}`).join('\n'),
  };
  return [...panes, slash];
}

/** Messages that contain most of the question's longer words, best first, newest first among equals. */
async function findPassages(
  store: SessionStore,
  query: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Passage[]> {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const patterns = words.map(toPattern);
  const { sessions } = await store.list();
  const found: { readonly score: number; readonly passage: Passage }[] = [];
  const until = performance.now() + longestSearchMs;
  for (const session of sessions.slice(0, mostSessions)) {
    if (signal.aborted || performance.now() > until) break;
    const read = await store.read(session.filePath, { maxBytes: tailBytes, signal });
    if (!read.ok) continue;
    for (const message of read.value.messages) {
      // What offline itself has quoted would come back as an echo of an echo.
      if (message.provider === 'offline' || message.content.trim() === query.trim()) continue;
      const score = patterns.filter((pattern) => message.content.search(pattern) >= 0).length / words.length;
      if (score < 0.6) continue;
      const passage = {
        sessionName: session.title === '' ? session.name : session.title,
        timestamp: message.timestamp,
        role: message.role,
        text: around(message.content, patterns),
      };
      found.push({ score, passage });
    }
  }
  return found
    .sort((a, b) => b.score - a.score || b.passage.timestamp - a.passage.timestamp)
    .slice(0, limit)
    .map((one) => one.passage);
}

const common = new Set(
  'the and for with that this what when where which how does did can could would should about from into have has was were are you your ist und der die das'.split(
    ' ',
  ),
);

function wordsOf(query: string): readonly string[] {
  const words =
    query.toLowerCase().match(/[\p{L}\p{M}\p{N}_-]{3,}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,}/gu) ??
    [];
  return [...new Set(words.filter((word) => !common.has(word)))];
}

/** How much of a message is given of it, in UTF-16 units; of that, at most so much before the first matching word. */
const longestPassage = 600;
const longestLead = 200;

/** The lines around the first matching word, of which there is at least one. */
function around(content: string, patterns: readonly RegExp[]): string {
  const hit = Math.min(...patterns.map((pattern) => content.search(pattern)).filter((at) => at >= 0));
  const lineBefore = lineStart(content, lineStart(content, hit) - 1);
  const from = Math.max(lineBefore, hit - longestLead);
  return content
    .slice(from, from + longestPassage)
    .split('\n')
    .slice(0, 4)
    .join('\n')
    .trim();
}

function lineStart(content: string, at: number): number {
  return at <= 0 ? 0 : content.lastIndexOf('\n', at - 1) + 1;
}
