/** The doctor: checks the sessions folder and every file in it, one after the other, and writes nothing. */
import path from 'node:path';
import { type Disk, errorCode, nodeDisk, throwIfBug } from './disk.ts';
import { examineFile } from './doctor-file.ts';
import { createFindings, type FileReport, type Finding } from './doctor-findings.ts';
import { isOpenToOthers, isSessionFileName, notAFolder, statFolder } from './files.ts';
import { findLeftOvers, type Places } from './left-overs.ts';
import { findHolders, heldFiles } from './lock-holder.ts';

export {
  type FileReport,
  type Finding,
  type FindingCode,
  findingKinds,
  type Mend,
  type Severity,
  worst,
} from './doctor-findings.ts';

export interface ExamineOptions {
  /** Only these files of the folder; all when left out. */
  readonly filePaths?: readonly string[];
  /** Where the program's other files are: what was left there is named, too. */
  readonly places?: Places;
  readonly signal?: AbortSignal;
  readonly disk?: Disk;
}

/**
 * First a report on the folder (its mode, stray files in it), then one on each session file, newest name first. The
 * findings of a file include what stands beside it. Never throws for a disk fault; ends early when `signal` aborts.
 */
export async function* examine(directory: string, options: ExamineOptions = {}): AsyncGenerator<FileReport> {
  const disk = options.disk ?? nodeDisk;
  const folder = path.resolve(directory);
  const { report, names } = await examineFolder(disk, folder);
  yield withFindings(report, options.places ? await leftElsewhere(options.places) : []);
  const wanted = options.filePaths && new Set(options.filePaths.map((file) => path.resolve(file)));
  const files = names
    .filter(isSessionFileName)
    .map((name) => path.join(folder, name))
    .filter((file) => wanted?.has(file) ?? true)
    .sort()
    .reverse();
  const holders = await findHolders(heldFiles(folder, names), disk, { ownToo: true });
  const seen = new Map<string, string>();
  for (const filePath of files) {
    if (options.signal?.aborted) return;
    try {
      const found = await examineFile(disk, filePath, holders.get(filePath), options.signal);
      const beside = besideFindings(path.basename(filePath), names, holders.has(filePath));
      yield withFindings(found, [...sameSession(found, seen), ...beside]);
    } catch (error) {
      if (options.signal?.aborted) return;
      throw error;
    }
  }
}

async function examineFolder(disk: Disk, folder: string): Promise<{ report: FileReport; names: readonly string[] }> {
  const findings = createFindings();
  const report = (): FileReport => ({ filePath: folder, lines: 0, messages: 0, findings: findings.list() });
  let names: readonly string[];
  let there = false;
  try {
    await disk.lstat(folder);
    there = true;
    const stat = await statFolder(disk, folder);
    if (stat.isDirectory() && isOpenToOthers(stat)) {
      findings.add(
        'wide-mode',
        `Other users of this machine can look into the folder (mode ${(stat.mode & 0o777).toString(8)}).`,
      );
    }
    names = await disk.readdir(folder);
  } catch (error) {
    throwIfBug(error);
    const code = errorCode(error);
    if (code !== 'ENOENT') findings.add('unreadable', `The folder cannot be read (${code}).`);
    else if (there) findings.add('unreadable', notAFolder(folder).message);
    else findings.add('no-folder', `There is no folder ${folder} yet.`);
    return { report: report(), names: [] };
  }
  const sessions = new Set(names.filter(isSessionFileName));
  for (const name of names) {
    if (/^\..*\.jsonl\..*\.tmp$/.test(name)) {
      findings.add('left-over', `${name} was left behind by an interrupted write; you can delete it.`);
    }
    const owner = /^(.*\.jsonl)\.(?:partial|torn-.*|lock\.db.*)$/.exec(name)?.[1];
    if (owner !== undefined && !sessions.has(owner)) {
      findings.add('left-over', `${name} belongs to ${owner}, which does not exist.`);
    }
  }
  return { report: report(), names };
}

/** Outside the folder, of settings and drafts. */
async function leftElsewhere(places: Places): Promise<Finding[]> {
  const findings = createFindings();
  for (const file of await findLeftOvers(places)) {
    findings.add(
      'left-over',
      `${file} was left behind by an interrupted write; the dashboard deletes it when it starts.`,
    );
  }
  return findings.list();
}

/** What stands beside one session file. */
function besideFindings(name: string, names: readonly string[], held: boolean): Finding[] {
  const findings = createFindings();
  for (const other of names) {
    if (!other.startsWith(`${name}.`)) continue;
    const suffix = other.slice(name.length);
    if (suffix.startsWith('.torn-')) findings.add('torn-piece', `${other} keeps the torn end of a line.`);
    else if (held) continue;
    else if (suffix === '.partial') {
      findings.add('interrupted-reply', `${other} holds an interrupted reply; opening the session restores it.`);
    } else if (suffix === '.lock.db.holder') {
      findings.add('stale-lock', `${other} is left from a program that has ended; it blocks nothing.`);
    }
  }
  return findings.list();
}

/** Two files with one id: copied by hand, or by a sync program. */
function sameSession(report: FileReport, seen: Map<string, string>): Finding[] {
  const foreign = report.findings.some((finding) => finding.code === 'other-program');
  if (report.sessionId === undefined || foreign) return [];
  const other = seen.get(report.sessionId);
  seen.set(report.sessionId, other ?? path.basename(report.filePath));
  if (other === undefined) return [];
  const findings = createFindings();
  findings.add(
    'duplicate-session',
    `The session ${report.sessionId} is also in ${other}: one of them is a copy, and is known by its file name.`,
  );
  return findings.list();
}

function withFindings(report: FileReport, more: readonly Finding[]): FileReport {
  return more.length === 0 ? report : { ...report, findings: [...report.findings, ...more] };
}
