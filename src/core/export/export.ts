/** A session as a document: Markdown, one inert HTML page, or JSON that can be imported again. */
import { redact } from '../redact.ts';
import type { Attachment, Message, Part, SessionSummary, Transcript } from '../session.ts';
import { branch } from '../tree.ts';
import type { ExportFormat } from './format.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Take out what looks like a key, the folder the session was in, and those of attached files. */
  readonly redact: boolean;
  /** A time as the reader should see it; the caller decides the time zone. */
  readonly time: (ms: number) => string;
}

/** What every format is made from: already redacted, if that was asked for. */
export interface ExportSource {
  readonly session: SessionSummary;
  readonly transcript: Transcript;
  /** The branch that is shown, oldest first. */
  readonly messages: readonly Message[];
  readonly time: (ms: number) => string;
}

/** The document's text. Markdown and HTML hold the branch that is shown, JSON every branch. */
export function exportSession(session: SessionSummary, transcript: Transcript, options: ExportOptions): string {
  const clean = options.redact ? redactTranscript(transcript) : transcript;
  const source: ExportSource = {
    session: options.redact ? redactSummary(session) : session,
    transcript: clean,
    messages: branch(clean),
    time: options.time,
  };
  switch (options.format) {
    case 'markdown':
      return toMarkdown(source);
    case 'html':
      return toHtml(source);
    case 'json':
      return toJson(source);
  }
}

function redactSummary(session: SessionSummary): SessionSummary {
  return { ...session, name: redact(session.name), title: redact(session.title), cwd: '', filePath: '' };
}

function redactTranscript(transcript: Transcript): Transcript {
  return { ...transcript, system: redact(transcript.system), messages: transcript.messages.map(redactMessage) };
}

function redactMessage(message: Message): Message {
  const { attachments, parts, problem } = message;
  return {
    ...message,
    content: redact(message.content),
    ...(problem === undefined ? {} : { problem: redact(problem) }),
    ...(parts === undefined ? {} : { parts: parts.map(redactPart) }),
    ...(attachments === undefined ? {} : { attachments: attachments.map(withoutFolder) }),
  };
}

function redactPart(part: Part): Part {
  switch (part.type) {
    case 'tool_call':
      return { ...part, input: redact(part.input) };
    case 'tool_result':
      return { ...part, output: redact(part.output) };
    case 'text':
    case 'thinking':
      return { ...part, text: redact(part.text) };
  }
}

/** The folders of attached files reveal as much about a person as the session's folder. */
function withoutFolder(attachment: Attachment): Attachment {
  return { ...attachment, path: redact(attachment.path.replace(/^.*[/\\]/s, '')) };
}
