/** `reprise export`: a session as Markdown, as an inert HTML page, or as JSON. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExportFormat } from '../core/export/format.ts';
import { formatOfFile } from '../core/export/format.ts';
import { problem } from '../core/problem.ts';
import { exportText, exportToFile } from '../run/export.ts';
import { findSession } from './find-sessions.ts';
import { say, write } from './print.ts';
import { withServices } from './with-services.ts';

const formats: readonly ExportFormat[] = ['markdown', 'html', 'json'];

/** A format's name, or the ending of its files. */
function readFormat(text: string): ExportFormat {
  const format = formatOfFile(`.${text}`);
  if (format === undefined) throw new InvalidArgumentError(`Allowed choices are ${formats.join(', ')}.`);
  return format;
}

interface ExportChoice {
  readonly format?: ExportFormat;
  readonly redact?: boolean;
  readonly force?: boolean;
}

/** A variable that is not set (`export blog "$FILE"`) names no file; as a folder, it would be the one we are in. */
const noFile = problem('bad-argument', 'No file was named.', 'Give a path, or leave it out for standard output.');

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write a session as Markdown, HTML or JSON')
    .argument('<session>', 'its name or id, or the beginning of either')
    .argument('[file]', 'where to write it; standard output by default')
    .addOption(
      new Option('-f, --format <format>', 'the format; otherwise taken from the file extension')
        .choices(formats)
        .argParser(readFormat),
    )
    .option('--redact', 'remove keys and the working folder (the default for HTML)')
    .option('--no-redact', 'keep everything')
    .option('--force', 'overwrite an existing file')
    .action((query: string, file: string | undefined, choice: ExportChoice, command: Command) =>
      withServices(command, async (services) => {
        if (file?.trim() === '') return noFile;
        const session = await findSession(services, query);
        if (!session.ok) return session.problem;
        const format = choice.format ?? (file === undefined ? undefined : formatOfFile(file)) ?? 'markdown';
        const request = { filePath: session.value.filePath, format, redact: choice.redact ?? format === 'html' };
        if (file === undefined || file === '-') {
          const text = await exportText(services, request);
          if (!text.ok) return text.problem;
          write(text.value.text);
          return undefined;
        }
        const written = await exportToFile(services, { ...request, target: file, overwrite: choice.force === true });
        if (!written.ok) {
          const { problem: why } = written;
          return why.code === 'already-exists'
            ? { ...why, next: 'Choose another name, or overwrite it with --force.' }
            : why;
        }
        say(`wrote ${written.value}`);
        return undefined;
      }),
    );
}
