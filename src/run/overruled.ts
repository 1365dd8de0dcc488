/** Warns if the theme just saved in the settings will be overridden at the next start. */
import { type Problem, problem } from '../core/problem.ts';
import type { Services } from './services.ts';

/** Undefined if the settings decide. A flag holds for one start only and overrules nothing. */
export function overruledTheme({ origins, settings }: Pick<Services, 'origins' | 'settings'>): Problem | undefined {
  if (origins.theme !== 'environment') return undefined;
  return problem(
    'bad-config',
    `The theme is saved, but at the next start REPRISE_THEME selects ${settings.theme}.`,
    'Change or unset that variable.',
  );
}
