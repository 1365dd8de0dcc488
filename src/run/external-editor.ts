/** Opens a text in the user's editor; whatever happens to the editor, what it saved is not lost. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ChildEnd, Screen } from '../app/screen.ts';
import type { Environment } from '../core/environment.ts';
import { errorMessage } from '../core/error.ts';
import { type Problem, problem } from '../core/problem.ts';

/** What was returned, and what went wrong: after a killed editor it may be both. */
export interface Edited {
  readonly text?: string;
  readonly problem?: Problem;
}

/** Opens `$VISUAL` or `$EDITOR`. The file is in a folder of its own that nobody else can read. */
export async function editText(text: string, screen: Pick<Screen, 'run'>, env: Environment): Promise<Edited> {
  // A variable that is set to nothing counts as unset.
  const editor = env.VISUAL?.trim() || env.EDITOR?.trim() || '';
  if (editor === '') return failed('No editor is set.', 'Set VISUAL or EDITOR, for example export EDITOR=vim.');
  const { default: parseArgs } = await import('string-argv');
  const [command, ...args] = parseArgs(editor);
  if (command === undefined) return failed(`“${editor}” does not name an editor.`, 'Correct VISUAL or EDITOR.');
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'reprise-'));
    const file = join(folder, `message-${randomUUID().slice(0, 8)}.md`);
    await writeFile(file, text, { mode: 0o600 });
    const end = await screen.run(command, [...args, file]);
    if (end.kind === 'killed') return await afterKill(command, end.signal, text, file, folder);
    const edited = end.kind === 'exited' && end.exitCode === 0 ? { text: await readFile(file, 'utf8') } : undefined;
    await rm(folder, { recursive: true, force: true });
    return edited ?? refused(command, end);
  } catch (error) {
    const why = errorMessage(error);
    const place = folder === undefined ? '' : ` What the editor saved may be in ${folder}.`;
    return failed(`The editor could not be used: ${why}.${place}`, 'The text in the input box is unchanged.');
  }
}

/** It had no time to report anything: what it saved counts, and what it keeps for such a case (a swap file) stays. */
async function afterKill(
  command: string,
  signal: string,
  before: string,
  file: string,
  folder: string,
): Promise<Edited> {
  const after = await readFile(file, 'utf8').catch(() => before);
  const others = (await readdir(folder)).filter((name) => name !== basename(file));
  if (others.length === 0) await rm(folder, { recursive: true, force: true });
  const why = signal === 'SIGKILL' ? ' (the system does this when memory runs out)' : '';
  const saved = after === before ? 'the text is unchanged.' : 'what it saved is in the input box.';
  const next = others.length === 0 ? '' : `Unsaved text may be in ${folder}.`;
  const ended = problem('io-error', `${basename(command)} was ended by ${signal}${why}; ${saved}`, next);
  return after === before ? { problem: ended } : { text: after, problem: ended };
}

function refused(command: string, end: Exclude<ChildEnd, { kind: 'killed' }>): Edited {
  if (end.kind === 'exited') return failed(`${command} exited with code ${end.exitCode}; the text is unchanged.`, '');
  switch (end.errorCode) {
    case 'ENOENT':
      return failed(`There is no program ${command}.`, 'Set VISUAL or EDITOR, for example export EDITOR=vim.');
    case 'EACCES':
      return failed(`You do not have permission to run ${command}.`, 'Correct VISUAL or EDITOR.');
    default:
      return failed(
        `${command} could not be started (${end.errorCode}); the text is unchanged.`,
        'Try again; the system may be out of memory or processes.',
      );
  }
}

function failed(message: string, next: string): Edited {
  return { problem: problem('io-error', message, next) };
}
