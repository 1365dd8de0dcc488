/**
 * Where the installed package is, and so its themes and version: for the sources, for dist, and for a packed tarball.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseObject } from '../core/json.ts';

/** The folder that holds package.json and themes/. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The folder of the themes that come with the program. */
export function themesFolder(): string {
  return join(packageFolder(), 'themes');
}

/** As package.json has it; empty if that is unknown. */
export function packageVersion(): string {
  const { version } = parseObject(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return typeof version === 'string' ? version : '';
}
