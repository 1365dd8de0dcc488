/** A session as one HTML page that does nothing: no scripts, no links, nothing loaded, every field escaped. */
import { fenceMarks, isFenceEnd } from '../markdown/fence.ts';
import type { Message, Part } from '../session.ts';
import { modelLabel, speakerOf } from '../session.ts';
import { sanitize, sanitizeLine } from '../text/sanitize.ts';
import type { ExportSource } from './export.ts';

const style = `
  body { margin: 3rem auto; max-width: 46rem; padding: 0 1rem; font: 16px/1.55 system-ui, sans-serif; color: #24292f; background: #fff; }
  h1 { font-size: 1.5rem; } h2 { font-size: .85rem; font-weight: 600; color: #57606a; margin: 2.5rem 0 .5rem; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; } .user { border-left: 3px solid #0969da; padding-left: 1rem; }
  pre { background: #f6f8fa; border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; font: 14px/1.45 ui-monospace, monospace; }
  .facts, .stop { color: #57606a; font-size: .9rem; }
  @media (prefers-color-scheme: dark) { body { color: #d1d7e0; background: #1c2128; } h2, .facts, .stop { color: #9aa4b0; } pre { background: #262c36; } }
`;

export function toHtml({ session, transcript, messages, time }: ExportSource): string {
  const title = escapeHtml(sanitizeLine(session.title));
  const facts = [session.id, time(session.startTime), modelLabel(session)].map((part) =>
    escapeHtml(sanitizeLine(part)),
  );
  const system = transcript.system === '' ? '' : section('system', 'system', bodyOf(transcript.system));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p class="facts">${facts.filter((part) => part !== '').join(' · ')}</p>
${system}${messages.map((message) => messageHtml(message, time)).join('')}</body>
</html>
`;
}

function messageHtml(message: Message, time: (ms: number) => string): string {
  const heading = [speakerOf(message), time(message.timestamp), message.model ?? '']
    .filter((part) => part !== '')
    .join(' · ');
  const stop =
    message.stop === undefined || message.stop === 'end' ? '' : `<p class="stop">(${escapeHtml(message.stop)})</p>\n`;
  return section(message.role, heading, bodyOf(message.content) + (message.parts ?? []).map(partHtml).join('') + stop);
}

function section(role: string, heading: string, body: string): string {
  // The class is one of four words, whatever a file says.
  const known = ['user', 'assistant', 'system', 'tool'].includes(role) ? role : 'tool';
  return `<section class="${known}">\n<h2>${escapeHtml(sanitizeLine(heading))}</h2>\n${body}</section>\n`;
}

function partHtml(part: Part): string {
  if (part.type === 'tool_call')
    return `<p class="facts">${escapeHtml(sanitizeLine(part.name))}</p>\n${code(part.input)}`;
  return part.type === 'tool_result' ? code(part.output) : '';
}

/** Text with its fenced code blocks set apart; an open fence goes to the end. */
function bodyOf(text: string): string {
  const lines = sanitize(text, { keepTabs: true }).split('\n');
  let html = '';
  let fence = '';
  let held: string[] = [];
  const flush = () => {
    const block = held.join('\n');
    if (fence !== '') html += code(block);
    else if (block.trim() !== '') html += `<div class="text">${escapeHtml(block.replace(/^\n+|\n+$/g, ''))}</div>\n`;
    held = [];
  };
  for (const line of lines) {
    const opened = fence === '' ? fenceMarks(line) : undefined;
    if (opened === undefined && (fence === '' || !isFenceEnd(line, fence))) held.push(line);
    else {
      flush();
      fence = opened ?? '';
    }
  }
  flush();
  return html;
}

function code(text: string): string {
  return `<pre><code>${escapeHtml(sanitize(text, { keepTabs: true }))}</code></pre>\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
