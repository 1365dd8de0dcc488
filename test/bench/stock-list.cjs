/** The stock widget for comparison: a blessed List with as many items as the argument says, moved with j and k. */
const blessed = require('blessed');

const count = Number(process.argv[2]);
const screen = blessed.screen({ smartCSR: true, terminal: 'xterm' });
const items = Array.from({ length: count }, (_, i) => `session ${i} about something worth a title`);
const list = blessed.list({
  parent: screen,
  width: '40%',
  height: '100%',
  keys: true,
  vi: true,
  items,
  style: { selected: { inverse: true } },
});
list.focus();
screen.key('q', () => process.exit(0));
screen.render();
