import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { encodeMessage } from '../../src/core/record.ts';
import { examine, type FileReport } from '../../src/store/doctor.ts';
import { writeManySessions } from './many-sessions.ts';
import { tempFolder } from './temp-home.ts';

/** A folder with one session of this many turns, and its file. */
export function place(t: TestContext, turns = 2) {
  const folder = path.join(tempFolder(t), 'sessions');
  const [name = ''] = writeManySessions(folder, { count: 1, turns });
  return { folder, file: path.join(folder, name) };
}

/** The doctor's reports: on the folder, then on each file, newest first. */
export async function reports(folder: string): Promise<FileReport[]> {
  const all: FileReport[] = [];
  for await (const report of examine(folder)) all.push(report);
  return all;
}

/** The codes of all findings in the folder, once each. */
export async function codes(folder: string): Promise<string[]> {
  return [
    ...new Set((await reports(folder)).flatMap((report) => report.findings.map((finding) => finding.code))),
  ].sort();
}

/** Changes the lines of a file; the last one is empty if the file ends with a newline. */
export const edit = (file: string, change: (lines: string[]) => string[]) =>
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8').split('\n')).join('\n'));

/** A message as a line without its newline, with any further fields. */
export const stray = (fields: object) =>
  encodeMessage({
    id: 'stray',
    parent: null,
    seq: 99,
    role: 'user',
    content: 'x',
    timestamp: 1_777_728_050_000,
    ...fields,
  }).trimEnd();

/** Every kind of damage: its code, a description, and how to do it to the file of a session of three turns. */
export const damages: [string, string, (file: string) => void][] = [
  ['empty', 'an empty file', (file) => fs.writeFileSync(file, '')],
  [
    'summary-damaged',
    'a damaged line 1',
    (file) => edit(file, ([head = '', ...rest]) => [head.replaceAll('"', '#'), ...rest]),
  ],
  [
    'summary-damaged',
    'a line 1 that lost its width',
    (file) => edit(file, ([head = '', ...rest]) => [head.trimEnd(), ...rest]),
  ],
  [
    'summary-wrong',
    'a wrong sum',
    (file) => edit(file, ([head = '', ...rest]) => [head.replace('"input_tokens":240', '"input_tokens":999'), ...rest]),
  ],
  [
    'torn-tail',
    'zeros of a power cut at the end',
    (file) => fs.truncateSync(file, fs.statSync(file).size + 200_000_000),
  ],
  ['torn-tail', 'a torn end', (file) => fs.appendFileSync(file, '{"type":"mess')],
  ['missing-newline', 'a whole end without its newline', (file) => fs.truncateSync(file, fs.statSync(file).size - 1)],
  ['damaged-line', 'a line that is no JSON', (file) => edit(file, (lines) => lines.toSpliced(3, 0, 'what is this'))],
  ['zero-bytes', 'a block of NULs', (file) => edit(file, (lines) => lines.toSpliced(3, 0, '\0'.repeat(500)))],
  [
    'invalid-utf8',
    'bytes that are no UTF-8',
    (file) =>
      fs.appendFileSync(
        file,
        Buffer.concat([Buffer.from('{"type":"runtime","x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n')]),
      ),
  ],
  ['seq-order', 'numbers out of order', (file) => fs.appendFileSync(file, `${stray({ seq: 2 })}\n`)],
  [
    'duplicate-message',
    'a message that is there twice',
    (file) => edit(file, (lines) => lines.toSpliced(4, 0, lines[2] ?? '')),
  ],
  [
    'broken-parent',
    'a parent that is not there',
    (file) => fs.appendFileSync(file, `${stray({ parent: 'nobody' })}\n`),
  ],
  [
    'broken-parent',
    'a message that follows itself',
    (file) => fs.appendFileSync(file, `${stray({ parent: 'stray' })}\n`),
  ],
  [
    'broken-parent',
    'a branch that ends nowhere',
    (file) =>
      fs.appendFileSync(
        file,
        '{"type":"extension","name":"reprise","event":"branch","head":"nobody","timestamp_ms":1,"seq":99}\n',
      ),
  ],
  [
    'line-too-long-for-others',
    'a line of 65,536 bytes',
    (file) => fs.appendFileSync(file, `{"type":"runtime","x":"${'y'.repeat(65_536 - 26)}"}\n`),
  ],
  ['unsupported-entry', 'an entry of the future', (file) => fs.appendFileSync(file, '{"type":"hologram"}\n')],
  [
    'newer-version',
    'a newer version',
    (file) => edit(file, ([head = '', ...rest]) => [head.replace('"v":1', '"v":9'), ...rest]),
  ],
  ['wide-mode', 'a mode that lets others read', (file) => fs.chmodSync(file, 0o644)],
  ['more-names', 'a second name', (file) => fs.linkSync(file, `${file}.second`)],
  ['interrupted-reply', 'a reply that was cut off', (file) => fs.writeFileSync(`${file}.partial`, 'x')],
  ['torn-piece', 'a torn piece that was put aside', (file) => fs.writeFileSync(`${file}.torn-1200`, 'x')],
  [
    'stale-lock',
    'a lock of a dead program',
    (file) =>
      fs.writeFileSync(`${file}.lock.db.holder`, JSON.stringify({ pid: 999_999_999, host: os.hostname(), began: '' })),
  ],
  [
    'left-over',
    'a temporary file',
    (file) => fs.writeFileSync(path.join(path.dirname(file), `.${path.basename(file)}.abc.tmp`), 'x'),
  ],
  [
    'left-over',
    'a reply whose session is gone',
    (file) => fs.writeFileSync(path.join(path.dirname(file), 'session-1.jsonl.partial'), 'x'),
  ],
  ['duplicate-session', 'a copy by hand', (file) => fs.copyFileSync(file, path.join(path.dirname(file), 'copy.jsonl'))],
  ['not-a-file', 'a link', (file) => fs.symlinkSync('/etc/passwd', path.join(path.dirname(file), 'x.jsonl'))],
  ['not-a-file', 'a pipe', (file) => void spawnSync('mkfifo', [path.join(path.dirname(file), 'x.jsonl')])],
  ['not-a-file', 'a folder', (file) => fs.mkdirSync(path.join(path.dirname(file), 'x.jsonl'))],
];
