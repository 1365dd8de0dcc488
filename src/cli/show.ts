/** `reprise show`: a transcript as text. */
import type { Command } from 'commander';
import { isPrompt } from '../core/fold.ts';
import type { Message, Part, SessionSummary, Transcript } from '../core/session.ts';
import { cutToWidth } from '../core/text/cut.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { branch } from '../core/tree.ts';
import { counted } from '../core/words.ts';
import { findSession } from './find-sessions.ts';
import { messageHeading, sessionHeading, stopNote } from './format.ts';
import { messageJson, sessionJson } from './json.ts';
import { lineOf, outputClosed, textOf, writeJsonWith, writePieces } from './print.ts';
import { withServices } from './with-services.ts';

/** Cells of a tool's line before it is cut. */
const lineWidth = 100;

export function addShow(program: Command): void {
  program
    .command('show')
    .description('print the transcript of a session')
    .argument('<session>', 'its name or id, or the beginning of either')
    .option('--json', 'as JSON: { session, messages }')
    .action((query: string, choice: { json?: boolean }, command: Command) =>
      withServices(command, async (services) => {
        const session = await findSession(services, query);
        if (!session.ok) return session.problem;
        const transcript = await services.store.read(session.value.filePath, { signal: outputClosed });
        if (!transcript.ok) return transcript.problem;
        const messages = branch(transcript.value);
        // Counted now that all of it has been read: for large files of other programs the list has no count.
        const turns = transcript.value.messages.filter(isPrompt).length;
        const summary = transcript.value.complete ? { ...session.value, turnCount: turns } : session.value;
        if (choice.json) await writeJsonWith({ session: sessionJson(summary) }, 'messages', inJson(messages));
        else await writePieces(inWords(summary, transcript.value, messages));
        return undefined;
      }),
    );
}

function* inJson(messages: readonly Message[]): Generator<unknown> {
  for (const message of messages) yield messageJson(message);
}

function* inWords(session: SessionSummary, { notices }: Transcript, messages: readonly Message[]): Generator<string> {
  yield lineOf(sessionHeading(session));
  yield lineOf(session.filePath);
  for (const message of messages) {
    const note = stopNote(message);
    yield '\n';
    yield lineOf(messageHeading(message));
    const said = message.content.trimEnd();
    if (said !== '' || !message.parts) yield textOf(`${said}\n`);
    for (const part of message.parts ?? []) yield* toolLine(part, said);
    if (note !== '') yield lineOf(note);
  }
  for (const notice of notices) yield lineOf(`[${notice.text}]`);
  if (notices.length === 0 && session.damage !== '') yield lineOf(`[${session.damage}]`);
}

/** A tool call or a result in one line: all of it is in the JSON, and in an export. */
function* toolLine(part: Part, said: string): Generator<string> {
  if (part.type === 'tool_call') yield lineOf(cutToWidth(`→ ${part.name} ${sanitizeLine(part.input)}`, lineWidth));
  // Some programs have the output in the text as well.
  if (part.type !== 'tool_result' || said.includes(part.output)) return;
  const [first = '', ...others] = part.output.trim().split('\n');
  const more = others.length > 0 ? ` (and ${counted(others.length, 'more line')})` : '';
  yield lineOf(`← ${cutToWidth(sanitizeLine(first), lineWidth)}${more}`);
}
