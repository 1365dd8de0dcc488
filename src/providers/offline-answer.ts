/** The offline provider's answer: help topics and past passages that share words with the question, as Markdown. */
import { speakerOf } from '../core/session.ts';
import { dayOf } from '../core/stats-day.ts';
import type { HelpTopic, OfflineSources, Passage } from '../ports.ts';

/** Begins every answer. Passages with this beginning are its own earlier answers and are not quoted again. */
const heading = '**Offline** · no language model is connected';

const mostTopics = 2;
/** A second topic is added when it fits nearly as well as the first. */
const leastBeside = 0.65;
const longestQuote = 320;

/** Words that say nothing about the subject of a question. */
const stopWords = new Set(
  `a about again all also am an and any are as at be been but by can could did do does for from get give had has have
  hello help hey hi how i if in into is it its just like make may me more my no not of on one or our please say should
  so some tell than thank thanks that the their them then there these they this to up us use want was we were what
  when where which who why will with would you your`.split(/\s+/),
);

/** Words that only ask for a search: they may fit the help, but are not what the user is looking for. */
const lookingWords = new Set(
  `ago chat chats conversation conversations discuss discussed earlier find found last look looked looking mention
  mentioned message messages month months past remember said saying search seek session sessions show talk talked
  talking week weeks word words write wrote yesterday`.split(/\s+/),
);

export async function composeAnswer(
  prompt: string,
  sources: OfflineSources,
  mostPassages: number,
  signal: AbortSignal,
): Promise<string> {
  const words = tellingWords(prompt);
  const topics = fittingTopics(words, sources.help);
  // Twice as many, since some are the question itself or quotes of quotes.
  const meant = words.filter((word) => !lookingWords.has(word));
  const query = (meant.length > 0 ? meant : words).join(' ');
  const found = query === '' ? [] : await findPassages(query, mostPassages * 2, sources, signal);
  const passages = found.filter((passage) => isWorthQuoting(passage, prompt)).slice(0, mostPassages);

  const sections = [`${heading}; this comes from reprise's own help and your past sessions.`];
  for (const topic of topics) sections.push(`### ${topic.title}\n\n${fittingText(topic, words)}`);
  if (passages.length > 0) {
    sections.push('### From your past sessions');
    for (const passage of passages) sections.push(quote(passage, words));
  }
  if (topics.length === 0 && passages.length === 0) sections.push(nothingFound(words, sources));
  return `${sections.join('\n\n')}\n`;
}

/** If the search fails, the answer only lacks its quotes. */
async function findPassages(
  query: string,
  limit: number,
  sources: OfflineSources,
  signal: AbortSignal,
): Promise<readonly Passage[]> {
  try {
    return await sources.findPassages(query, limit, signal);
  } catch {
    return [];
  }
}

function tellingWords(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}_'-]*/gu) ?? [];
  return [...new Set(words.filter((word) => !stopWords.has(word)))].slice(0, 12);
}

/** How much of what a question is about its topic must share, so that a chance word does not make an answer. */
const leastShare = 0.3;

/**
 * Topics by shared words. A word counts more in the title or in other names for the topic, and less if many topics have
 * it.
 */
function fittingTopics(words: readonly string[], help: readonly HelpTopic[]): readonly HelpTopic[] {
  const indexed = help.map((topic) => ({
    topic,
    named: wordSet(`${topic.title} ${topic.words ?? ''}`),
    text: wordSet(topic.text),
  }));
  const weighed = [...wordSet(words.join(' '))].map((word) => {
    const spread = indexed.filter(({ named, text }) => named.has(word) || text.has(word)).length;
    return { word, weight: Math.log(1 + help.length / Math.max(1, spread)) };
  });
  const asked = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const scored = indexed.map(({ topic, named, text }) => {
    let shared = 0;
    let score = 0;
    for (const { word, weight } of weighed) {
      if (!named.has(word) && !text.has(word)) continue;
      shared += weight;
      score += named.has(word) ? 3 * weight : weight;
    }
    return { topic, score: shared < asked * leastShare ? 0 : score };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score > 0 && score >= best * leastBeside)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostTopics)
    .map(({ topic }) => topic);
}

/**
 * From a list, only the points that share the most words with the question, not counting those in the title; else all
 * of it.
 */
function fittingText({ title, text: whole }: HelpTopic, words: readonly string[]): string {
  const text = whole.trim();
  const lines = text.split('\n');
  const titled = wordSet(title);
  const wanted = words.map(stem).filter((word) => !titled.has(word));
  if (!lines.every((line) => line.startsWith('- '))) return text;
  const scored = lines.map((line) => {
    const said = wordSet(line);
    return { line, score: wanted.filter((word) => said.has(word)).length };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score === best)
    .map(({ line }) => line)
    .join('\n');
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []).map(stem));
}

/** So that `sessions` finds `session` and `renaming` finds `rename`. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ing|ed|es|s|e)$/, '') : word;
}

function isWorthQuoting(passage: Passage, prompt: string): boolean {
  const text = passage.text.trim();
  return text !== '' && text !== prompt.trim() && !text.includes(heading);
}

function quote(passage: Passage, words: readonly string[]): string {
  const text = excerpt(
    passage.text
      .replace(/```+\w*/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    words,
  );
  return `> ${text}\n>\n> — **${plain(passage.sessionName)}**, ${day(passage.timestamp)}, ${speakerOf(passage)}`;
}

/** About `longestQuote` characters around the first matching word, cut at blanks. */
function excerpt(text: string, words: readonly string[]): string {
  if (text.length <= longestQuote) return text;
  const lower = text.toLowerCase();
  const hits = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const from = Math.max(0, Math.min(...(hits.length > 0 ? hits : [0])) - 80);
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1;
  const end = start + longestQuote >= text.length ? text.length : text.lastIndexOf(' ', start + longestQuote);
  const body = text.slice(start, end > start ? end : start + longestQuote).toWellFormed();
  return `${start > 0 ? '… ' : ''}${body}${end < text.length ? ' …' : ''}`;
}

/** A name without the characters that Markdown would interpret. */
function plain(name: string): string {
  return name.replace(/[*_`[\]<>\\]/g, '\\$&');
}

/** `2026-11-22`, in local time, as the list of sessions shows it. */
function day(timestamp: number): string {
  return Number.isNaN(new Date(timestamp).getTime()) ? 'date unknown' : dayOf(timestamp);
}

function nothingFound(words: readonly string[], sources: OfflineSources): string {
  const opening =
    words.length === 0
      ? 'Ask about reprise itself, or about something you have talked about before.'
      : `Nothing in the help or in your past sessions matches “${words.join(' ')}”.`;
  const topics = sources.help.slice(0, 6).map((topic) => `- ${topic.title}`);
  const list = topics.length > 0 ? `\n\nThe help knows about:\n\n${topics.join('\n')}` : '';
  return (
    `${opening} For answers from a model, set \`ANTHROPIC_API_KEY\` or \`OPENAI_API_KEY\`, or start a local server ` +
    `such as Ollama, then choose it with \`/provider\`.${list}`
  );
}
