/** Checks one session file line by line, without writing: format, order, parents, and whether line 1 is right. */
import { isUtf8 } from 'node:buffer';
import { idOfPlace, resetHead, stepHead } from '../core/fold.ts';
import { type FileRecord, type Head, headBytes } from '../core/record.ts';
import { formatVersion } from '../core/session.ts';
import { counted } from '../core/words.ts';
import { type Disk, errorCode, type FileStat, throwIfBug } from './disk.ts';
import { createFindings, type FileReport, type Finding } from './doctor-findings.ts';
import { closeQuietly, isOpenToOthers, openFile } from './files.ts';
import { type HeadKind, headOf, isNoSession } from './head.ts';
import { endWithoutZeros, isZero, type Line, readLine, scanLines } from './lines.ts';
import { bodyStart, readHead } from './reader.ts';

/** claude-code-Go reads lines with a buffer of 64 KB, and stops reading at a line that fills it. */
const longestForOthers = 65_536;

type Findings = ReturnType<typeof createFindings>;

/**
 * `holder` is who has the session open at the moment, if anybody: then its last line and line 1 may be half-written.
 */
export async function examineFile(
  disk: Disk,
  filePath: string,
  holder: string | undefined,
  signal?: AbortSignal,
): Promise<FileReport> {
  const findings = createFindings();
  const report = { filePath, lines: 0, messages: 0 };
  const opened = await openFile(disk, filePath, 'read');
  if (!opened.ok) {
    const { code, message } = opened.problem;
    findings.add(code === 'not-a-file' ? 'not-a-file' : 'unreadable', message);
    return { ...report, findings: findings.list() };
  }
  const { fd, stat } = opened.value;
  const content = createFindings();
  try {
    if (holder !== undefined)
      findings.add('in-use', `The session is open in ${holder}; what it is writing now is not checked.`);
    checkStat(stat, findings);
    if (stat.size === 0) {
      findings.add('empty', 'The file is empty: it holds no session.');
      return { ...report, findings: findings.list() };
    }
    const found = await readHead(disk, fd);
    checkHead(found, content);
    const lines = createLineCheck(found, holder !== undefined, content);
    const begin = bodyStart(found);
    const end = await endWithoutZeros(disk, fd, begin, stat.size);
    await scanLines(disk, fd, begin, end, lines.add, signal);
    if (end < stat.size) {
      content.add('torn-tail', `${stat.size - end} zero bytes are at the end; opening the session removes them.`);
    }
    const seen = lines.finish();
    if (found.kind === 'ours' && holder === undefined) compareHead(found.head, seen.head, content);
    if (isNoSession(found, seen.head)) {
      findings.add('no-session', 'Nothing in the file can be read as a session; it is left unchanged.');
      return { ...report, lines: seen.lines, findings: findings.list() };
    }
    const isOurs = found.kind === 'broken' || isAllZeros(found) || seen.head.version > 0;
    const inside = isOurs ? content.list() : leftAlone(content.list(), seen.messages);
    return {
      filePath,
      ...(seen.head.id === '' ? {} : { sessionId: seen.head.id }),
      lines: seen.lines,
      messages: seen.messages,
      findings: [...findings.list(), ...inside],
    };
  } catch (error) {
    throwIfBug(error);
    findings.add('unreadable', `Reading stopped with a system error (${errorCode(error)}).`);
    return { ...report, findings: [...findings.list(), ...content.list()] };
  } finally {
    await closeQuietly(disk, fd);
  }
}

/** What a power cut leaves of a file that had just been created; no other program waits for it. */
function isAllZeros(found: HeadKind): boolean {
  return found.kind === 'foreign' && found.zeros === true;
}

/**
 * Opening a file that is not ours does not mend what is found in it: its own program may be writing it. It gets a copy,
 * if there is something to copy.
 */
function leftAlone(findings: readonly Finding[], messages: number): Finding[] {
  const keeps = ({ mend }: Finding): boolean => mend === 'copy' && messages > 0;
  return findings.map((finding) => (keeps(finding) ? finding : { ...finding, mend: 'none' }));
}

function checkStat(stat: FileStat, findings: Findings): void {
  if (process.platform === 'win32') return;
  if (isOpenToOthers(stat)) {
    findings.add(
      'wide-mode',
      `Other users of this machine can read the file (mode ${(stat.mode & 0o777).toString(8)}).`,
    );
  }
  if (stat.nlink > 1)
    findings.add('more-names', `The file has ${stat.nlink} hard links; writing here changes all of them.`);
}

function checkHead(found: HeadKind, findings: Findings): void {
  if (found.kind === 'broken') findings.add('summary-damaged', 'Line 1, the summary, cannot be read.', 1);
  else if (found.kind === 'foreign' && found.head === undefined) {
    findings.add('summary-damaged', 'The file does not begin with a summary.', 1);
  } else if (found.kind === 'foreign') {
    const ours = (found.head?.version ?? 0) > 0;
    if (ours)
      findings.add('summary-damaged', `Line 1 is not ${headBytes} bytes long: another program has changed it.`, 1);
    else
      findings.add(
        'other-program',
        'Another program wrote this file; resuming the session adds a summary line to it.',
        1,
      );
  } else if (found.kind === 'ours' && found.head.version > formatVersion) {
    findings.add(
      'newer-version',
      `The format is version ${found.head.version}, newer than this reprise; the session opens read-only.`,
      1,
    );
  }
}

/** Takes the lines one by one; `finish` returns what they add up to. */
function createLineCheck(found: HeadKind, held: boolean, findings: Findings) {
  const begin = bodyStart(found);
  const ids = new Set<string>();
  let head: Head = resetHead(headOf(found));
  let number = begin > 0 ? 1 : 0;
  let messages = 0;
  let last = 0;

  const take = (record: FileRecord, at: number) => {
    if (record.kind === 'unknown')
      findings.add('unsupported-entry', `An entry of the unknown type "${record.type}".`, number);
    if (record.kind === 'extension') {
      order(record.seq);
      if (record.event.event === 'branch' && !ids.has(record.event.head)) {
        findings.add(
          'broken-parent',
          `The branch ends at the message ${record.event.head}, which is not in the file.`,
          number,
        );
      }
    }
    if (record.kind !== 'message') return;
    messages += 1;
    const { id, parent, seq } = record.message;
    if (seq !== undefined) order(seq);
    if (typeof parent === 'string' && !ids.has(parent)) {
      const why = parent === id ? 'itself' : `${parent}, which is not before it`;
      findings.add('broken-parent', `The message follows ${why}.`, number);
    }
    if (id !== undefined && ids.has(id))
      findings.add('duplicate-message', `The message ${id} appears a second time.`, number);
    ids.add(id ?? idOfPlace(at));
  };
  const order = (seq: number) => {
    if (seq > 0 && seq <= last) findings.add('seq-order', `The number ${seq} comes after ${last}.`, number);
    last = Math.max(last, seq);
  };

  return {
    add(line: Line): void {
      number += 1;
      // Its owner may be in the middle of writing it.
      if (held && !line.ended) return;
      const { records, damage } = readLine(line);
      describeLine(line, records.length, damage, number, findings);
      if (damage !== '' && line.ended) head = { ...head, damagedLines: head.damagedLines + 1 };
      for (const { record, offset } of records) {
        const at = line.start + offset + headBytes - begin;
        take(record, at);
        head = stepHead(head, record, at);
      }
    },
    finish: () => ({ head, lines: number, messages }),
  };
}

function describeLine(line: Line, records: number, damage: string, number: number, findings: Findings): void {
  const length = line.end - line.start;
  const { bytes } = line;
  const hasRest = damage !== '';
  if (bytes === undefined)
    findings.add('too-long-line', `The line has ${length} bytes, which is too long to read.`, number);
  else if (isZero(bytes)) findings.add('zero-bytes', `${bytes.length} zero bytes instead of text.`, number);
  else if (!line.ended && hasRest && records === 0) {
    findings.add('torn-tail', 'The last line is torn; opening the session moves it to a file beside this one.', number);
  } else if (hasRest) {
    const kept = records === 0 ? '' : `; ${counted(records, 'entry', 'entries')} in it can still be read`;
    findings.add('damaged-line', `The line cannot be read${kept}.`, number);
  } else if (!line.ended) findings.add('missing-newline', 'The last line is complete but has no newline.', number);
  if (bytes !== undefined && !hasRest && !isUtf8(bytes)) {
    findings.add('invalid-utf8', 'The text in this line is not valid UTF-8.', number);
  }
  if (length >= longestForOthers && bytes !== undefined) {
    findings.add(
      'line-too-long-for-others',
      `The line has ${length} bytes; claude-code-Go reads up to ${longestForOthers - 1}.`,
      number,
    );
  }
}

/** Compares what line 1 says with what the lines add up to. Line 1 is a cache: if it is wrong, nothing is lost. */
function compareHead(said: Head, true_: Head, findings: Findings): void {
  const facts = [
    ['turn_count', said.turnCount, true_.turnCount],
    ['input_tokens', said.inputTokens, true_.inputTokens],
    ['output_tokens', said.outputTokens, true_.outputTokens],
    ['session_id', said.id, true_.id],
    ['pinned', said.pinned, true_.pinned],
    ['archived', said.archived, true_.archived],
  ] as const;
  for (const [name, value, counted] of facts) {
    if (value !== counted) findings.add('summary-wrong', `Line 1 says ${name} ${value}, the lines say ${counted}.`, 1);
  }
  if (said.endTime < true_.endTime) {
    findings.add('summary-wrong', `Line 1 says end_time_ms ${said.endTime}, the lines say ${true_.endTime}.`, 1);
  }
  // Line 1 cuts long names.
  if (!true_.name.startsWith(said.name) || (said.name === '' && true_.name !== '')) {
    findings.add('summary-wrong', `Line 1 says name ${JSON.stringify(said.name)}, the lines say otherwise.`, 1);
  }
}
