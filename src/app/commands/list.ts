/** Commands of the list of sessions. */
import type { Command } from './command.ts';
import { needsSession, needsUndo } from './reasons.ts';

export const listCommands: readonly Command[] = [
  { id: 'list.down', title: 'down', where: 'list', keys: ['down', 'j'], msg: { type: 'listMove', by: 1 }, quiet: true },
  { id: 'list.up', title: 'up', where: 'list', keys: ['up', 'k'], msg: { type: 'listMove', by: -1 }, quiet: true },
  { id: 'list.first', title: 'first session', where: 'list', keys: ['g', 'home'], msg: { type: 'listMove', by: 'first' }, quiet: true },
  { id: 'list.last', title: 'last session', where: 'list', keys: ['G', 'end'], msg: { type: 'listMove', by: 'last' }, quiet: true },
  { id: 'list.pageUp', title: 'page up', where: 'list', keys: ['pageup'], msg: { type: 'listMove', by: 'pageUp' }, quiet: true },
  { id: 'list.pageDown', title: 'page down', where: 'list', keys: ['pagedown'], msg: { type: 'listMove', by: 'pageDown' }, quiet: true },
  {
    id: 'session.new',
    title: 'new session: asks for a name',
    where: 'list',
    keys: ['n'],
    msg: { type: 'askNew' },
    slash: {
      name: 'new',
      argument: '[NAME]',
      parse: (name) => ({ type: 'newSession', name }),
    },
    footer: 'new',
  },
  {
    id: 'session.resume',
    title: 'resume the session',
    where: 'list',
    keys: ['enter'],
    msg: { type: 'resume' },
    slash: {
      name: 'resume',
      argument: 'ID|NAME',
      parse: (query) => (query === '' ? 'Say which session: /resume ID or /resume NAME.' : { type: 'findSession', query }),
    },
    footer: 'resume',
    disabled: needsSession,
  },
  { id: 'session.peek', title: 'peek: read without opening for writing', where: 'list', keys: ['space'], msg: { type: 'peek' }, disabled: needsSession },
  { id: 'list.filter', title: 'filter the list (fuzzy; also model:, after:, is:pinned …)', where: 'list', keys: ['/'], msg: { type: 'filterOpen' }, footer: 'filter' },
  { id: 'list.clear', title: 'clear the filter and the marks', where: 'list', keys: ['escape'], msg: { type: 'filterClear' }, quiet: true },
  { id: 'list.sort', title: 'sort: recent, name, tokens, cost', where: 'list', keys: ['s'], msg: { type: 'sort', by: 'next' } },
  { id: 'list.density', title: 'density of the list', where: 'list', keys: ['v'], msg: { type: 'density' } },
  { id: 'list.mark', title: 'mark the session; actions then take all marked', where: 'list', keys: ['m'], msg: { type: 'mark' }, disabled: needsSession },
  {
    id: 'session.rename',
    title: 'rename the session',
    where: 'list',
    keys: ['r', 'f2'],
    msg: { type: 'askRename' },
    slash: {
      name: 'rename',
      argument: 'NAME',
      parse: (name) => (name === '' ? 'Say the new name: /rename NAME.' : { type: 'rename', name }),
    },
    disabled: needsSession,
  },
  { id: 'session.pin', title: 'pin to the top, or unpin', where: 'list', keys: ['p'], msg: { type: 'pin' }, disabled: needsSession },
  {
    id: 'session.fork',
    title: 'fork: a new session that begins as a copy',
    where: 'list',
    keys: ['f'],
    msg: { type: 'askFork', fromHere: false },
    slash: { name: 'fork', argument: '', only: 'dashboard', parse: () => ({ type: 'askFork', fromHere: false }) },
    disabled: needsSession,
  },
  { id: 'session.trash', title: 'move to the trash (u brings it back)', where: 'list', keys: ['d', 'delete'], msg: { type: 'trash' }, disabled: needsSession },
  { id: 'list.undo', title: 'undo the last change of the list', where: 'list', keys: ['u'], msg: { type: 'undo' }, disabled: needsUndo },
  { id: 'list.trash', title: 'open the trash', where: 'list', keys: ['T'], msg: { type: 'openTrash' } },
  { id: 'session.archive', title: 'archive, or bring back', where: 'list', keys: ['A'], msg: { type: 'archive' }, disabled: needsSession },
  {
    id: 'session.export',
    title: 'export as Markdown, HTML or JSON',
    where: 'list',
    keys: ['e'],
    msg: { type: 'askExport' },
    slash: { name: 'export', argument: '[FILE]', parse: (target) => exportMessage(target) },
    disabled: needsSession,
  },
  { id: 'session.copyId', title: 'copy the session id', where: 'list', keys: ['Y'], msg: { type: 'copyId' }, disabled: needsSession },
  { id: 'session.nextWaiting', title: 'next session that waits for you', where: 'list', keys: ['!'], msg: { type: 'nextWaiting' } },
];

/** The format follows the file's ending; no file asks. */
function exportMessage(target: string) {
  if (target === '') return { type: 'askExport' } as const;
  const ending = target.slice(target.lastIndexOf('.') + 1).toLowerCase();
  const format = ending === 'html' || ending === 'htm' ? 'html' : ending === 'json' ? 'json' : 'markdown';
  return { type: 'export', format, target } as const;
}
