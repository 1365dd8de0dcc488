/** Themes from their files: the chosen one, fast, before the first frame; all of them for the picker. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorMessage } from '../core/error.ts';
import { parseJson } from '../core/json.ts';
import { nearestWord } from '../core/nearest.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { isSafeName } from '../core/safe-name.ts';
import type { Theme } from '../core/theme.ts';
import { defaultThemes, resolveTheme } from '../core/theme-file.ts';
import { fallbackTheme } from '../core/theme-file-fallback.ts';
import { isMissing } from './replace.ts';

export interface ThemeFolders {
  /** The themes that come with the program. */
  readonly builtinDir: string;
  /** The user's own; a theme there wins over a built-in one of the same name. It may be missing. */
  readonly userDir: string;
}

/** A picture put here by mistake is not read into memory. */
const longestFile = 256 * 1024;

/**
 * The theme to start with; `auto` is the default for the terminal's `kind`. Reads one file when the theme's file is
 * named after it, as built-in ones are. Always returns a theme: with a problem, the default one or, if even that cannot
 * be read, the one built into the program.
 */
export async function loadTheme(
  name: string,
  kind: 'dark' | 'light',
  folders: ThemeFolders,
): Promise<{ readonly theme: Theme; readonly problem?: Problem }> {
  const standard = defaultThemes[kind];
  const found = await findTheme(name === 'auto' ? standard : name, folders);
  if (found.ok) return { theme: found.value };
  const other = name === 'auto' ? found : await findTheme(standard, folders);
  return { theme: other.ok ? other.value : fallbackTheme(kind), problem: found.problem };
}

/**
 * All themes by name, with the user's own in place of built-in ones of the same name; and what is wrong with the
 * others.
 */
export async function loadThemes(
  folders: ThemeFolders,
): Promise<{ readonly themes: readonly Theme[]; readonly problems: readonly Problem[] }> {
  const themes = new Map<string, Theme>();
  const problems: Problem[] = [];
  for (const folder of [folders.builtinDir, folders.userDir]) {
    const files = await themeFiles(folder);
    if (!files.ok) problems.push(files.problem);
    for (const file of files.ok ? files.value : []) {
      const read = readTheme(join(folder, file));
      if (read === undefined) continue;
      if (read.ok) themes.set(read.value.name, read.value);
      else problems.push(read.problem);
    }
  }
  return { themes: [...themes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

async function findTheme(name: string, folders: ThemeFolders): Promise<Result<Theme>> {
  if (isSafeName(name)) {
    for (const folder of [folders.userDir, folders.builtinDir]) {
      const read = readTheme(join(folder, `${name}.json`));
      if (read !== undefined && (!read.ok || read.value.name === name)) return read;
    }
  }
  // The user may have given the file another name than the theme in it.
  const { themes } = await loadThemes(folders);
  const found = themes.find((theme) => theme.name === name);
  if (found) return ok(found);
  const names = themes.map((theme) => theme.name);
  const meant = nearestWord(names, name);
  const next = meant === undefined ? `Choose from ${names.join(', ')}.` : `Did you mean "${meant}"?`;
  return fail(
    problem('bad-theme', `There is no theme named ${JSON.stringify(name.slice(0, 60))}.`, next, { candidates: names }),
  );
}

/** Undefined when there is no such file. Synchronous: the first frame waits for it, and threads would take longer. */
function readTheme(path: string): Result<Theme> | undefined {
  let text: string;
  try {
    // O_NONBLOCK: a pipe put here must not block the start. Links are followed: people keep such files elsewhere.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(file);
      if (!found.isFile() || found.size > longestFile) return unusable(path, 'It is not a theme file.');
      text = readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    return unusable(path, `It cannot be read: ${errorMessage(error)}.`);
  }
  const resolved = resolveTheme(parseJson(text));
  return resolved.ok ? resolved : unusable(path, resolved.problem.message, resolved.problem);
}

function unusable(path: string, why: string, found?: Problem): Result<never> {
  const next = found?.next || 'Correct the file, or choose another theme with /theme.';
  return fail(
    problem('bad-theme', `The theme file ${basename(path)} cannot be used. ${why}`, `${next} The file is ${path}.`),
  );
}

async function themeFiles(folder: string): Promise<Result<string[]>> {
  try {
    return ok((await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort());
  } catch (error) {
    if (isMissing(error)) return ok([]);
    const why = errorMessage(error);
    return fail(
      problem('bad-theme', `The themes in ${folder} cannot be read: ${why}.`, 'Check the folder’s owner and mode.'),
    );
  }
}
