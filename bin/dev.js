// What `npm start`, `npm test` and the other scripts run: brings packages and build up to date, then runs the task.
// Plain JavaScript without packages, for Node 20 and newer, because a fresh clone has nothing else yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, constants } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const hiddenLock = join(modules, '.package-lock.json');
const installStamp = join(modules, '.installed-from');
const buildStamp = join(modules, '.built-from');

/** Each script of package.json: what must be ready, and the commands that follow, in order. */
const tasks = {
  start: { build: true, commands: (args) => [['node', 'bin/reprise.js', ...args]] },
  test: {
    build: true,
    commands: (args) => [
      ['node', '--test', '--test-reporter=spec', `--test-concurrency=${filesAtOnce}`, ...testFiles(args)],
    ],
  },
  build: { commands: (args) => [['node', 'bin/build.js', '--types', ...args]] },
  lint: { commands: (args) => [['biome', 'check', '--error-on-warnings', ...args]] },
  format: { commands: (args) => [['biome', 'check', '--write', ...args]] },
  types: { commands: () => ['.', 'src/core', 'src/app'].map((project) => ['tsc', '-p', project]) },
  soak: { build: true, commands: (args) => [['node', 'test/soak/run.ts', ...args]] },
  bench: { build: true, commands: (args) => [['node', 'test/bench/run.ts', ...args]] },
  picture: { build: true, commands: (args) => [['node', 'test/support/picture.ts', ...args]] },
  docs: { build: true, commands: (args) => [['node', 'test/support/docs.ts', ...args]] },
};

/**
 * How many test files run at once. Node's default, one less than the number of processors, would leave half of a
 * two-processor machine idle.
 */
const filesAtOnce = Math.max(2, availableParallelism() - 1);

const [name = '', ...rest] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  say(`There is no task "${name}"; there are ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}
process.exitCode = await perform(task, rest);

async function perform(task, args) {
  if (!isInstalled()) {
    const code = await install();
    if (code !== 0) return code;
  }
  if (task.build === true && !isBuilt()) {
    const code = await build();
    if (code !== 0) return code;
  }
  const fingerprint = sourcesFingerprint();
  for (const command of task.commands(args)) {
    const code = await run(command);
    if (code !== 0) return code;
  }
  if (task === tasks.build) stamp(buildStamp, fingerprint);
  return 0;
}

/** True when node_modules holds what package-lock.json names. */
function isInstalled() {
  const state = installedState();
  if (readIfThere(installStamp) === state) return true;
  if (!matchesHiddenLock()) return false;
  // Somebody has run npm by hand, with the same result.
  stamp(installStamp, state);
  return true;
}

/** What is wanted, and what npm noted that it installed: running it by hand may have removed packages since. */
function installedState() {
  return digest(`${readFileSync(join(root, 'package-lock.json'), 'utf8')}\n${readIfThere(hiddenLock)}`);
}

/** Compares the lock file with npm's own record of what it installed in node_modules. */
function matchesHiddenLock() {
  const present = packagesOf(readIfThere(hiddenLock) ?? '');
  if (present === undefined) return false;
  const wanted = packagesOf(readFileSync(join(root, 'package-lock.json'), 'utf8')) ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || present[path]?.version === entry.version,
  );
}

/** The packages of a lock file; undefined where it was not written to its end. */
function packagesOf(text) {
  try {
    return JSON.parse(text).packages ?? {};
  } catch {
    return undefined;
  }
}

async function install() {
  say('Installing the packages that package-lock.json names; this takes about half a minute.');
  const npm = process.env.npm_execpath;
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm must run on a Node outside node_modules, because it begins by removing that folder.
  const command =
    npm !== undefined && /\.c?js$/.test(npm)
      ? [nodeOutside(), npm, ...flags]
      : [onWindows() ? 'npm.cmd' : 'npm', ...flags];
  const code = await execute(command, { ...process.env, PATH: pathOutside().join(delimiter) }, 'to stderr');
  if (code !== 0) {
    say(
      'The packages could not be installed: npm says why above. Check the network, the registry (`npm config get registry`), and that you may write to this folder; then run this again.',
    );
    return code;
  }
  stamp(installStamp, installedState());
  return 0;
}

/** True when dist was built from exactly these sources. */
function isBuilt() {
  return existsSync(join(root, 'dist', 'main.cjs')) && readIfThere(buildStamp) === sourcesFingerprint();
}

async function build() {
  say('Building.');
  const fingerprint = sourcesFingerprint();
  const code = await run(['node', 'bin/build.js']);
  if (code !== 0) {
    say('The build failed: the lines above name the file. Mend it and run this again.');
    return code;
  }
  stamp(buildStamp, fingerprint);
  return 0;
}

/** Names, sizes and times of everything the build reads: takes a few milliseconds and notices deleted files too. */
function sourcesFingerprint() {
  const files = ['package.json', 'package-lock.json', 'bin/build.js'];
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.(ts|json)$/.test(entry.name)) {
      files.push(relative(root, join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  const lines = files.sort().map((file) => {
    const { size, mtimeMs } = statSync(join(root, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return digest(lines.join('\n'));
}

/** Folders stand for their test files; without arguments, the whole suite runs. */
function testFiles(args) {
  const named = args.some((arg) => !arg.startsWith('-'));
  const files = args.map((arg) => {
    const path = join(root, arg);
    return existsSync(path) && statSync(path).isDirectory() ? `${arg.replace(/\/$/, '')}/**/*.test.ts` : arg;
  });
  return named ? files : [...files, 'test/**/*.test.ts'];
}

/** Runs a command by program name: `node` is the project's own, everything else comes from node_modules/.bin. */
function run([program, ...args]) {
  const node = projectNode();
  if (node === undefined) {
    say(
      `This needs Node 22.18 or newer; here is ${process.version}, and npm did not install the package "node". Allow its install script (\`npm config set ignore-scripts false\`), delete node_modules and run this again.`,
    );
    return 1;
  }
  const bin = join(modules, '.bin');
  const command = program === 'node' ? [node, ...args] : [join(bin, onWindows() ? `${program}.cmd` : program), ...args];
  return execute(command, { ...process.env, PATH: [dirname(node), bin, ...pathOutside()].join(delimiter) });
}

/**
 * The Node to run on: REPRISE_NODE (to try another one), else the one in node_modules, else this one if it is new
 * enough.
 */
function projectNode() {
  const asked = process.env.REPRISE_NODE;
  if (asked !== undefined && asked !== '') return asked;
  const own = join(modules, 'node', 'bin', onWindows() ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

/** Waits for a child that shares our terminal; resolves with its exit code, or 128 + n after a signal. */
function execute([program, ...args], env, output) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['inherit', output === 'to stderr' ? 2 : 'inherit', 'inherit'],
      shell: onWindows() && program.endsWith('.cmd'),
    });
    // The terminal sends Ctrl+C to the child as well; this process just waits until the child has ended.
    const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
      const listener = () => signal !== 'SIGINT' && child.kill(signal);
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    const end = (code) => {
      for (const remove of listeners) remove();
      resolve(code);
    };
    child.on('error', (error) => {
      say(`${program} could not be started: ${error.message}.`);
      end(1);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function nodeOutside() {
  const name = onWindows() ? 'node.exe' : 'node';
  const found = pathOutside().find((folder) => existsSync(join(folder, name)));
  return found === undefined ? process.execPath : realpathSync(join(found, name));
}

/** The search path without the folders that npm put in front of it for this project. */
function pathOutside() {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules + sep));
}

/** A stamp only saves the next run some work, so it is no failure that a folder somebody else has prepared takes none. */
function stamp(file, text) {
  try {
    writeFileSync(file, text);
  } catch {
    // The next run looks again.
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function digest(data) {
  return createHash('sha256').update(data).digest('hex');
}

function onWindows() {
  return process.platform === 'win32';
}

/** Progress goes to stderr, so that a command's own output stays clean. */
function say(line) {
  process.stderr.write(`${line}\n`);
}
