/** Changes one setting in the config file; comments, order and everything else in it stay. */
import { applyEdits, modify } from 'jsonc-parser';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { capital } from '../core/words.ts';
import { diskProblem } from './disk.ts';
import { readIfThere, replaceFile } from './replace.ts';
import { checkConfig } from './settings-complaints.ts';
import { complaintProblem } from './settings-file.ts';

/** One change at a time: each reads what the one before it wrote. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Puts `value` at `path` (`['anthropic', 'apiKey']`), or removes it when undefined. The file is created when missing,
 * is private to its owner (0600), and is replaced whole. Nothing is written when reading would not accept the value
 * (`bad-argument`), when the file is broken (`bad-config`: an edit could make it worse), or on a disk error
 * (`io-error`).
 */
export function saveSetting(configFile: string, path: readonly string[], value: unknown): Promise<Result<void>> {
  const turn = queue.then(() => change(configFile, path, value));
  queue = turn;
  return turn;
}

async function change(configFile: string, path: readonly string[], value: unknown): Promise<Result<void>> {
  const refused = value === undefined ? undefined : refusal(path, value);
  if (refused) return fail(refused);
  try {
    const before = (await readIfThere(configFile)) ?? '';
    const text = before.trim() === '' ? '{}\n' : before;
    const broken = checkConfig(text).complaints.find(({ kind }) => kind === 'syntax');
    if (broken) {
      const next = 'Correct that first; nothing was changed.';
      return fail(complaintProblem({ ...broken, next }, configFile));
    }
    const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
    const edits = modify(text, [...path], value, { formattingOptions });
    await replaceFile(configFile, applyEdits(text, edits), 'all');
    return ok(undefined);
  } catch (error) {
    return fail(
      problem(
        'io-error',
        `The setting could not be saved. ${whyNot(error, configFile)}`,
        `It applies until you quit. The file is ${configFile}.`,
      ),
    );
  }
}

/** In plain words where we have any for a settings file; only the system knows what is wrong with its folder. */
function whyNot(error: unknown, configFile: string): string {
  const found = diskProblem(error, configFile);
  const isPlain = ['no-permission', 'read-only', 'disk-full', 'disk-quota'].includes(found.code);
  return isPlain || !(error instanceof Error) ? found.message : `The system says: ${error.message}.`;
}

/** What reading would say about this setting if it were in the file. */
function refusal(path: readonly string[], value: unknown): Problem | undefined {
  const text = applyEdits('{}', modify('{}', [...path], value, {}));
  const [found] = checkConfig(text).complaints;
  return found && problem('bad-argument', capital(found.says), 'Nothing was changed.');
}
