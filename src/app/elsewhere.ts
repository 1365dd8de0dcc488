/** Command names of other programs, and what to use here instead: better than only saying that they do not exist. */
import { meantBy } from '../core/words.ts';

/** Word → slash command of ours. */
export const slashElsewhere: ReadonlyMap<string, string> = meantBy({
  exit: 'quit q bye',
  new: 'clear reset',
  stats: 'cost usage tokens context status',
  sessions: 'history list',
  resume: 'continue open load switch',
  rename: 'name title',
  retry: 'regenerate',
  compact: 'summarize compress',
  fork: 'branch clone',
  provider: 'login logout auth connect',
  export: 'share',
  help: 'keys hotkeys keybindings shortcuts commands',
});

/** Word → command of ours that has a key and no slash. */
export const keyElsewhere: ReadonlyMap<string, string> = meantBy({
  'transcript.copy': 'copy yank',
  'transcript.edit': 'undo rewind checkpoint timeline edit',
  'transcript.find': 'find search grep',
  'transcript.previousVariant': 'tree variants',
  'transcript.thinking': 'thinking reasoning',
  'transcript.tools': 'details tools',
  'list.filter': 'filter',
  'list.trash': 'trash restore',
  'session.trash': 'delete rm remove',
  'session.archive': 'archive',
  'session.pin': 'pin star',
  'session.copyId': 'id',
  'input.editor': 'editor',
  'reply.stop': 'stop cancel abort',
  'app.mouse': 'mouse',
});

const files = 'To attach a file, write @PATH; Tab completes.';
const noTools = 'Models here get text and files only.';

/** Word → a sentence that says what to do instead. */
export const sentenceElsewhere: ReadonlyMap<string, string> = meantBy({
  [files]: 'attach file files image mention paste upload add add-dir read',
  [noTools]: 'init diff review permissions approvals mcp agents agent hooks memory skills plan ide vim cd',
  'For settings, run `reprise config` in a shell.': 'config settings preferences',
  'Run `reprise import FILE` in a shell.': 'import',
  'Run `reprise doctor` in a shell.': 'doctor',
});
