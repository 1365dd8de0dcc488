/**
 * Reads the config file: comments and trailing commas are allowed, every field is checked by itself, every complaint
 * names its line.
 */

import { closeSync, constants, fchmodSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { errorMessage } from '../core/error.ts';
import { parseJson } from '../core/json.ts';
import { type Problem, problem } from '../core/problem.ts';
import { type ServerName, serverNames } from '../core/settings.ts';
import { fileMode, isOpenToOthers } from './files.ts';
import type { CheckedConfig, Complaint } from './settings-complaints.ts';
import { type CheckedSettings, rightSettings } from './settings-schema.ts';

/** No settings are this long: a log file put here by mistake is not read into memory. */
const longestFile = 1 << 20;

export interface ConfigFile {
  readonly value: CheckedSettings;
  readonly problems: readonly Problem[];
  /** Servers with an address in the file that cannot be used. */
  readonly wrongAddresses: ReadonlySet<ServerName>;
}

/**
 * The settings in the file that are right, and a problem for each that is not. Never throws. It reads synchronously:
 * the first frame waits for it, and a thread would take longer.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const read = readText(path);
  if ('problem' in read) return { value: {}, problems: [read.problem], wrongAddresses: new Set() };
  const { value, complaints, wrongAddresses } = rightAtOnce(read.text) ?? (await withComplaints(read.text));
  const problems = complaints.map((complaint) => complaintProblem(complaint, path));
  const mode = tightenMode(path, read.mode, value);
  return { value, problems: mode ? [...problems, mode] : problems, wrongAddresses };
}

/** Nearly every file is plain JSON and right: then nothing is loaded that knows where in the file a value stands. */
function rightAtOnce(text: string): CheckedConfig | undefined {
  const value = rightSettings(parseJson(text));
  return value && { value, complaints: [], wrongAddresses: new Set() };
}

async function withComplaints(text: string): Promise<CheckedConfig> {
  const { checkConfig } = await import('./settings-complaints.ts');
  return checkConfig(text);
}

/** Line and setting come first: the path may be longer than the screen is wide, and then the end is cut off. */
export function complaintProblem({ line, says, next }: Complaint, path: string): Problem {
  return problem('bad-config', `Settings, line ${line}: ${says}`, `${next} The file is ${path}.`);
}

function readText(path: string): { text: string; mode: number } | { problem: Problem } {
  try {
    return withFile(path, (fd) => {
      const found = fstatSync(fd);
      if (!found.isFile()) return { problem: unreadable(path, 'it is not a file') };
      if (found.size > longestFile) return { problem: unreadable(path, 'it is far too large for a settings file') };
      return { text: readFileSync(fd, 'utf8'), mode: found.mode };
    });
  } catch (error) {
    return { problem: unreadable(path, errorMessage(error)) };
  }
}

/** O_NONBLOCK: a FIFO put here must not block the start. Links are followed: people keep this file elsewhere. */
function withFile<T>(path: string, use: (fd: number) => T): T {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function unreadable(path: string, why: string): Problem {
  return problem(
    'bad-config',
    `The settings cannot be read: ${why}.`,
    `The defaults are used for all of them. The file is ${path}.`,
  );
}

/** A file with a key in it is private to its owner. */
function tightenMode(path: string, mode: number, value: CheckedSettings): Problem | undefined {
  const holdsKey = serverNames.some((name) => value[name]?.apiKey !== undefined);
  if (!holdsKey || !isOpenToOthers({ mode })) return undefined;
  const said = 'The config file holds a key, and other users of this machine could read it';
  try {
    const stillOpen = withFile(path, (fd) => {
      fchmodSync(fd, fileMode);
      return isOpenToOthers(fstatSync(fd));
    });
    if (stillOpen) {
      const next = `The disk with ${path} keeps no modes: put the key into the environment, or the file on another disk.`;
      return problem('bad-config', `${said}.`, next);
    }
    return problem(
      'bad-config',
      `${said}; now only you can.`,
      `If anybody else uses this machine, replace the key. The file is ${path}.`,
    );
  } catch {
    return problem('bad-config', `${said}.`, `Run \`chmod 600 ${path}\`, then replace the key.`);
  }
}
