/** Commands that change how the program looks and behaves. */
import { withKey } from '../keymap.ts';
import type { Msg } from '../msg.ts';
import { details, type State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { pick } from './pick.ts';
import { serverNamed } from './providers.ts';

export function updateSettings(state: State, msg: Msg): Step {
  switch (msg.type) {
    case 'setTheme': {
      const { name, keep } = msg;
      return step(state, { type: 'loadTheme', name, kind: state.look.theme.kind, keep });
    }
    case 'pickTheme': {
      const before = state.look.theme.name;
      return andThen(pick(state, { kind: 'theme', before }, { title: 'Theme', items: [] }), (now) =>
        step(now, { type: 'listThemes' }),
      );
    }
    case 'toggleMouse': {
      const mouse = !state.settings.mouse;
      const next: State = { ...state, settings: { ...state.settings, mouse } };
      return andThen(step(next, { type: 'setMouse', on: mouse }), (now) =>
        say(now, mouse ? 'Mouse on; Shift+drag selects text.' : 'Mouse off; the terminal selects text.'),
      );
    }
    case 'toggleTools':
      return detail(state, 'tools', 'Tool detail');
    case 'toggleThinking':
      return detail(state, 'thinking', 'Thinking');
    case 'toggleWrap': {
      const codeWrap = !state.look.codeWrap;
      const moving = withKey(state, 'transcript.right', (key) => `; ${key} shows more of them`);
      return say(
        { ...state, look: { ...state.look, codeWrap } },
        codeWrap ? 'Code lines wrap.' : `Code lines no longer wrap${moving}.`,
      );
    }
    case 'showStats':
      return step({ ...state, overlay: { kind: 'stats', stats: null, scroll: 0 } }, { type: 'computeStats' });
    case 'keyTyped':
      return step(state, { type: 'saveKey', provider: msg.provider, key: msg.key });
    case 'baseUrlTyped': {
      return serverNamed(state, msg.url);
    }
    default:
      return stay(state);
  }
}

function detail(state: State, which: 'tools' | 'thinking', words: string): Step {
  const next = details[(details.indexOf(state.look[which]) + 1) % details.length] ?? 'short';
  return say({ ...state, look: { ...state.look, [which]: next } }, `${words}: ${next}.`);
}
