/** A home folder for programs that are started without one, for example by init scripts and in containers. */
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Environment } from '../core/environment.ts';

/**
 * The user's home folder: `HOME`; if that is missing, empty or relative, what the system knows about the user; and `/`
 * for a user it does not know, as container engines do. Otherwise sessions would be in whatever folder the program was
 * started in, and for an unknown user nothing would start at all.
 */
export function homeOf({ HOME }: Environment, ofSystem: () => string = () => userInfo().homedir): string {
  if (HOME !== undefined && isAbsolute(HOME)) return HOME;
  try {
    const known = ofSystem();
    return isAbsolute(known) ? known : '/';
  } catch {
    return '/';
  }
}
