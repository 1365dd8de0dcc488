/** Builds every plug from the settings: the one place where the real parts of the program are put together. */
import type { Environment } from '../core/environment.ts';
import type { PriceData } from '../core/price.ts';
import type { Problem, Result } from '../core/problem.ts';
import type { Settings } from '../core/settings.ts';
import type { Theme } from '../core/theme.ts';
import type { Clock, SessionStore } from '../ports.ts';
import type { Disk } from '../store/disk.ts';
import { loadDraft, saveDraft } from '../store/drafts.ts';
import { addPrompt, loadHistory } from '../store/history.ts';
import { findPaths, type Paths } from '../store/paths.ts';
import { loadSettings, type Origins } from '../store/settings.ts';
import { loadSmallFile, saveSmallFile } from '../store/small-file.ts';
import { createStore } from '../store/store.ts';
import { currentFolder } from '../store/user-path.ts';
import { systemClock } from './clock.ts';
import { packageVersion, themesFolder } from './package.ts';
import { createProviders, type Providers } from './providers.ts';

export interface ServiceOptions {
  readonly env: Environment;
  /** The folder for relative names; by default, the one the program was started in. */
  readonly cwd?: string;
  /** `--sessions DIR`. */
  readonly sessions?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly theme?: string;
  /** Other clocks and ids, and another disk, for tests. */
  readonly clock?: Clock;
  readonly disk?: Disk;
}

export interface Services extends Providers {
  /** As they are now: `saveSetting` changes them. */
  readonly settings: Settings;
  readonly origins: Origins;
  /** What was wrong with the settings and is therefore not used. */
  readonly problems: readonly Problem[];
  readonly paths: Paths;
  readonly cwd: string;
  /** The environment it was made with. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly store: SessionStore;
  saveSetting(path: readonly string[], value: unknown): Promise<Result<void>>;
  /** A theme by name; `auto` is the default of the kind. Always returns one; the problem says why it is another. */
  loadTheme(name: string, kind: 'dark' | 'light'): Promise<{ readonly theme: Theme; readonly problem?: Problem }>;
  listThemes(): Promise<{ readonly themes: readonly Theme[]; readonly problems: readonly Problem[] }>;
  loadDraft(sessionId: string): Promise<string>;
  saveDraft(sessionId: string, text: string): Promise<Result<void>>;
  /** How the screen was left, as passed to `saveLastView`; empty if it never was. */
  loadLastView(): Promise<string>;
  saveLastView(text: string): Promise<Result<void>>;
  /** Oldest first. */
  loadPrompts(): Promise<readonly string[]>;
  rememberPrompt(text: string, sessionId: string): Promise<Result<void>>;
  /** Removes what killed processes left of files they were replacing. */
  tidy(): Promise<void>;
  /** The maintained data set of prices and context windows; loaded when first needed. */
  prices(): Promise<PriceData>;
  close(): Promise<void>;
}

export async function createServices(options: ServiceOptions): Promise<Services> {
  const { env, cwd = currentFolder(options.env) } = options;
  const clock = options.clock ?? systemClock;
  const paths = findPaths(env, { cwd, ...(options.sessions === undefined ? {} : { sessions: options.sessions }) });
  const flags = pick(options, ['provider', 'model', 'theme']);
  let loaded = await loadSettings({ configFile: paths.configFile, env, flags });
  const store = createStore({
    directory: paths.sessionsDir,
    clock,
    sync: loaded.settings.sync,
    version: packageVersion(),
    cacheFile: paths.listCacheFile,
    ...(options.disk ? { disk: options.disk } : {}),
  });
  const closing = new AbortController();
  const { forget, ...providers } = createProviders({
    env,
    store,
    settings: () => loaded.settings,
    useServer(baseUrl) {
      const { settings } = loaded;
      loaded = { ...loaded, settings: { ...settings, compatible: { ...settings.compatible, baseUrl } } };
    },
  });
  return {
    env,
    get settings() {
      return loaded.settings;
    },
    get origins() {
      return loaded.origins;
    },
    get problems() {
      return loaded.problems;
    },
    paths,
    cwd,
    clock,
    store,
    ...providers,
    detect: (signal) => providers.detect(AbortSignal.any([signal, closing.signal])),
    async saveSetting(path, value) {
      const { saveSetting } = await import('../store/settings-save.ts');
      const saved = await saveSetting(paths.configFile, path, value);
      if (saved.ok) {
        loaded = await loadSettings({ configFile: paths.configFile, env, flags });
        forget();
      }
      return saved;
    },
    async loadTheme(name, kind) {
      const { loadTheme } = await import('../store/themes.ts');
      return loadTheme(name, kind, { builtinDir: themesFolder(), userDir: paths.themesDir });
    },
    async listThemes() {
      const { loadThemes } = await import('../store/themes.ts');
      return loadThemes({ builtinDir: themesFolder(), userDir: paths.themesDir });
    },
    loadDraft: (sessionId) => loadDraft(paths.draftsDir, sessionId),
    saveDraft: (sessionId, text) => saveDraft(paths.draftsDir, sessionId, text),
    loadLastView: () => loadSmallFile(paths.lastViewFile),
    saveLastView: (text) => saveSmallFile(paths.lastViewFile, text, 'nothing'),
    async loadPrompts() {
      const prompts = await loadHistory(paths.historyFile);
      return prompts.map((prompt) => prompt.text).reverse();
    },
    rememberPrompt: (text, sessionId) => addPrompt(paths.historyFile, { text, timestamp: clock.now(), sessionId }),
    async tidy() {
      const { removeLeftOvers } = await import('../store/left-overs.ts');
      await removeLeftOvers(paths);
    },
    async prices() {
      return await import('@pydantic/genai-prices');
    },
    async close() {
      closing.abort();
    },
  };
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  const out: Partial<Pick<T, K>> = {};
  for (const name of names) if (from[name] !== undefined) out[name] = from[name];
  return out;
}
