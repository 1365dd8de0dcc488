/** What the user writes: drafts, the history of prompts, attached files, the external editor. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, problem, type Result } from '../../core/problem.ts';
import type { EffectDeps, Handlers } from './effects.ts';

export function writingEffects(deps: EffectDeps): Handlers {
  const { services, screen, dispatch } = deps;
  let toldOfView = false;
  return {
    async saveDraft({ id, text }) {
      const saved = await services.saveDraft(draftName(id), text);
      if (!saved.ok && text !== '') dispatch({ type: 'problem', problem: saved.problem });
    },
    async loadDraft({ id }) {
      const text = await services.loadDraft(draftName(id));
      if (text !== '') dispatch({ type: 'draftLoaded', id, text });
    },
    async saveLastView({ text }) {
      const saved = await services.saveLastView(text);
      // Said once: it is tried again with every change, and the list works without.
      if (!saved.ok && !toldOfView) dispatch({ type: 'problem', problem: saved.problem });
      toldOfView ||= !saved.ok;
    },
    async rememberPrompt({ id, text }) {
      await services.rememberPrompt(text, id);
      const { prompts } = deps.state().history;
      if (prompts.at(-1) !== text) dispatch({ type: 'promptsLoaded', prompts: [...prompts, text] });
    },
    async loadPrompts() {
      dispatch({ type: 'promptsLoaded', prompts: await services.loadPrompts() });
    },
    async attachFiles({ request, paths, text, id }) {
      const { attachAll } = await import('../attachments.ts');
      const { attachments, problems } = await attachAll(paths, services.cwd);
      dispatch({ type: 'filesAttached', request, id, text, attachments, problems });
    },
    async listPaths({ request, typed }) {
      const { listPaths } = await import('../attachments.ts');
      dispatch({ type: 'pathsListed', request, paths: await listPaths(typed, services.cwd) });
    },
    async editExternally({ id, text }) {
      dispatch({ type: 'editedExternally', id, result: await editText(text) });
    },
  };

  /** The text as the user's editor leaves it. The file is in a folder of its own that nobody else can read. */
  async function editText(text: string): Promise<Result<string>> {
    const wish = (process.env.VISUAL ?? process.env.EDITOR ?? '').trim();
    if (wish === '') {
      return fail(problem('bad-argument', 'No editor is set.', 'Set VISUAL or EDITOR, for example export EDITOR=vim.'));
    }
    const { default: parseArgs } = await import('string-argv');
    const [command, ...args] = parseArgs(wish);
    if (command === undefined)
      return fail(problem('bad-argument', `“${wish}” names no editor.`, 'Correct VISUAL or EDITOR.'));
    const folder = await mkdtemp(join(tmpdir(), 'reprise-'));
    const file = join(folder, `message-${randomUUID().slice(0, 8)}.md`);
    try {
      await writeFile(file, text, { mode: 0o600 });
      const code = await screen.run(command, [...args, file]);
      if (code !== 0)
        return fail(problem('io-error', `${command} ended with ${code ?? 'a signal'}; the text is as it was.`));
      return ok(await readFile(file, 'utf8'));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail(problem('io-error', `The editor could not be used: ${why}.`, 'Check VISUAL and EDITOR.'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The text that is typed while no session is shown has a draft too. */
function draftName(id: string): string {
  return id === '' ? 'no-session' : id;
}
