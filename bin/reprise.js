#!/usr/bin/env node
// The program's front door: any Node can read this file, and it checks the version before it imports anything.
const floor = [22, 18];
const version = process.versions.node.split('.').map(Number);

if (version[0] < floor[0] || (version[0] === floor[0] && version[1] < floor[1])) {
  process.stderr.write(
    `reprise needs Node ${floor.join('.')} or newer and this is Node ${process.versions.node}: install a current Node from https://nodejs.org and start reprise again.\n`,
  );
  process.exit(1);
}

enableCompileCache();
import(entryOf(process.argv.slice(2))).then(
  (program) => program.main(process.argv.slice(2)),
  (error) => {
    const notBuilt = error.code === 'ERR_MODULE_NOT_FOUND' && /main\.js|session\.js|commands\.js/.test(error.message);
    process.stderr.write(
      notBuilt
        ? 'reprise has not been built in this folder: run `npm run build` first, or `npm start`, which does it by itself.\n'
        : `reprise could not load its own files (${error.message}): install it again.\n`,
    );
    process.exitCode = 1;
  },
);

/**
 * The dashboard, the dashboard behind a command, and the commands are files of their own, so that none loads another.
 * Any of them would do the right thing with `session`; this is only about time.
 */
function entryOf([first, ...others]) {
  if (first === undefined) return '../dist/main.js';
  const noScreen = others.some((other) => /^(--(list|plain|json|help)$|-[a-z]*[lh])/.test(other));
  return first === 'session' && !noScreen ? '../dist/session.js' : '../dist/commands.js';
}

/**
 * Compiled code is kept between starts: that halves the start. On Linux Node would keep it in a folder of /tmp that
 * every user can write to, so it goes to the user's own cache instead, or nowhere. A home that is not there is not made:
 * that is not ours to do, and Node never comes back from trying it where the system cannot (as in /proc).
 */
function enableCompileCache() {
  const { HOME, NODE_COMPILE_CACHE, REPRISE_HOME, XDG_CACHE_HOME } = process.env;
  const isPath = (text = '') => text.startsWith('/');
  let folder;
  if (!NODE_COMPILE_CACHE && process.platform === 'linux') {
    if (isPath(REPRISE_HOME)) folder = `${REPRISE_HOME}/cache/compiled`;
    else if (isPath(XDG_CACHE_HOME)) folder = `${XDG_CACHE_HOME}/reprise/compiled`;
    else if (isPath(HOME) && process.getBuiltinModule('node:fs').existsSync(HOME)) {
      folder = `${HOME}/.cache/reprise/compiled`;
    } else return;
  }
  process.getBuiltinModule('node:module').enableCompileCache(folder);
}
