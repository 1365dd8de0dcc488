/** The dashboard of somebody who has not chosen a provider yet: the first-run card is shown. */
import type { FoundProvider } from '../../src/app/state.ts';
import { SampleWorld, sampleTalk } from './sample-world.ts';

/** The settings that were saved, by their dotted names. */
export const saved = (world: SampleWorld) =>
  world.asked('saveSetting').map(({ path, value }): [string, unknown] => [path.join('.'), value]);
export const foundKey: FoundProvider = { provider: 'anthropic', label: 'ANTHROPIC_API_KEY' };
export const foundServer: FoundProvider = {
  provider: 'compatible',
  label: 'Ollama at localhost:11434',
  baseUrl: 'http://localhost:11434/v1',
  model: 'llama-small',
};

/** `found`: keys and servers of this machine; `sessions`: whether the folder holds any. */
export function newcomer(found: readonly FoundProvider[] = [], sessions: 'none' | 'some' = 'none'): SampleWorld {
  const world = new SampleWorld({
    chosenModel: null,
    talk: sampleTalk,
    ...(sessions === 'none' ? { sessions: [] } : {}),
  });
  world.send({ type: 'providersFound', found });
  return world;
}
