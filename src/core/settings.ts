/** The settings as plain, complete values. Reading and checking them from files is `store/settings`' business. */
import type { ProviderName } from './session.ts';

/** The providers that are reached over the network, each with settings of its own. */
export const serverNames = ['anthropic', 'openai', 'compatible'] as const;
export type ServerName = (typeof serverNames)[number];

export interface ServerSettings {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  /** The model used when none is named. */
  readonly model?: string;
  /** Allow plain http to a machine other than this one; without it such an address is refused. */
  readonly allowHttp?: boolean;
  /** The config file has an address that cannot be used, so the vendor's own server is not what the user meant. */
  readonly wrongAddress?: boolean;
  /** The config file's values that the environment overrides: its key was given for its own address. */
  readonly hidden?: Pick<ServerSettings, 'apiKey' | 'baseUrl'>;
}

/** Dollars per million tokens, from the user's own table. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For input read from the provider's cache, and for input written to it; by default, the price of input. */
  readonly cached?: number;
  readonly cacheWritten?: number;
}

export interface Settings {
  /** Undefined: what the session had, else what is found. */
  readonly provider?: ProviderName;
  readonly model?: string;
  readonly anthropic: ServerSettings;
  readonly openai: ServerSettings;
  readonly compatible: ServerSettings;
  /** A theme's name, or `auto` to follow the terminal's dark or light background. */
  readonly theme: string;
  readonly mouse: boolean;
  /** `full` syncs every message to the disk; `none` leaves it to the system (a power cut may lose the last half minute). */
  readonly sync: 'full' | 'none';
  /** Announce replies that end out of sight. */
  readonly bell: boolean;
  readonly notify: boolean;
  /** Change the terminal's window title. */
  readonly windowTitle: boolean;
  /** The system prompt of new sessions; empty: none. */
  readonly system: string;
  /** Let the model make a short title for unnamed sessions after their first turn. */
  readonly autoTitle: boolean;
  /** Days after which trashed sessions are deleted for good; 0: never. */
  readonly trashDays: number;
  /** Seconds of silence after which a reply is reported as silent, and after which it is ended (more before its first word). */
  readonly silenceWarnSeconds: number;
  readonly silenceEndSeconds: number;
  /** Wait after Escape for the rest of a key sequence; milliseconds. */
  readonly escapeDelayMs: number;
  /** Command id → keys, replacing the command's own. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Model id → price, before any data set. */
  readonly prices: Readonly<Record<string, Price>>;
  /** Model id → tokens its window holds, before any data set. */
  readonly contextWindows: Readonly<Record<string, number>>;
}

export const defaultSettings: Settings = {
  anthropic: {},
  openai: {},
  compatible: {},
  theme: 'auto',
  mouse: true,
  sync: 'full',
  bell: true,
  notify: true,
  windowTitle: true,
  system: '',
  autoTitle: false,
  trashDays: 0,
  silenceWarnSeconds: 60,
  silenceEndSeconds: 120,
  escapeDelayMs: 30,
  keys: {},
  prices: {},
  contextWindows: {},
};
