/** `reprise doctor`: checks every session file, says what is wrong and where, and writes clean copies on request. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Problem, sentence } from '../core/problem.ts';
import { counted } from '../core/words.ts';
import { examine, type FileReport, type Finding, type Repair, repair, worst } from '../run/doctor.ts';
import type { Services } from '../run/services.ts';
import { problemJson } from './json.ts';
import { outputClosed, say, writeJson, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

interface DoctorChoice {
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** One examined file and what was done about it. */
interface Treated {
  readonly report: FileReport;
  readonly repair?: Repair;
  /** What opening the session mended in place, as sentences. */
  readonly opened?: readonly string[];
  readonly problem?: Problem;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every session file; --repair mends them')
    .option(
      '--repair',
      'mend what opening a session would mend, write clean copies beside other damaged files, and make files private; destroys nothing',
    )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit code: 0 if all is well, 1 if something is damaged.')
    .action((choice: DoctorChoice, command: Command) =>
      withServices(command, async (services) => {
        const treated: Treated[] = [];
        const { paths: places, store } = services;
        for await (const report of examine(store.directory, { places, signal: outputClosed })) {
          const one = choice.repair === true ? await treat(services, report) : { report };
          treated.push(one);
          if (choice.json !== true) print(one);
        }
        // The first report is about the folder.
        const [folder, ...files] = treated.map(treatedJson);
        if (choice.json === true) writeJson({ folder: folder ?? null, files });
        else writeLine(summaryOf(treated, choice.repair === true));
        if (treated.some(isDamaged)) process.exitCode = 1;
        return undefined;
      }),
    );
}

async function treat({ clock, store }: Services, report: FileReport): Promise<Treated> {
  const done = await repair(store.directory, report, { clock });
  if (!done.ok) return { report, problem: done.problem };
  const mends = new Set(report.findings.map((finding) => finding.mend));
  // The original of a clean copy stays as it is: it is the evidence.
  if (!mends.has('open') || mends.has('copy')) return { report, repair: done.value };
  // A torn end, a wrong summary, an interrupted reply: every opening mends these, keeping the bytes it cuts off.
  const recount = report.findings.some(({ code }) => code === 'summary-wrong');
  const session = await store.open(report.filePath, { recount });
  if (!session.ok) return { report, repair: done.value, problem: session.problem };
  const opened = session.value.report.notes;
  const closed = await session.value.close();
  return { report, repair: done.value, opened, ...(closed.ok ? {} : { problem: closed.problem }) };
}

/** Intact files are not listed one by one: among a thousand sessions, three lines would be lost. */
function print({ report, repair: done, opened, problem }: Treated): void {
  for (const finding of report.findings) {
    const line = finding.line === undefined ? '' : `:${finding.line}`;
    writeLine(`${finding.severity.padEnd(8)} ${basename(report.filePath)}${line}  ${finding.message}`);
  }
  if (done && done.kind !== 'nothing') writeLine(`${'mended'.padEnd(8)} ${basename(report.filePath)}  ${mended(done)}`);
  for (const note of opened ?? []) writeLine(`${'mended'.padEnd(8)} ${basename(report.filePath)}  ${note}`);
  if (problem) say(`${basename(report.filePath)}: ${sentence(problem)}`);
}

function mended(done: Exclude<Repair, { kind: 'nothing' }>): string {
  if (done.kind === 'tightened') return 'Only you can read it now.';
  const left = done.leftOut === 0 ? '' : ` ${counted(done.leftOut, 'entry', 'entries')} could not be copied.`;
  return `A clean copy is ${basename(done.filePath)}, named "${done.name}".${left}`;
}

function summaryOf(treated: readonly Treated[], repaired: boolean): string {
  // The first report is about the folder.
  const sessions = Math.max(0, treated.length - 1);
  const count = (severity: Finding['severity']) =>
    treated.reduce((sum, { report }) => sum + report.findings.filter((one) => one.severity === severity).length, 0);
  const [errors, warnings] = [count('error'), count('warning')];
  const checked = `${counted(sessions, 'session')} checked`;
  if (errors === 0 && warnings === 0) return `${checked}: all is well.`;
  const mendable = treated.some(({ report }) => report.findings.some(({ mend }) => mend !== 'none'));
  const hint = repaired || !mendable ? '' : ' `reprise doctor --repair` mends what it can and destroys nothing.';
  return `${checked}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.${hint}`;
}

function isDamaged({ report, problem }: Treated): boolean {
  return worst(report.findings) === 'error' || (problem !== undefined && problem.code !== 'already-exists');
}

function treatedJson({ report, repair: done, opened, problem }: Treated): Record<string, unknown> {
  const { filePath, findings, lines, messages, sessionId = null } = report;
  return {
    filePath,
    sessionId,
    lines,
    messages,
    findings: findings.map(({ code, line = null, mend, message, severity }) => ({
      code,
      severity,
      line,
      message,
      mend,
    })),
    repair: done ?? null,
    opened: opened ?? [],
    problem: problemJson(problem),
  };
}
