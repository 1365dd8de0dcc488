/**
 * Single modules of a CommonJS package, with stand-ins for some of what they require: the rest of the package is not
 * loaded, and whoever loads the package later gets it whole.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';

type CommonJsModule = { exports: unknown };
type ModuleBody = (
  this: unknown,
  exports: unknown,
  require: (id: string) => unknown,
  module: CommonJsModule,
  filename: string,
  folder: string,
) => void;

/**
 * What bin/reprise.js gives to the built program: evaluates a script whose compiled code it keeps between starts under
 * `name`. `identity` changes whenever the script does. The sources run without it.
 */
declare const evaluate_: ((name: string, script: string, identity: string) => unknown) | undefined;

export interface LightModulesOptions {
  /** What a `require` returns instead, by the words it is called with. */
  readonly standIns: ReadonlyMap<string, unknown>;
  /** A name for these modules, and the files, all needed at every start, whose compiled code is worth keeping. */
  readonly kept?: { readonly name: string; readonly files: readonly string[] };
}

/** Returns a function that loads a module by its path, once. It throws what reading or running the module throws. */
export function lightModules({ standIns, kept }: LightModulesOptions): (file: string) => unknown {
  const bodies = kept ? bodiesOf(kept.files, kept.name) : new Map<string, ModuleBody>();
  const loaded = new Map<string, CommonJsModule>();
  const load = (file: string): unknown => {
    const before = loaded.get(file);
    if (before) return before.exports;
    const module: CommonJsModule = { exports: {} };
    // Before it runs: modules may require each other.
    loaded.set(file, module);
    const folder = dirname(file);
    const requireThere = (id: string): unknown => {
      if (standIns.has(id)) return standIns.get(id);
      if (!id.startsWith('.')) return createRequire(file)(id);
      return load(join(folder, id.endsWith('.js') ? id : `${id}.js`));
    };
    const body = bodies.get(file) ?? bodiesOf([file]).get(file);
    body?.call(module.exports, module.exports, requireThere, module, file, folder);
    return module.exports;
  };
  return load;
}

/** The modules as functions, as Node wraps them too; compiled together, because every file of compiled code costs time. */
function bodiesOf(files: readonly string[], name?: string): Map<string, ModuleBody> {
  const head = Buffer.from('function(exports,require,module,__filename,__dirname){');
  const parts = files.flatMap((file) => [head, readFileSync(file), Buffer.from('\n},')]);
  // Beyond ASCII there are only comments in these files; as UTF-8 the text would take twice the memory for them.
  const script = Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]).toString('latin1');
  const keeps = name !== undefined && typeof evaluate_ === 'function';
  const functions = keeps
    ? evaluate_(name, script, files.map((file) => statSync(file).mtimeMs).join())
    : runInThisContext(script, { filename: name ?? files.join() });
  return new Map((functions as ModuleBody[]).map((body, i) => [files[i] ?? '', body]));
}
