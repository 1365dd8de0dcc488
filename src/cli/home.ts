/** A home for programs that are started without one, as by init scripts and in containers. */
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Environment } from '../core/environment.ts';

/**
 * The user's home folder: `HOME`; where that is missing, empty or relative, what the system knows of the user, and `/`
 * for a user that it does not know, as container engines have it. Otherwise sessions would lie in whatever folder the
 * program was started in, and for an unknown user nothing would start at all.
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
