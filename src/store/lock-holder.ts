/** Who holds a session's lock: a small file beside it, and whether that process is still alive. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { parseObject } from '../core/json.ts';
import { type Disk, errorCode, nodeDisk, readUpTo, throwIfBug } from './disk.ts';
import { closeQuietly, lookAt, openFile, removeQuietly, sidecar } from './files.ts';
import { isLocked } from './lock-database.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its kernel counts; empty where that is unknown. Distinguishes a reused pid. */
  readonly began: string;
}

/** What this process writes when it takes a lock. */
export function thisProcess(): Holder {
  return { pid: process.pid, host: hostname(), began: processStart(process.pid) };
}

/** `pid 4711 on host` if a process that may be alive says that it holds the session, which is locked; undefined otherwise. */
export async function readHolder(disk: Disk, filePath: string): Promise<string | undefined> {
  const holder = await livingHolder(disk, filePath);
  return holder && `pid ${holder.pid} on ${holder.host}`;
}

async function livingHolder(disk: Disk, filePath: string): Promise<Holder | undefined> {
  const opened = await openFile(disk, sidecar.holder(path.resolve(filePath)), 'read');
  if (!opened.ok) return undefined;
  const { fd } = opened.value;
  try {
    const holder = parseHolder((await readUpTo(disk, fd, 0, 1024)).toString('utf8'));
    return holder && isAlive(holder) ? holder : undefined;
  } catch (error) {
    throwIfBug(error);
    return undefined;
  } finally {
    await closeQuietly(disk, fd);
  }
}

export async function clearHolder(disk: Disk, filePath: string): Promise<void> {
  await removeQuietly(disk, sidecar.holder(path.resolve(filePath)));
}

/**
 * Which other process holds each of the given sessions now; those that are free, or held by this process, are missing.
 * Takes no lock. Looks at one file per session, so with thousands ask `heldFiles` first.
 */
export async function findHolders(
  filePaths: readonly string[],
  disk: Disk = nodeDisk,
  { ownToo = false }: { readonly ownToo?: boolean } = {},
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const filePath of filePaths) {
    const holder = await livingHolder(disk, filePath);
    if (!holder) continue;
    const own = holder.pid === process.pid && isHere(holder);
    if (own ? !ownToo : !isHere(holder) && !(await isHeld(disk, filePath))) continue;
    found.set(filePath, `pid ${holder.pid} on ${holder.host}`);
  }
  return found;
}

const holderEnd = sidecar.holder('');

/** The sessions with a holder file beside them; `names` are all names in the folder. */
export function heldFiles(folder: string, names: readonly string[]): readonly string[] {
  return names
    .filter((name) => name.endsWith(holderEnd))
    .map((name) => path.join(folder, name.slice(0, -holderEnd.length)));
}

function parseHolder(content: string): Holder | undefined {
  const { pid, host, began } = parseObject(content);
  if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, host: shownHost(host), began: typeof began === 'string' ? began : '' };
}

/** A host's name, safe for the screen: anybody may have written the file. */
function shownHost(host: string): string {
  return host.replace(/[^\w.-]/g, '?').slice(0, 80);
}

function isHere(holder: Holder): boolean {
  return holder.host === shownHost(hostname());
}

/** Of a process on another machine or in another container only the lock tells; one that died there removed nothing. */
async function isHeld(disk: Disk, filePath: string): Promise<boolean> {
  const lockPath = sidecar.lock(path.resolve(filePath));
  return (await lookAt(disk, lockPath))?.isFile() === true && isLocked(lockPath);
}

function isAlive(holder: Holder): boolean {
  // Nothing can be known about a process elsewhere.
  if (!isHere(holder)) return true;
  if (!isRunning(holder.pid)) return false;
  const began = processStart(holder.pid);
  return began === '' || holder.began === '' || began === holder.began;
}

/** Whether a process of this machine has this number now, whoever started it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Field 22 of Linux's `/proc/PID/stat`, counted after the program's name, which may contain blanks and brackets. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch (error) {
    throwIfBug(error);
    return '';
  }
}
