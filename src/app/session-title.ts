/** What the screen calls a session. */
import type { SessionSummary } from '../core/session.ts';
import { sanitize } from '../core/text/sanitize.ts';
import { textWidth } from '../core/text/width.ts';

/** Its title (else its name) as one sanitised line; its id if neither has anything visible. */
export function titleOf(session: SessionSummary): string {
  const title = sanitize(session.title === '' ? session.name : session.title).replaceAll('\n', ' ');
  return textWidth(title) === 0 ? session.id : title;
}
