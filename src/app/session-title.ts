/** What the screen calls a session. */
import type { SessionSummary } from '../core/session.ts';
import { sanitize } from '../core/text/sanitize.ts';
import { textWidth } from '../core/text/width.ts';

/** Its title (else its name) in one line, made harmless; its id where nothing of either would be seen. */
export function titleOf(session: SessionSummary): string {
  const title = sanitize(session.title === '' ? session.name : session.title).replaceAll('\n', ' ');
  return textWidth(title) === 0 ? session.id : title;
}
