/** Sessions and messages as the commands print them for people. */
import type { Message, SessionSummary } from '../core/session.ts';
import { modelLabel, speakerOf } from '../core/session.ts';
import { fitToWidth } from '../core/text/cut.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { textWidth } from '../core/text/width.ts';
import { counted } from '../core/words.ts';
import { localTime } from '../run/local-time.ts';

/** A line of the list: when it was last used, and its name. */
export function listLine(session: SessionSummary): string {
  return `${localTime(session.endTime || session.startTime).padEnd(19)} ${sanitizeLine(session.name)}`;
}

/** Rows as lines, with their columns two blanks apart, however wide their letters are; what stands last may be long. */
export function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const cleaned = rows.map((row) => row.map(sanitizeLine));
  const widths: number[] = [];
  for (const row of cleaned) {
    for (const [at, text] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(text));
  }
  return cleaned.map((row) =>
    row.map((text, at) => (at === row.length - 1 ? text : fitToWidth(text, (widths[at] ?? 0) + 2))).join(''),
  );
}

/** The line above a transcript: name, model, how long. */
export function sessionHeading(session: SessionSummary): string {
  const turns = counted(session.turnCount, 'turn');
  return sanitizeLine([session.name, modelOrUnknown(session), turns].join(' · '));
}

/** The provider and model of the last reply. */
export function modelOrUnknown(session: SessionSummary): string {
  return modelLabel(session) || 'unknown model';
}

/** The line above a message: who, when, which model. */
export function messageHeading(message: Message): string {
  const parts = [
    speakerOf(message),
    localTime(message.timestamp),
    message.role === 'assistant' ? (message.model ?? '') : '',
  ];
  return sanitizeLine(parts.filter((part) => part !== '').join(' · '));
}

/** What has to be said below a reply that did not end by itself; empty when it did. */
export function stopNote(message: Message): string {
  switch (message.stop) {
    case 'aborted':
      return '[stopped]';
    case 'interrupted':
      return `[interrupted${message.problem ? `: ${message.problem}` : ''}]`;
    case 'failed':
      return `[failed${message.problem ? `: ${message.problem}` : ''}]`;
    case 'refused':
      return '[refused by the model]';
    case 'length':
      return '[cut off at the model’s output limit]';
    default:
      return '';
  }
}
