/** A session written to a file as Markdown, HTML or JSON. */
import { join } from 'node:path';
import { exportSession as render } from '../core/export/export.ts';
import type { ExportFormat } from '../core/export/format.ts';
import type { Result } from '../core/problem.ts';
import { isFolder, writeNewFile } from './files.ts';
import { localTime } from './local-time.ts';
import type { Services } from './services.ts';
import { readWholeSession, type WholeSession } from './whole-session.ts';

export interface ExportRequest {
  readonly filePath: string;
  readonly format: ExportFormat;
  readonly redact: boolean;
  /**
   * Relative to the folder the program was started in, which is also the default. In a folder, the file gets the
   * session's name, the format's ending, and the first number that makes the name new.
   */
  readonly target?: string;
  /** The session as it is held for writing: it may know messages that its file does not have yet. */
  readonly held?: WholeSession;
  /** Overwrite an existing file. */
  readonly overwrite?: boolean;
}

/** The absolute path of what was written. Never replaces a file unasked. */
export async function exportToFile(
  services: Pick<Services, 'store' | 'cwd'>,
  request: ExportRequest,
): Promise<Result<string>> {
  const text = await exportText(services, request);
  if (!text.ok) return text;
  const { cwd } = services;
  const options = { cwd, overwrite: request.overwrite === true };
  const target = request.target ?? cwd;
  if (!(await isFolder(target, cwd))) return writeNewFile(target, text.value.text, options);
  for (let nth = 1; ; nth += 1) {
    const name = `${text.value.name}${nth === 1 ? '' : `-${nth}`}${endings[request.format]}`;
    const written = await writeNewFile(join(target, name), text.value.text, options);
    if (written.ok || written.problem.code !== 'already-exists' || nth === mostOfOneName) return written;
  }
}

/** After this many exports of a session, the user is told instead. */
const mostOfOneName = 1000;

/** The document, and a file name for it without an ending. */
export async function exportText(
  services: Pick<Services, 'store'>,
  request: Pick<ExportRequest, 'filePath' | 'format' | 'redact' | 'held'>,
): Promise<Result<{ readonly text: string; readonly name: string }>> {
  const { filePath, format, redact, held } = request;
  const read = await readWholeSession(services.store, filePath, held);
  if (!read.ok) return read;
  const { summary, transcript } = read.value;
  const text = render(summary, transcript, { format, redact, time: localTime });
  return { ok: true, value: { text, name: fileNameOf(summary.name) } };
}

const endings: Readonly<Record<ExportFormat, string>> = { markdown: '.md', html: '.html', json: '.json' };

/** A session's name as a file name that is safe everywhere. */
function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return plain === '' ? 'session' : plain;
}
