/** Commands of the input box, its editor's keys among them. */
import type { Command } from './command.ts';
import { needsMessages, needsReply } from './reasons.ts';

export const inputCommands: readonly Command[] = [
  { id: 'input.send', title: 'send (queued while a reply streams)', where: 'input', keys: ['enter'], msg: { type: 'submit' }, footer: 'send', quiet: true },
  { id: 'input.newline', title: 'new line; also a backslash, then Enter', where: 'input', keys: ['M-enter', 'S-enter', 'C-j', 'linefeed'], msg: { type: 'newline' }, footer: 'new line', quiet: true },
  { id: 'reply.stop', title: 'stop the reply; twice: earlier prompts', where: 'input', keys: ['escape'], msg: { type: 'stopReply' }, quiet: true },
  { id: 'reply.stopNow', title: 'stop the reply', where: 'everywhere', keys: [], msg: { type: 'stopReply' }, disabled: needsReply },
  { id: 'input.takeBack', title: 'take the last queued message back', where: 'input', keys: ['M-up'], msg: { type: 'takeBack' } },
  { id: 'input.queue', title: 'show the queued messages', where: 'input', keys: [], msg: { type: 'showQueue' } },
  { id: 'input.historySearch', title: 'search all earlier prompts', where: 'input', keys: ['C-r'], msg: { type: 'historySearch' } },
  { id: 'input.earlierPrompts', title: 'earlier prompts of this session', where: 'input', keys: [], msg: { type: 'earlierPrompts' }, disabled: needsMessages },
  { id: 'input.editor', title: 'edit in $VISUAL or $EDITOR', where: 'input', keys: ['C-g'], msg: { type: 'editExternally' } },
  { id: 'input.unfold', title: 'show a folded paste in full', where: 'input', keys: ['C-o'], msg: { type: 'unfoldPaste' } },
  { id: 'input.pageUp', title: 'scroll the transcript up', where: 'input', keys: ['pageup'], msg: { type: 'scroll', by: 'pageUp' }, quiet: true },
  { id: 'input.pageDown', title: 'scroll the transcript down', where: 'input', keys: ['pagedown'], msg: { type: 'scroll', by: 'pageDown' }, quiet: true },
  {
    id: 'session.model',
    title: 'choose the model',
    where: 'everywhere',
    keys: [],
    msg: { type: 'pickModel' },
    slash: { name: 'model', argument: '[MODEL]', parse: (model) => (model === '' ? { type: 'pickModel' } : { type: 'setModel', model }) },
  },
  {
    id: 'session.provider',
    title: 'choose who answers',
    where: 'everywhere',
    keys: [],
    msg: { type: 'pickProvider' },
    slash: {
      name: 'provider',
      argument: '[NAME]',
      parse: (provider) => (provider === '' ? { type: 'pickProvider' } : { type: 'setProvider', provider }),
    },
  },
  {
    id: 'session.system',
    title: 'system prompt of this session',
    where: 'everywhere',
    keys: [],
    slash: { name: 'system', argument: '[TEXT]', parse: (text) => ({ type: 'setSystem', text }) },
  },
  {
    id: 'session.compact',
    title: 'sum up what was said and go on from the summary',
    where: 'everywhere',
    keys: [],
    msg: { type: 'compact' },
    slash: { name: 'compact', argument: '', parse: () => ({ type: 'compact' }) },
    disabled: needsMessages,
  },
  { id: 'session.save', title: 'try again to save what is not saved', where: 'everywhere', keys: [], msg: { type: 'saveNow' }, slash: { name: 'save', argument: '', parse: () => ({ type: 'saveNow' }) } },
  ...editorCommands(),
];

/** The keys of the editor: it knows them by the names at the right, users may give others. */
function editorCommands(): readonly Command[] {
  const rows: readonly [string, string, readonly string[], string][] = [
    ['lineStart', 'start of the line', ['C-a', 'home'], 'C-a'],
    ['lineEnd', 'end of the line', ['C-e', 'end'], 'C-e'],
    ['wordLeft', 'word left', ['C-left', 'M-b', 'M-left'], 'C-left'],
    ['wordRight', 'word right', ['C-right', 'M-f', 'M-right'], 'C-right'],
    ['textStart', 'start of the text', ['C-home'], 'C-home'],
    ['textEnd', 'end of the text', ['C-end'], 'C-end'],
    ['killToStart', 'delete to the start of the line', ['C-u'], 'C-u'],
    ['killToEnd', 'delete to the end of the line', ['C-k'], 'C-k'],
    ['killWord', 'delete the word before', ['C-w', 'M-backspace'], 'C-w'],
    ['killWordAfter', 'delete the word after', ['M-d', 'C-delete'], 'M-d'],
    ['yank', 'put back what was deleted', ['C-y'], 'C-y'],
    ['undo', 'undo', ['C-z', 'C-_'], 'C-z'],
    ['redo', 'redo', ['M-z', 'M-_'], 'M-_'],
  ];
  return rows.map(([name, title, keys, editorKey]) => ({
    id: `edit.${name}`,
    title,
    where: 'input',
    keys,
    editorKey,
    quiet: true,
  }));
}
