/** Resolves a path as a person wrote it, and the folder it is relative to. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from '../core/environment.ts';
import { throwIfBug } from './disk.ts';

/**
 * Shells expand `~` only at the start of a bare word, not in `--sessions=~/x`, a quoted variable, or text typed here.
 */
export function userPath(written: string, cwd: string, home?: string): string {
  // The system is asked for the home folder only when it is needed: it may not know one.
  return written === '~' || written.startsWith('~/')
    ? join(home ?? homedir(), written.slice(1))
    : resolve(cwd, written);
}

/**
 * The folder the program was started in. If that has been deleted since, the system cannot name it; the shell's
 * variable stands in, so that relative names lead nowhere instead of somewhere else.
 */
export function currentFolder(env: Environment, ofSystem: () => string = process.cwd): string {
  try {
    return ofSystem();
  } catch (error) {
    throwIfBug(error);
    return env.PWD && isAbsolute(env.PWD) ? env.PWD : '/';
  }
}
