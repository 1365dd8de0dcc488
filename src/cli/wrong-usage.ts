/** The message for wrong usage: one sentence in our words, and what to type instead. */
import type { Command } from 'commander';
import { nearestNames } from '../core/nearest.ts';
import { listed } from '../core/resolve.ts';
import { capital, meantBy } from '../core/words.ts';
import { say } from './print.ts';

/** Reports wrong usage in our own words; the help it names is that of the command that was typed. */
export function sayErrors(command: Command, typed = command.name()): void {
  command.configureOutput({ outputError: (text) => say(sentenceOf(text, typed)) });
  for (const child of command.commands) sayErrors(child, `${typed} ${child.name()}`);
}

/** Commander's "error: unknown option '--x'\n(Did you mean --y?)" as one sentence of ours. */
function sentenceOf(text: string, typed: string): string {
  const flat = text
    .replace(/^error: /, '')
    .replace(/^unknown option '(.*?)'(.*)$/s, (_all, option: string, near: string) =>
      unknownOption(option, near, typed),
    )
    .replace(/\(Did you mean (.*)\?\)/, 'Did you mean $1?')
    .replace(/^option '(.*)' argument missing/, '$1 needs a value')
    .replace(/^option '(.*)' argument '(.*)' is invalid\./s, '$1 does not take "$2".')
    .replace(/^missing required argument '(.*)'/, (_all, name: string) => `${name.toUpperCase()} is missing`)
    .replace(/^command-argument value ('.*') is invalid for argument '(.*?)'/, '$1 is not a known $2')
    .replace(/^too many arguments.* but got \d+: (.*)\.\n?$/s, (_all, words: string) => tooMany(words, typed))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const begun = capital(flat);
  const whole = /[.?!)]$/.test(begun) ? begun : `${begun}.`;
  return `reprise: ${whole}${whole.includes('--help') ? '' : ` See \`${typed} --help\`.`}`;
}

/** `near` is commander's suggestion; what other programs mean by the option takes precedence. */
function unknownOption(given: string, near: string, typed: string): string {
  // Without its value, which may be a key.
  const option = given.replace(/=.*/s, '');
  const known = otherOptions.get(typed)?.get(option) ?? (option === '-m' ? modelOption : undefined);
  return `there is no option ${option}.${known === undefined ? near : ` ${known}`}`;
}

function tooMany(words: string, typed: string): string {
  const first = words.split(', ', 1)[0] ?? '';
  const elsewhere = typed === 'reprise session' ? behindSession.get(first.toLowerCase()) : undefined;
  const instead = elsewhere ?? instructions[typed] ?? 'Quote a name that contains spaces.';
  return `Too many words for \`${typed}\`: ${words.slice(0, 60)}. ${instead}`;
}

/** What was probably meant by words after a command that takes none. */
const instructions: Readonly<Record<string, string>> = {
  'reprise session': 'Give a name with -n, also with -r: `reprise session -r -n NAME`.',
  'reprise run': 'Give the question with -p, in quotes: `reprise run -p "…"`.',
  'reprise list': 'It lists all sessions; the dashboard can filter them.',
  'reprise trash list': '`reprise trash` shows the trash, `reprise trash empty` empties it.',
  'reprise trash empty': 'It deletes everything in the trash, or with --older-than only the older part.',
  'reprise stats': 'It counts all sessions; `reprise show` prints one.',
  'reprise doctor': 'It checks all sessions.',
  'reprise config': 'It only shows the settings; change them in the config file it names.',
};

/** The sentence about a word that is not a command of `parent`. */
export function unknownCommand(parent: Command, name: string): string {
  const near = nearestNames(
    parent
      .createHelp()
      .visibleCommands(parent)
      .map((command) => command.name()),
    name,
    2,
  );
  const asked = /\s/.test(name.trim()) ? asking : undefined;
  const known = parent.parent === null ? (otherWords.get(name.toLowerCase()) ?? asked) : undefined;
  const hint = known ?? (near.length > 0 ? `Did you mean ${listed(near, 'or')}?` : '');
  return `There is no command "${name.slice(0, 60)}".${hint === '' ? '' : ` ${hint}`}`;
}

const resuming = '`reprise session -r` resumes the latest session, `reprise session -r -n NAME` one by name.';
const starting = '`reprise session -n NAME` starts a new session.';
const asking = '`reprise run -p "…"` asks one question.';
const listing = '`reprise list` lists the sessions.';
const keeping = '`/provider` in the dashboard takes a key; `reprise config` shows the providers.';
const filtering =
  '`reprise run --provider offline -p WORD` searches all sessions; in the dashboard, `/` filters the list or searches the transcript.';
const version = '`reprise --version` prints the version.';
const showing = '`reprise show SESSION` prints a session.';
const renaming = '`reprise rename SESSION NAME` renames a session.';
const forking = '`reprise fork SESSION` starts a new session as a copy.';
const removing = '`reprise rm SESSION` moves a session to the trash.';
const models = '`/model` in the dashboard lists the models; `--model ID` selects one.';
const noUpdate = 'To update, run `git pull` and `npm start` in the clone.';
const piping = 'Pipe the file in, `reprise run -p "…" < FILE`, or name it in the question: `@FILE`.';
const json = '`--json` prints the reply with its details.';
const modelOption = '`--model ID` selects a model.';
const inSession = '`reprise run -r SESSION -p "…"` asks in an existing session.';

/** Other programs' words for our commands. */
const otherWords = meantBy({
  [resuming]: 'resume continue',
  [starting]: 'new chat',
  [asking]: 'ask exec e prompt',
  [listing]: 'sessions history',
  [filtering]: 'search find grep',
  [keeping]: 'login auth providers',
  [models]: 'models model',
  [noUpdate]: 'update upgrade',
  [removing]: 'delete remove',
  [showing]: 'cat',
  [renaming]: 'mv',
  [forking]: 'cp',
  [version]: 'version',
  '`reprise restore SESSION` brings a session back from the trash.': 'undelete',
  '`reprise config` shows the settings.': 'settings',
  '`reprise config` shows the settings and where the files are.': 'info',
  '`/theme` in the dashboard changes the theme; `reprise config` shows the settings.': 'theme',
});

/** What follows `session` in other programs; here each is a command of its own. */
const behindSession = meantBy({
  [listing]: 'list ls',
  [removing]: 'rm remove delete',
  [starting]: 'new',
  [resuming]: 'resume',
  [showing]: 'show',
  [renaming]: 'rename',
  [forking]: 'fork',
  '`reprise export SESSION` writes a session to a file.': 'export',
  '`reprise import FILE` creates a session from an export or another program’s conversation.': 'import',
});

/** Command → what other programs call its options; for the program itself, also those that belong to a command here. */
const otherOptions: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'reprise',
    meantBy({
      [resuming]: '-r --resume -c --continue --last -s --session',
      [starting]: '-n --name',
      [asking]: '-p --print --prompt',
      [listing]: '-l --list',
      [version]: '-v',
    }),
  ],
  ['reprise session', meantBy({ [resuming]: '-c --continue --last -s --session' })],
  [
    'reprise run',
    meantBy({
      [asking]: '-t --text',
      [piping]: '-i --instructions -f --file --image',
      [json]: '--format --output-format',
      [inSession]: '-c --continue -s --session',
    }),
  ],
]);
