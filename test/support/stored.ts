/** Sessions for scenarios: written through the store before the program starts. */
import type { Message, NewMessage } from '../../src/core/session.ts';
import type { Services } from '../../src/run/services.ts';

export type Said = Partial<Omit<Message, 'id' | 'parent' | 'seq'>> & Pick<Message, 'role' | 'content'>;

/** The time of stored messages: fixed, so that screens are the same every day. */
const saidAt = Date.parse('2026-03-04T12:00:00Z');

/** A session with the given messages, one after the other; resolves when its file is closed. */
export async function storeSession(
  services: Services,
  name: string,
  said: readonly Said[],
  init: { readonly provider?: string; readonly model?: string; readonly cwd?: string } = {},
): Promise<string> {
  const messages: NewMessage[] = [];
  for (const [index, one] of said.entries()) {
    const parent = messages.at(-1)?.id ?? null;
    messages.push({ timestamp: saidAt + index * 60_000, ...one, id: `msg_${name}_${index}`, parent });
  }
  const created = await services.store.create({
    name,
    provider: init.provider ?? 'offline',
    model: init.model ?? 'offline',
    cwd: init.cwd ?? '/home/ada',
    messages,
  });
  if (!created.ok) throw new Error(created.problem.message);
  const closed = await created.value.close();
  if (!closed.ok) throw new Error(closed.problem.message);
  return created.value.summary.id;
}

/** `line 1` … `line n`, each in a paragraph of its own. */
export function manyLines(count: number, word = 'line'): string {
  return Array.from({ length: count }, (_, i) => `${word} ${i + 1}`).join('\n\n');
}
