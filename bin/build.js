// Builds dist: main.cjs (the dashboard), commands.cjs (the command line), index.js (the library), and the files these
// load later; with --types also the declarations.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { punctuation, symbols } from '../src/core/markdown/punctuation.ts';
import { askedVendors } from '../src/core/price.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

/** CommonJS packages inside an ES module call `require`. */
const requireBanner = {
  js: "import{createRequire as createRequire_}from'node:module';const require=createRequire_(import.meta.url);",
};

/**
 * Node's own modules, in two forms. `builtin_` loads a module when one of its exports is first used (`load` remembers
 * it). `ready_` is for modules that every process has loaded anyway: looking up `lstatSync` through a proxy ten
 * thousand times takes milliseconds.
 */
const lazyBuiltin =
  'const builtin_=(load)=>new Proxy({},{get:(_,name)=>name==="default"?load():load()[name]});' +
  'const ready_=(load)=>Object.create(load(),{default:{get:load}});';
const readyBuiltins = ['node:fs', 'node:path'];

/**
 * The clock, made from what every process already has: the first use of `performance` makes Node load six more modules,
 * which costs a millisecond before the first frame.
 */
const clock = 'const now_=()=>{const[s,ns]=process.hrtime();return s*1e3+ns/1e6};';

/** What bin/reprise.js runs: a script that evaluates to a function, which returns the exports. */
const programForm = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': true },
  define: { 'import.meta.url': 'url_', 'performance.now': 'now_' },
  banner: { js: `(function(require,url_,load_,evaluate_){"use strict";const module={};${lazyBuiltin}${clock}` },
  footer: { js: 'return module.exports})' },
};

const outputs = await bundle();
for (const [path, contents] of outputs) writeIfChanged(path, contents);
removeOld(new Set(outputs.map(([path]) => path)));
if (process.argv.includes('--types')) declarations();

/**
 * Few files, because each module costs about a millisecond at the start: our own code is one file for the dashboard,
 * one for the commands and one for the library. What is heavy and rarely needed (SDKs, prices, highlighting) is in
 * files of its own, loaded later. blessed computes the paths of its widgets and terminfo, so it must stay on disk.
 */
async function bundle() {
  const later = new Map();
  const build = (entry, apart) =>
    run(entry, { plugins: [nodeModules(), quickLexer(), loadedLater(later, apart)], ...programForm });
  const dashboard = await build(
    { main: 'src/cli/main.ts' },
    { 'src/cli/commands.ts': './commands.cjs', 'src/run/grammars.ts': './grammars.cjs' },
  );
  const commands = await build({ commands: 'src/cli/commands.ts' }, { 'src/cli/dashboard.ts': './main.cjs' });
  const grammars = await build({ grammars: 'src/run/grammars.ts' }, {});
  const library = await run({ index: 'src/index.ts' }, { plugins: [nodeModules()], banner: { js: lazyBuiltin } });
  const heavy = await run(Object.fromEntries(later), {
    plugins: [askedPrices()],
    splitting: true,
    banner: requireBanner,
  });
  // The entries come last: a program that is started during a build then finds all other files in place.
  return [...heavy, ...library, ...grammars, ...commands, ...dashboard];
}

async function run(entryPoints, options = {}) {
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    // jsonc-parser's `main` is a UMD wrapper, whose requires a bundler cannot see; its `module` is a plain ES module.
    mainFields: ['module', 'main'],
    chunkNames: 'later-[name]-[hash]',
    external: ['blessed', 'blessed/*', 'blessed-contrib', 'blessed-contrib/*'],
    // Names stay, so that crash reports can be read; comments and white space go, because they cost time at the start.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    ...options,
  });
  return result.outputFiles.map(({ path, text }) => {
    const ready = withLazyModules(text);
    return [path, Buffer.from(path.endsWith('.cjs') ? asScript(ready) : ready)];
  });
}

/**
 * Makes the script pure ASCII, so that it can be read without decoding (the non-ASCII characters that esbuild leaves
 * are in patterns, where an escape means the same); routes dynamic imports through the loader in bin/reprise.js; and
 * puts the script's digest in front, which identifies its compiled code.
 */
function asScript(text) {
  const script = text
    .replace(/\bimport\(("(?:\.\/|node:|blessed)[\w./:-]+")\)/g, 'load_($1)')
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `//${createHash('sha256').update(script).digest('hex')}\n${script}`;
}

/**
 * esbuild would load each of Node's modules as soon as its importer starts, and read all of its exports at once; for
 * `http` that loads all of fetch. We replace its calls by `builtin_` or `ready_`.
 */
function withLazyModules(text) {
  const found = text.matchAll(/\b(require_\w+)=__commonJS\(\{"node:(node:[\w/]+)"/g);
  const modules = new Map([...found].map(([, name, module]) => [name, module]));
  if (modules.size === 0) return text;
  const calls = new RegExp(`__toESM\\((${[...modules.keys()].join('|')})\\(\\)(?:,1)?\\)`, 'g');
  return text.replace(
    calls,
    (_, name) => `${readyBuiltins.includes(modules.get(name)) ? 'ready_' : 'builtin_'}(${name})`,
  );
}

/**
 * Turns `import('package')` into an import of a file that is built separately, and records name → package in `found`.
 * `apart` names those of our files that are another output. Our other dynamic imports stay within the one file; their
 * code runs when it is imported.
 */
function loadedLater(found, apart) {
  return {
    name: 'loaded-later',
    setup(esbuild) {
      esbuild.onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import' || /^(node:|blessed)/.test(path)) return undefined;
        if (path.startsWith('.')) {
          const other = apart[relative(root, join(resolveDir, path))];
          return other === undefined ? undefined : { path: other, external: true };
        }
        const name = `later-${path.replace(/[@/]+/g, '-')}`;
        found.set(name, path);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

/** Node's own modules as plain values: a static `import` would be hoisted to the top of the one file. */
function nodeModules() {
  return {
    name: 'node-modules',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^node:/ }, ({ kind, path }) =>
        kind === 'import-statement' ? { path, namespace: 'node' } : undefined,
      );
      esbuild.onLoad({ filter: /./, namespace: 'node' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
        loader: 'js',
      }));
    },
  };
}

/**
 * marked builds forty patterns when it is loaded, each with whole Unicode classes, which takes 7 ms. Our own patterns
 * replace them anyway (src/core/markdown/lex-rules.ts), so these get short classes.
 */
function quickLexer() {
  return {
    name: 'quick-lexer',
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]marked\.esm\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll('\\p{P}', punctuation).replaceAll('\\p{S}', symbols),
        loader: 'js',
      }));
    },
  };
}

/**
 * The price data set covers forty vendors, of which we use three (src/core/price.ts). Without the others, and with each
 * vendor's models parsed only when they are needed, it takes a tenth of the memory and a third of the time. If a new
 * version of the data set has another form, it is bundled as it is.
 */
function askedPrices() {
  return {
    name: 'asked-prices',
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]genai-prices[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const found = /^const \w+ = (\[\n {2}\{\n {4}id: "[\s\S]*?\n\]), /.exec(text);
        const vendors = found ? new Function(`return ${found[1]}`)() : [];
        const asked = vendors.filter((vendor) => askedVendors.includes(vendor.id));
        if (asked.length !== askedVendors.length) {
          return {
            contents: text,
            loader: 'js',
            warnings: [{ text: 'the prices have another form: all are bundled' }],
          };
        }
        const data = asked.map((vendor) => {
          const models = JSON.stringify(JSON.stringify(vendor.models));
          return `{...${JSON.stringify({ ...vendor, models: [] })},get models(){return this.read??=JSON.parse(${models})}}`;
        });
        return { contents: text.replace(found[1], () => `[${data}]`), loader: 'js' };
      });
    },
  };
}

function writeIfChanged(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

/**
 * Removes files of earlier builds. Those younger than an hour stay, because a running program may still load them; with
 * --clean (for packing) all go.
 */
function removeOld(kept) {
  const limit = process.argv.includes('--clean') ? Number.POSITIVE_INFINITY : Date.now() - 3_600_000;
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (/\.(c?js|tmp)$/.test(name) && !kept.has(path) && statSync(path).mtimeMs < limit) rmSync(path, { force: true });
  }
}

/** Writes dist/types: the library's declarations, and only those they refer to. */
function declarations() {
  const types = join(dist, 'types');
  rmSync(types, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', 'src/library.tsconfig.json', '--outDir', types], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
  } catch {
    process.exitCode = 1;
    return;
  }
  const kept = new Set();
  const visit = (path) => {
    if (kept.has(path)) return;
    kept.add(path);
    const relative = /(from |import\()'(\.[^']+)\.ts'/g;
    const source = readFileSync(path, 'utf8');
    // Every module resolution finds x.d.ts for './x.js'; not every one does for './x.ts'.
    writeFileSync(path, source.replace(relative, "$1'$2.js'"));
    for (const [, , specifier] of source.matchAll(relative)) visit(join(dirname(path), `${specifier}.d.ts`));
  };
  visit(join(types, 'index.d.ts'));
  const entries = readdirSync(types, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) rmSync(path);
  }
  for (const folder of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}
