/** Where the installed package is: its themes and its version, from the sources, from dist, from a packed tarball. */
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

/** The folder of the themes that come along. */
export function themesFolder(): string {
  return join(packageFolder(), 'themes');
}

/** As package.json has it; empty when that cannot be told. */
export function packageVersion(): string {
  const { version } = parseObject(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return typeof version === 'string' ? version : '';
}
