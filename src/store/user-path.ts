/** A path as a person wrote it, made whole. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Shells expand `~` only at the start of a bare word, not in `--sessions=~/x`, a quoted variable, or text typed here. */
export function userPath(written: string, cwd: string, home: string = homedir()): string {
  return written === '~' || written.startsWith('~/') ? join(home, written.slice(1)) : resolve(cwd, written);
}
