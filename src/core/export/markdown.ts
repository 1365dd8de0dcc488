/** A session as Markdown: headings for who speaks, contents as they are. */
import { fenced } from '../markdown/fence.ts';
import type { Message, Part } from '../session.ts';
import { modelLabel, speakerOf } from '../session.ts';
import type { ExportSource } from './export.ts';

export function toMarkdown({ session, transcript, messages, time }: ExportSource): string {
  const facts = [
    `- session: ${oneLine(session.id)}`,
    `- begun: ${time(session.startTime)}`,
    `- model: ${oneLine(modelLabel(session))}`,
  ];
  const system = transcript.system === '' ? [] : [`## system\n\n${transcript.system.trim()}`];
  return `${[`# ${oneLine(session.title)}`, facts.join('\n'), ...system, ...messages.map((one) => messageText(one, time))].join('\n\n')}\n`;
}

function messageText(message: Message, time: (ms: number) => string): string {
  const heading = [speakerOf(message), time(message.timestamp), message.model ?? '']
    .filter((part) => part !== '')
    .join(' · ');
  const stop = message.stop === undefined || message.stop === 'end' ? '' : `*(${message.stop})*`;
  const tools = (message.parts ?? []).map(partText);
  const body = [message.content.trim(), ...tools, stop].filter((part) => part !== '');
  return [`## ${oneLine(heading)}`, ...body].join('\n\n');
}

function partText(part: Part): string {
  if (part.type === 'tool_call') return `**${oneLine(part.name)}**\n\n${fenced(part.input.trimEnd())}`;
  if (part.type === 'tool_result') return fenced(part.output.trimEnd());
  return '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
