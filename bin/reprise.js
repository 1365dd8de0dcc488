#!/usr/bin/env node
// The entry point: any Node can read this file, and it checks the version before it imports anything.
const floor = [22, 18];
const version = process.versions.node.split('.').map(Number);

if (version[0] < floor[0] || (version[0] === floor[0] && version[1] < floor[1])) {
  process.stderr.write(
    `reprise needs Node ${floor.join('.')} or newer and this is Node ${process.versions.node}: install a current Node from https://nodejs.org and start reprise again.\n`,
  );
  process.exit(1);
}

const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} = process.getBuiltinModule('node:fs');
const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module');
const { dirname, join } = process.getBuiltinModule('node:path');
const { Script } = process.getBuiltinModule('node:vm');

const argv = process.argv.slice(2);
const scripts = new Map();
const pieceBytes = 64 * 1024;
/** More than the first line of a file of compiled code ever has: a hash and 32 words. */
const factsBytes = 1024;
const compiledFolder = keepCompiledCode();
load(`./${entryOf(argv)}.cjs`).then(
  (program) => program.main(argv),
  (error) => {
    const notBuilt = error.code === 'ENOENT' && error.path?.endsWith('.cjs');
    process.stderr.write(
      notBuilt
        ? 'reprise has not been built in this folder: run `npm run build` first, or `npm start`, which does it by itself.\n'
        : `reprise could not load its own files (${error.message}): install it again.\n`,
    );
    process.exitCode = 1;
  },
);

/**
 * The dashboard (with the one command that opens it) and the commands are separate files, so that neither loads the
 * other. Either would handle `session` correctly; this is only about time.
 */
function entryOf([first, ...others]) {
  if (first === undefined) return 'main';
  const noScreen = others.some((other) => /^(--(list|plain|json|help)$|-[a-z]*[lh])/.test(other));
  return first === 'session' && !noScreen ? 'main' : 'commands';
}

/**
 * Where compiled code is kept between starts, or undefined. On Linux, Node would choose a folder in /tmp that every
 * user can write to; so it goes into the user's own cache, or nowhere. If the home folder does not exist, we do not
 * create it: that is not ours to do.
 */
function keepCompiledCode() {
  const { HOME, NODE_COMPILE_CACHE, REPRISE_HOME, XDG_CACHE_HOME } = process.env;
  const isPath = (text = '') => text.startsWith('/');
  let folder;
  if (!NODE_COMPILE_CACHE && process.platform === 'linux') {
    if (isPath(REPRISE_HOME)) folder = `${REPRISE_HOME}/cache/compiled`;
    else if (isPath(XDG_CACHE_HOME)) folder = `${XDG_CACHE_HOME}/reprise/compiled`;
    else if (isPath(HOME) && existsSync(HOME)) folder = `${HOME}/.cache/reprise/compiled`;
    else return undefined;
    if (!makeFolder(folder)) return undefined;
  }
  // Node creates a folder inside this one, with whatever mode the umask allows.
  const mask = process.umask(0o077);
  const { directory } = enableCompileCache(folder);
  process.umask(mask);
  return directory;
}

/**
 * One level at a time: Node's own recursive mkdir never returns where the system answers ENOENT for a folder whose
 * parent exists (as in /proc).
 */
function makeFolder(folder) {
  const faultOf = () => {
    try {
      mkdirSync(folder, { mode: 0o700 });
      return '';
    } catch ({ code }) {
      return code === 'EEXIST' ? '' : code;
    }
  };
  const fault = faultOf();
  if (fault !== 'ENOENT' || folder === dirname(folder)) return fault === '';
  return makeFolder(dirname(folder)) && faultOf() === '';
}

/** Replaces `import()` in the scripts of dist, where Node's own would warn that it is experimental. */
async function load(specifier) {
  if (!specifier.startsWith('./')) return import(specifier);
  const name = specifier.slice(2);
  if (!name.endsWith('.cjs')) return import(`../dist/${name}`);
  if (!scripts.has(name)) scripts.set(name, runScript(name));
  return scripts.get(name);
}

/** Runs a script of dist and returns its exports. */
function runScript(name) {
  const file = join(import.meta.dirname, '..', 'dist', name);
  // The build leaves nothing but ASCII in it.
  const source = readFileSync(file, 'latin1');
  const digest = source.slice(2, source.indexOf('\n'));
  const program = evaluate(name, source, digest, file);
  return program(createRequire(file), new URL(`../dist/${name}`, import.meta.url).href, load, evaluate);
}

/**
 * Evaluates a script; `identity`, a word, changes whenever the script does. Node's own compile cache stores a file as it
 * was before anything ran; the functions that a start calls would then be compiled every time, which is a quarter of the
 * start. So we make our own cache, after the script has started.
 */
function evaluate(name, source, identity, filename = name) {
  const kept = compiledFolder === undefined ? undefined : join(compiledFolder, `reprise-${name}`);
  // Usually the command: the first bare word.
  const use = argv.find((word) => /^[a-z]{1,16}$/.test(word)) ?? 'reprise';
  const { compiled, uses } = readCompiled(kept, identity);
  const script = new Script(source, { filename, cachedData: compiled });
  const known = compiled !== undefined && !script.cachedDataRejected ? uses : [];
  if (kept !== undefined && !known.includes(use) && known.length < 32)
    afterTheStart(() => writeCompiled(kept, script.createCachedData(), [identity, ...known, use]));
  return script.runInThisContext();
}

/** Runs the action once: when the program has settled, or when it exits, if that comes first. */
function afterTheStart(action) {
  const atEnd = () => {
    clearTimeout(timer);
    action();
  };
  const timer = setTimeout(() => {
    process.off('exit', atEnd);
    action();
  }, 500);
  timer.unref();
  process.on('exit', atEnd);
}

/**
 * The file holds a line with the script's identity and the commands whose functions are included, and then the
 * compiled code twice. Twice, because V8 kills the process over a damaged byte, and comparing two copies costs a
 * thirtieth of what loading a checksum costs. Read in pieces, because touching fresh memory costs more than reading
 * does.
 */
function readCompiled(path, identity) {
  const none = { compiled: undefined, uses: [] };
  let fd;
  try {
    // A FIFO of that name must not block the start.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const piece = Buffer.allocUnsafe(pieceBytes);
    const got = readSync(fd, piece, 0, factsBytes, 0);
    const facts = piece.latin1Slice(0, piece.subarray(0, got).indexOf('\n'));
    const [of, ...uses] = facts.split(' ');
    if (of !== identity) return none;
    const begin = facts.length + 1;
    const compiled = Buffer.allocUnsafe((fstatSync(fd).size - begin) >> 1);
    if (readSync(fd, compiled, 0, compiled.length, begin) !== compiled.length) return none;
    for (let at = 0; at < compiled.length; at += pieceBytes) {
      const end = Math.min(at + pieceBytes, compiled.length);
      const read = readSync(fd, piece, 0, end - at, begin + compiled.length + at);
      if (read !== end - at || compiled.compare(piece, 0, read, at, end) !== 0) return none;
    }
    return { compiled, uses };
  } catch {
    // Missing or unreadable: that only costs time.
    return none;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function writeCompiled(path, compiled, facts) {
  const temporary = `${path}.new`;
  const bytes = Buffer.concat([Buffer.from(`${facts.join(' ')}\n`), compiled, compiled]);
  try {
    removeIfThere(temporary);
    writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
  } catch ({ code }) {
    // A full disk, for example: the next start will be as slow as this one, and what is left of the disk is for sessions.
    // If the name is taken, another process is writing there.
    if (code !== 'EEXIST') removeQuietly(temporary);
  }
}

function removeIfThere(path) {
  if (existsSync(path)) unlinkSync(path);
}

function removeQuietly(path) {
  try {
    removeIfThere(path);
  } catch {
    // The next start tries again.
  }
}
