/** What the user writes: drafts, the history of prompts, attached files, the external editor. */
import { asTyped } from '../../app/slash.ts';
import type { Result } from '../../core/problem.ts';
import type { EffectDeps, Handlers } from './effects.ts';

export function writingEffects(deps: EffectDeps): Handlers {
  const { services, screen, dispatch } = deps;
  const told = new Set<string>();
  /** Reported once: it is tried again every time, and the program works without it. */
  const tellOnce = (what: string, saved: Result<void>): void => {
    if (saved.ok || told.has(what)) return;
    told.add(what);
    dispatch({ type: 'problem', problem: saved.problem });
  };
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
      tellOnce('view', await services.saveLastView(text));
    },
    async rememberPrompt({ id, text }) {
      tellOnce('history', await services.rememberPrompt(text, id));
      const { prompts } = deps.state().history;
      const line = asTyped(text);
      if (prompts.at(-1) !== line) dispatch({ type: 'promptsLoaded', prompts: [...prompts, line] });
    },
    async loadPrompts() {
      dispatch({ type: 'promptsLoaded', prompts: (await services.loadPrompts()).map(asTyped) });
    },
    async attachFiles({ paths, text, id }) {
      const { attachAll } = await import('../attachments.ts');
      const { attachments, problems } = await attachAll(paths, services.cwd);
      dispatch({ type: 'filesAttached', id, text, attachments, problems });
    },
    async listPaths({ request, typed }) {
      const { listPaths } = await import('../attachments.ts');
      dispatch({ type: 'pathsListed', request, paths: await listPaths(typed, services.cwd) });
    },
    async editExternally({ id, text }) {
      const { editText } = await import('../external-editor.ts');
      const { text: edited, problem } = await editText(text, screen, process.env);
      if (edited !== undefined) dispatch({ type: 'editedExternally', id, text: edited });
      if (problem) dispatch({ type: 'problem', problem });
    },
  };
}

/** The text that is typed while no session is shown also has a draft. */
function draftName(id: string): string {
  return id === '' ? 'no-session' : id;
}
