/** What can become a session here: one of our own exports, or a conversation of another program. */
import { type ImportedSession, readExport } from '../export/json.ts';
import { ok, type Result } from '../problem.ts';
import { readForeign } from './foreign.ts';

export interface Importable extends ImportedSession {
  /** Whose conversation it was; absent for an export of our own. */
  readonly origin?: {
    /** As people call the program. */
    readonly program: string;
    /** The program's own id of the session; empty where it has none. */
    readonly id: string;
    /** Lines that could not be read, and are missing. */
    readonly unreadLines: number;
  };
}

/** The problem is that of `readExport` when the text is neither. */
export function readImport(source: string): Result<Importable> {
  const own = readExport(source);
  const foreign = own.ok ? undefined : readForeign(source);
  if (!foreign) return own;
  const { program, id, unreadLines, name, title, messages, ...session } = foreign;
  const startTime = messages[0]?.timestamp ?? 0;
  return ok({
    ...session,
    ...(name === undefined ? {} : { name }),
    ...(title === '' ? {} : { title }),
    ...(startTime > 0 ? { startTime } : {}),
    system: '',
    head: messages.at(-1)?.id ?? null,
    messages,
    origin: { program, id, unreadLines },
  });
}
