// Builds dist: main.js (the program), index.js (the library), the chunks they share or load later, and with --types the declarations.
import { execFileSync } from 'node:child_process';
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
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

const outputs = await bundle();
for (const [path, contents] of outputs) writeIfChanged(path, contents);
removeOld(new Set(outputs.map(([path]) => path)));
if (process.argv.includes('--types')) declarations();

/**
 * One bundle with code splitting: what is imported dynamically (SDKs, zod, the screen, each command) becomes a chunk
 * that is loaded when first used. blessed finds its widgets and terminfo by computed paths and must stay on disk.
 */
async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    chunkNames: 'chunk-[name]-[hash]',
    external: ['blessed', 'blessed/*', 'blessed-contrib', 'blessed-contrib/*'],
    // Names stay, so that a crash report can be read; comments and blanks go, which is what costs time at the start.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    // CommonJS packages inside an ES module ask for `require`.
    banner: { js: "import{createRequire as reprise_cr}from'node:module';const require=reprise_cr(import.meta.url);" },
    logLevel: 'warning',
    write: false,
  });
  // The entries come last: whoever starts the program during a build finds the chunks in place.
  const files = result.outputFiles.map((file) => [file.path, file.contents]);
  const isEntry = ([path]) => path === join(dist, 'main.js') || path === join(dist, 'index.js');
  return [...files.filter((file) => !isEntry(file)), ...files.filter(isEntry)];
}

function writeIfChanged(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

/**
 * Removes the chunks of earlier builds. Those younger than an hour stay, because a program that runs just now may still
 * ask for them; with --clean (packing) all go.
 */
function removeOld(kept) {
  const limit = process.argv.includes('--clean') ? Number.POSITIVE_INFINITY : Date.now() - 3_600_000;
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (/\.(js|tmp)$/.test(name) && !kept.has(path) && statSync(path).mtimeMs < limit) rmSync(path, { force: true });
  }
}

/** Writes dist/types: the library's declarations and only those that they refer to. */
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
    // Every way of resolving modules finds x.d.ts for './x.js'; not every one does for './x.ts'.
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
