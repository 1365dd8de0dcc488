/** Where everything lives on this machine: the one place that knows folders and file names of our own. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { Environment } from '../core/environment.ts';
import { currentFolder, userPath } from './user-path.ts';

export interface Paths {
  /** `$REPRISE_HOME`, when that is set: everything is below it. */
  readonly home?: string;
  /** The session files. */
  readonly sessionsDir: string;
  /** Trashed sessions; inside the sessions folder, so that moving there is a rename within one file system. */
  readonly trashDir: string;
  readonly configFile: string;
  /** The user's own themes, `*.json`, beside the config file. */
  readonly themesDir: string;
  /** Everything in it can be made again: deleting it only costs time. */
  readonly cacheDir: string;
  // Drafts, prompt history, crash reports, the last view: kept between starts, but of no use on another machine.
  readonly draftsDir: string;
  readonly historyFile: string;
  readonly crashDir: string;
  /** How the list of `sessionsDir` was left: order, density, the session under the cursor. */
  readonly lastViewFile: string;
  /** The cache of the list of `sessionsDir`. */
  readonly listCacheFile: string;
}

/** The platform's folders for one program, as `env-paths` names them. */
export interface PlatformFolders {
  readonly data: string;
  readonly config: string;
  readonly cache: string;
  readonly log: string;
}

export interface PathOverrides {
  /** `--sessions DIR`; relative to `cwd`. */
  readonly sessions?: string;
  /** The folder that relative names start from. */
  readonly cwd?: string;
  /** The user's home, for `~/…`. */
  readonly userHome?: string;
  /** The platform's folders; `env-paths` gives them by default. */
  readonly platform?: PlatformFolders;
}

/**
 * All paths for this environment. Does not touch the disk.
 * `REPRISE_HOME` (if not empty) puts everything below one folder; otherwise the platform's folders are used (on Linux
 * those of the XDG base directory specification).
 */
export function findPaths(env: Environment, overrides: PathOverrides = {}): Paths {
  const cwd = overrides.cwd ?? currentFolder(env);
  const place = (name: string) => userPath(name, cwd, overrides.userHome);
  const ownHome = env.REPRISE_HOME?.trim();
  const home = ownHome ? place(ownHome) : undefined;
  const folders = home === undefined ? platformFolders(overrides, cwd) : foldersBelow(home);
  const sessionsDir = overrides.sessions ? place(overrides.sessions) : join(folders.data, 'sessions');
  return {
    ...(home === undefined ? {} : { home }),
    sessionsDir,
    trashDir: trashFolder(sessionsDir),
    configFile: join(folders.config, 'config.json'),
    themesDir: join(folders.config, 'themes'),
    cacheDir: folders.cache,
    draftsDir: join(folders.log, 'drafts'),
    historyFile: join(folders.log, 'history.jsonl'),
    crashDir: join(folders.log, 'crashes'),
    lastViewFile: join(folders.log, `view-${fingerprint(sessionsDir)}.json`),
    listCacheFile: join(folders.cache, `list-${fingerprint(sessionsDir)}.jsonl`),
  };
}

/** The trash of a sessions folder. Hidden, and a folder: the list takes neither for a session. */
export function trashFolder(sessionsDir: string): string {
  return join(sessionsDir, '.trash');
}

/**
 * A relative XDG variable would move the sessions with every `cd`. The specification says to ignore it, but env-paths
 * does not. The result is made absolute in any case, for a home that is itself relative.
 */
function platformFolders({ platform, userHome = homedir() }: PathOverrides, cwd: string): PlatformFolders {
  const { data, config, cache, log } = platform ?? envPaths('reprise', { suffix: '' });
  const whole = (folder: string, usual: string) =>
    isAbsolute(folder) ? folder : resolve(cwd, userHome, usual, 'reprise');
  return {
    data: whole(data, '.local/share'),
    config: whole(config, '.config'),
    cache: whole(cache, '.cache'),
    log: whole(log, '.local/state'),
  };
}

function foldersBelow(home: string): PlatformFolders {
  return { data: home, config: home, cache: join(home, 'cache'), log: join(home, 'state') };
}

/**
 * A short name for a folder (two 32-bit hashes), so that each folder has its own cache and its own last view.
 * Collisions do no harm: the cache also holds the folder's name, and a view without its session is still a view.
 */
function fingerprint(folder: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < folder.length; i++) {
    const code = folder.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
