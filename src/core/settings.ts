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
  /** The config file has an address that cannot be used: the vendor's own server was not meant. */
  readonly wrongAddress?: boolean;
  /** What the config file says where the environment stands before it: its key was given for its own address. */
  readonly hidden?: Pick<ServerSettings, 'apiKey' | 'baseUrl'>;
}

/** Dollars per million tokens, from the user's own table. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For input that was read from the provider's cache, and for input that was written to it; the input's when left out. */
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
  /** A theme's name, or `auto`: dark or light as the terminal is. */
  readonly theme: string;
  readonly mouse: boolean;
  /** `full` syncs every message to the disk; `none` leaves it to the system (a power cut may lose the last seconds). */
  readonly sync: 'full' | 'none';
  /** Tell of replies that ended out of sight. */
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
  /** Silence of a streaming reply after which it is said, and after which it is ended (later before its first word); seconds. */
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
