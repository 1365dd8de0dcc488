/** The last resort on closing: messages that the disk refuses go to a session file in the temporary folder. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Problem, problem } from '../core/problem.ts';
import { createdLine, encodeMessage } from '../core/record.ts';
import type { NewMessage } from '../core/session.ts';
import { counted } from '../core/words.ts';
import { type Disk, diskProblem } from './disk.ts';
import type { SessionState } from './session-state.ts';
import { writeSessionFile, writeUnderFreeName } from './writer-copy.ts';

/** The problem to close with: what could not be saved, why, and where it is now. */
export async function rescue(
  disk: Disk,
  state: SessionState,
  unsaved: readonly NewMessage[],
  cause: Problem,
): Promise<Problem> {
  const message = `${counted(unsaved.length, 'message was', 'messages were')} not saved. ${cause.message}`;
  if (unsaved.length === 0) return cause;
  const isOne = unsaved.length === 1;
  const { head, stored } = state;
  const lines = [
    createdLine(head, head.seq + 1, stored.system),
    ...unsaved.map((one, i) => encodeMessage({ ...one, seq: head.seq + 2 + i })),
  ];
  const start = Math.floor(head.startTime / 1000);
  // Never a name that the session's own file may have: copied to the sessions folder, it would replace that one.
  const pathOf = (n: number): string => path.join(tmpdir(), `reprise-unsaved-${start}${n === 1 ? '' : `-${n}`}.jsonl`);
  try {
    const filePath = await writeUnderFreeName(pathOf, (name) =>
      writeSessionFile(disk, name, { head: state.line1(0), lines: Buffer.from(lines.join('')) }),
    );
    const next = `${isOne ? 'It is' : 'They are'} in ${filePath}; copy that file to the sessions folder.`;
    return problem(cause.code, message, next, { detail: cause.message });
  } catch (error) {
    // The advice of the cause is for a session that is open: nothing is tried again after this.
    const next = `${isOne ? 'It' : 'They'} could not be written to ${tmpdir()} either.`;
    return problem(cause.code, message, next, { detail: diskProblem(error, pathOf(1)).message });
  }
}
