/** Follows the sessions folder: reports which session files were created, changed or removed, by anyone. */
import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isSessionFileName, sidecar } from './files.ts';

export interface WatchOptions {
  /** Never ask the system to watch; poll instead. */
  readonly poll?: boolean;
  /** Pause after which changes are reported together, in ms. */
  readonly settleMs?: number;
  /** Shortest pause between two looks while polling, in ms. */
  readonly pollMs?: number;
  /** The paths of the files that the caller knows at that moment. */
  readonly knownFiles?: () => readonly string[];
}

/**
 * Calls `onChange` with the paths of the session files that changed; changes close together are reported together. What
 * this process writes is reported too: the caller compares. Files beside sessions (`.partial`, locks, torn tails,
 * temporary files) are not reported, except the lock's holder file, which counts as a change of its session. If the
 * system cannot watch (too many watches, no folder yet, folder removed), the folder is checked every two seconds, or
 * less often when a check takes long. If the folder was moved or replaced, nobody knows what became of its files: then
 * all of `knownFiles` are reported, and all that are there. Returns a function that stops it. Does not keep the process
 * alive.
 */
export function watchFolder(
  directory: string,
  onChange: (filePaths: readonly string[]) => void,
  options: WatchOptions = {},
): () => void {
  const settleMs = options.settleMs ?? 80;
  const pollMs = options.pollMs ?? 2000;
  const changed = new Set<string>();
  let known: Map<string, string> | undefined;
  let watcher: FSWatcher | undefined;
  let settleTimer: NodeJS.Timeout | undefined;
  let pollTimer: NodeJS.Timeout | undefined;
  let stopped = false;

  const note = (entry: string) => {
    // Somebody took or released a session: that is a change of the session too.
    const name = sessionOfHolder(entry) ?? entry;
    if (stopped || !isSessionFileName(name)) return;
    changed.add(name);
    // Later changes do not postpone it: otherwise a file that never rests would never be reported.
    settleTimer ??= setTimeout(tell, settleMs).unref();
  };
  const tell = () => {
    settleTimer = undefined;
    const paths = [...changed].map((name) => join(directory, name));
    changed.clear();
    if (!stopped && paths.length > 0) onChange(paths);
  };

  const follow = (): boolean => {
    if (options.poll) return false;
    try {
      watcher = watch(directory, { persistent: false }, (_event, name) => {
        // The folder itself was moved or removed, or the system lost events: we have to look ourselves.
        if (name === null || name === basename(directory)) {
          lose();
          void look();
        } else note(name);
      });
      watcher.on('error', () => {
        lose();
        lookLater(pollMs);
      });
      return true;
    } catch {
      return false;
    }
  };
  const unfollow = () => {
    watcher?.close();
    watcher = undefined;
  };
  const lose = () => {
    unfollow();
    known = undefined;
  };

  const lookLater = (ms: number) => {
    if (stopped) return;
    clearTimeout(pollTimer);
    pollTimer = setTimeout(() => void look(), ms).unref();
  };
  const look = async () => {
    const began = performance.now();
    const now = await snapshot(directory);
    if (stopped) return;
    if (now === undefined) unfollow();
    if (known === undefined) for (const filePath of options.knownFiles?.() ?? []) note(basename(filePath));
    for (const name of differences(known ?? new Map(), now ?? new Map())) note(name);
    known = now ?? new Map();
    if (watcher !== undefined) return;
    if (now !== undefined && follow()) {
      // A change between that look and the watch would be missed: look once more.
      void look();
      return;
    }
    lookLater(Math.max(pollMs, 20 * (performance.now() - began)));
  };

  if (!follow()) {
    void snapshot(directory).then((first) => {
      known = first ?? new Map();
      lookLater(pollMs);
    });
  }
  return () => {
    stopped = true;
    clearTimeout(settleTimer);
    clearTimeout(pollTimer);
    unfollow();
  };
}

/** Size and time of each session file by name; undefined when the folder cannot be read. */
async function snapshot(directory: string): Promise<Map<string, string> | undefined> {
  try {
    const names = (await readdir(directory)).filter(isSessionFileName);
    const found = new Map<string, string>();
    for (let i = 0; i < names.length; i += 32) {
      const some = names.slice(i, i + 32);
      const stats = await Promise.all(some.map((name) => lstat(join(directory, name)).catch(() => undefined)));
      some.forEach((name, j) => {
        const stat = stats[j];
        if (stat?.isFile()) found.set(name, `${stat.ino} ${stat.size} ${stat.mtimeMs}`);
      });
    }
    return found;
  } catch {
    return undefined;
  }
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names: string[] = [];
  for (const [name, state] of after) if (before.get(name) !== state) names.push(name);
  for (const name of before.keys()) if (!after.has(name)) names.push(name);
  return names;
}

function sessionOfHolder(name: string): string | undefined {
  const ending = sidecar.holder('');
  return name.endsWith(ending) ? name.slice(0, -ending.length) : undefined;
}
