/** What is said when something is typed wrong: one sentence of ours, and what to type instead. */
import type { Command } from 'commander';
import { nearestNames } from '../core/nearest.ts';
import { listed } from '../core/resolve.ts';
import { capital } from '../core/words.ts';
import { say } from './print.ts';

/** Says what is typed wrong in our words; the help that is named is that of the command it was typed to. */
export function sayErrors(command: Command, typed = command.name()): void {
  command.configureOutput({ outputError: (text) => say(sentenceOf(text, typed)) });
  for (const child of command.commands) sayErrors(child, `${typed} ${child.name()}`);
}

/** Commander's "error: unknown option '--x'\n(Did you mean --y?)" as one sentence of ours. */
function sentenceOf(text: string, typed: string): string {
  const flat = text
    .replace(/^error: /, '')
    .replace(/^unknown option '(.*)'/, (_all, option: string) => unknownOption(option, typed))
    .replace(/\(Did you mean (.*)\?\)/, 'Did you mean $1?')
    .replace(/^option '(.*)' argument missing/, '$1 needs a value')
    .replace(/^option '(.*)' argument '(.*)' is invalid\./s, '$1 does not take "$2".')
    .replace(/^missing required argument '(.*)'/, (_all, name: string) => `${name.toUpperCase()} is missing`)
    .replace(/^command-argument value ('.*') is invalid for argument '(.*?)'/, '$1 is no $2 that is known')
    .replace(/^too many arguments.* but got \d+: (.*)\.\n?$/s, (_all, words: string) => tooMany(words, typed))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const begun = capital(flat);
  const whole = /[.?!)]$/.test(begun) ? begun : `${begun}.`;
  return `reprise: ${whole}${whole.includes('--help') ? '' : ` See \`${typed} --help\`.`}`;
}

function unknownOption(option: string, typed: string): string {
  const known = typed === 'reprise' ? otherOptions[option] : undefined;
  return `there is no option ${option}.${known === undefined ? '' : ` ${known}`}`;
}

function tooMany(words: string, typed: string): string {
  const instead = instructions[typed] ?? 'A name with blanks in it goes in quotes.';
  return `Too many words for \`${typed}\`: ${words.slice(0, 60)}. ${instead}`;
}

/** What was meant, perhaps, by words behind a command that takes none. */
const instructions: Readonly<Record<string, string>> = {
  'reprise session': 'A name goes behind -n, also with -r: `reprise session -r -n NAME`.',
  'reprise run': 'The question goes behind -p, in quotes: `reprise run -p "…"`.',
  'reprise list': 'It lists all sessions; the dashboard can filter them.',
  'reprise trash list': '`reprise trash` shows the trash, `reprise trash empty` empties it.',
  'reprise trash empty': 'It deletes everything in the trash, or what --older-than says.',
  'reprise stats': 'It counts all sessions; `reprise show` tells of one.',
  'reprise doctor': 'It checks all sessions.',
  'reprise config': 'It only shows the settings; they are changed in the config file that it names.',
};

/** The sentence on a word that is no command of `parent`. */
export function unknownCommand(parent: Command, name: string): string {
  const near = nearestNames(
    parent
      .createHelp()
      .visibleCommands(parent)
      .map((command) => command.name()),
    name,
    2,
  );
  const known = parent.parent === null ? otherWords[name.toLowerCase()] : undefined;
  const hint = known ?? (near.length > 0 ? `Did you mean ${listed(near, 'or')}?` : '');
  return `There is no command "${name.slice(0, 60)}".${hint === '' ? '' : ` ${hint}`}`;
}

const resuming = '`reprise session -r` resumes the latest session, `reprise session -r -n NAME` one by its name.';
const starting = '`reprise session -n NAME` starts a new session.';
const asking = '`reprise run -p "…"` asks once.';
const listing = '`reprise list` lists the sessions.';
const keeping = '`/provider` in the dashboard takes a key; `reprise config` shows who can be asked.';
const filtering = '`/` in the dashboard filters the list, and finds words in a transcript.';
const version = '`reprise --version` prints the version.';

/** Words that other programs have for what ours are called. */
const otherWords: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  resume: resuming,
  continue: resuming,
  new: starting,
  chat: starting,
  ask: asking,
  sessions: listing,
  history: listing,
  search: filtering,
  find: filtering,
  login: keeping,
  auth: keeping,
  delete: '`reprise rm SESSION` moves a session to the trash.',
  remove: '`reprise rm SESSION` moves a session to the trash.',
  undelete: '`reprise restore SESSION` brings a session back from the trash.',
  cat: '`reprise show SESSION` prints a session.',
  mv: '`reprise rename SESSION NAME` gives a session another name.',
  cp: '`reprise fork SESSION` begins a new session as a copy.',
  settings: '`reprise config` shows the settings.',
  theme: '`/theme` in the dashboard changes the theme; `reprise config` shows the settings.',
  version,
});

/** Options that other programs take right behind their name; ours belong to a command. */
const otherOptions: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  '-r': resuming,
  '--resume': resuming,
  '-c': resuming,
  '--continue': resuming,
  '-n': starting,
  '--name': starting,
  '-p': asking,
  '--print': asking,
  '--prompt': asking,
  '-l': listing,
  '--list': listing,
  '-v': version,
});
