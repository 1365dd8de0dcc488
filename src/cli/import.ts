/** `reprise import`: creates sessions from JSON exports and from the conversations of other programs. */
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { type Importable, readImport } from '../core/import/import.ts';
import { fail, ok, type Problem, problem, type Result, sentence } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import { checkFreeName, freeNameLike } from '../core/session-name.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { counted } from '../core/words.ts';
import { listFolder, readTextFile } from '../run/files.ts';
import type { Services } from '../run/services.ts';
import { listAll } from './find-sessions.ts';
import { kindOfInput, readPiped } from './piped.ts';
import { remark, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

/** Larger files do not fit into one JavaScript string. */
const largest = 400 * 1024 * 1024;
/** What other programs call the files of their conversations. */
const conversationFile = /\.jsonl?$/;

export function addImport(program: Command): void {
  program
    .command('import')
    .description('create sessions from exports, or from Claude Code, Codex, goose, opencode and pi')
    .argument('<file...>', 'exported files, other programs’ conversations, folders of them; - for standard input')
    .option('-n, --name <name>', 'name of the new session')
    .addHelpText('after', examples)
    .action((files: readonly string[], choice: { name?: string }, command: Command) =>
      withServices(command, (services) => importAll(services, files, choice.name)),
    );
}

const examples = `
Examples:
  reprise import talk.json                             an export of reprise
  reprise import ~/.claude/projects                    all of Claude Code
  reprise import ~/.codex/sessions                     all of Codex
  reprise import ~/.pi/agent/sessions                  all of pi
  goose session export -n NAME --format json | reprise import -
  opencode export ID | reprise import -

What has been imported before is not imported again. The files stay as they are.`;

/** The last problem; those before it are reported as they come, so that one failure hides no other. */
async function importAll(
  services: Services,
  files: readonly string[],
  name: string | undefined,
): Promise<Problem | undefined> {
  const sessions = await listAll(services);
  if (!sessions.ok) return sessions.problem;
  const known = [...sessions.value];
  let last: Problem | undefined;
  let skipped = 0;
  const places = await findPlaces(files, services.cwd);
  if (name !== undefined && places.length > 1) {
    return problem('bad-argument', 'A name is for one session, and these are several.', 'Leave out -n.');
  }
  for (const { place, problem: unreadable, inFolder } of places) {
    const made = unreadable ? fail(unreadable) : await importOne(services, place, name, known);
    if (made.ok) writeLine(made.value);
    // Beside the conversations in a folder of another program are files of other kinds.
    else if (inFolder && made.problem.code === 'damaged') skipped += 1;
    else {
      if (last) remark(sentence(last));
      last = made.problem;
    }
  }
  if (skipped > 0) remark(`Passed over ${counted(skipped, 'file')} without a conversation.`);
  return last;
}

interface Place {
  /** A path, or `-`. */
  readonly place: string;
  readonly inFolder?: boolean;
  readonly problem?: Problem;
}

/** The files that are meant: those that are named, and those in the folders that are named. */
async function findPlaces(files: readonly string[], cwd: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const file of files) {
    const inside = file === '-' ? undefined : await listFolder(file, cwd);
    if (inside === undefined) places.push({ place: file });
    else if (!inside.ok) places.push({ place: file, problem: inside.problem });
    else {
      const found = inside.value.filter((path) => conversationFile.test(path));
      if (found.length === 0) places.push({ place: file, problem: nothingIn(file) });
      places.push(...found.map((place) => ({ place, inFolder: true })));
    }
  }
  return places;
}

function nothingIn(folder: string): Problem {
  return problem('damaged', `There is no conversation in ${folder}.`, 'Name a folder with .jsonl files in it.');
}

/** The line that says what became of it; the new session is added to `known`. */
async function importOne(
  services: Services,
  place: string,
  wanted: string | undefined,
  known: SessionSummary[],
): Promise<Result<string>> {
  const text = place === '-' ? await readInput() : await readTextFile(place, services.cwd, largest);
  if (!text.ok) return text;
  const called = place === '-' ? 'standard input' : place;
  const read = readImport(text.value);
  if (!read.ok) return fail({ ...read.problem, message: `${called}: ${read.problem.message}` });
  const { name: given, head, messages, origin, ...rest } = read.value;
  if (messages.length === 0) return fail(problem('damaged', `${called} contains no messages.`));
  const id = idOf(origin);
  const before = id === undefined ? undefined : known.find((session) => session.id === id);
  if (before) {
    const hasGrown = (messages.at(-1)?.timestamp ?? 0) > before.endTime;
    const again = hasGrown ? `; it has gone on since: \`reprise rm ${before.id}\`, then import it again` : '';
    return ok(`already imported: ${called} is ${labelOf(before)}${again}`);
  }
  const like = wanted ?? (given === undefined ? undefined : freeNameLike(given, known));
  const name = like === undefined ? undefined : checkFreeName(like, known);
  if (name?.ok === false) return name;
  const made = await services.store.create({
    ...rest,
    messages,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name: name.value }),
    // The shown branch need not be the one with the newest message.
    ...(head === null ? {} : { head }),
  });
  if (!made.ok) return made;
  const closed = await made.value.close();
  if (!closed.ok) return closed;
  const { summary } = made.value;
  known.push(summary);
  return ok(`imported ${labelOf(summary)}${origin === undefined ? '' : notes(origin)}`);
}

/** Made from the original's id, so that a second import is noticed. */
function idOf(origin: Importable['origin']): string | undefined {
  if (origin === undefined || origin.id === '') return undefined;
  const digest = createHash('sha256').update(`${origin.program}\n${origin.id}`).digest('hex');
  return `sess_${digest.slice(0, 32)}`;
}

function labelOf({ name, named, title }: SessionSummary): string {
  return named || title === name ? name : `${name}: ${sanitizeLine(title)}`;
}

function notes({ program, unreadLines }: NonNullable<Importable['origin']>): string {
  const missing = unreadLines === 0 ? '' : `, ${counted(unreadLines, 'line')} of it could not be read`;
  return ` (from ${program}${missing})`;
}

/** The output of `ssh HOST reprise export NAME -f json`, for example. */
async function readInput(): Promise<Result<string>> {
  const kind = kindOfInput(0);
  if (kind === undefined) return fail(problem('bad-argument', 'No input was piped in.', 'Name the exported file.'));
  const text = await readPiped(process.stdin, kind, false, largest);
  return text === undefined ? fail(problem('file-too-large', 'The piped input is larger than 400 MB.')) : ok(text);
}
