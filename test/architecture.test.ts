/** The house rules that neither the compiler nor the linter knows: who may import what, and what a file looks like. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Import, readSources, root, type Source } from './support/sources.ts';

interface Rule {
  /** Folders below src, or single files of src. */
  readonly folders: readonly string[];
  /** The same, but only their types. */
  readonly types?: readonly string[];
  /** The same, but only by `import()`. */
  readonly dynamic?: readonly string[];
  readonly node: boolean;
  readonly packages: readonly string[];
}

/** Each folder's neighbours. What is not in its row it does not know. */
const rules: Readonly<Record<string, Rule>> = {
  core: {
    folders: ['core'],
    node: false,
    packages: ['get-east-asian-width', 'marked'],
  },
  app: { folders: ['app', 'core'], node: false, packages: ['@leeoniya/ufuzzy'] },
  'src/ports.ts': { folders: ['core'], node: false, packages: [] },
  tui: { folders: ['tui', 'app', 'core'], node: true, packages: ['blessed', 'blessed-contrib'] },
  store: { folders: ['store', 'core', 'src/ports.ts'], node: true, packages: ['zod', 'env-paths', 'jsonc-parser'] },
  providers: {
    folders: ['providers', 'core', 'src/ports.ts'],
    node: true,
    packages: ['@anthropic-ai/sdk', 'openai'],
  },
  run: {
    folders: ['run', 'app', 'core', 'src/ports.ts', 'store', 'providers'],
    node: true,
    packages: ['string-argv', 'lowlight', '@pydantic/genai-prices'],
  },
  // `app` for the slash commands and names of settings that dashboard, plain mode and help share.
  cli: {
    folders: ['cli', 'run', 'core', 'app'],
    types: ['src/ports.ts'],
    dynamic: ['tui'],
    node: true,
    packages: ['commander'],
  },
  'src/index.ts': { folders: ['store', 'core'], node: true, packages: [] },
};

const sources = readSources();
const byPath = new Map(sources.map((source) => [source.path, source]));

test('every folder imports only its neighbours', () => {
  const broken: string[] = [];
  for (const source of sources) {
    const rule = rules[source.folder];
    if (!rule) {
      broken.push(
        `${source.path}: src/${source.folder} is no folder of the plan; add a row to the table or move the file.`,
      );
      continue;
    }
    for (const item of source.imports) {
      const reason = refusal(rule, item);
      if (reason !== '')
        broken.push(`${source.path}:${item.line} imports '${item.specifier}', but ${source.folder} ${reason}.`);
    }
  }
  none(broken);
});

function refusal(rule: Rule, item: Import): string {
  if (item.file !== undefined) {
    const target = byPath.get(item.file);
    if (!target)
      return item.file.startsWith('src/') && item.file.endsWith('.ts') ? 'has no such file to import' : outside(item);
    if (rule.folders.includes(target.folder)) return '';
    if (rule.types?.includes(target.folder)) return item.typeOnly ? '' : `may use only types of ${target.folder}`;
    if (rule.dynamic?.includes(target.folder)) {
      return item.dynamic || item.typeOnly ? '' : `may load ${target.folder} only by import()`;
    }
    return `does not know ${target.folder}`;
  }
  if (item.packageName === undefined) return rule.node ? '' : 'is pure: no node: modules';
  return rule.packages.includes(item.packageName) ? '' : `does not know the package ${item.packageName}`;
}

function outside(item: Import): string {
  return item.specifier.endsWith('/package.json') ? '' : 'stays inside src';
}

test('no file imports itself by a detour', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const item of byPath.get(path)?.imports ?? []) {
      if (item.file !== undefined && byPath.has(item.file) && !item.typeOnly) visit(item.file, [...trail, path]);
    }
    done.add(path);
  };
  for (const source of sources) visit(source.path, []);
  none(cycles);
});

test('core and app know neither clock nor chance nor process', () => {
  const real =
    /\b(?:Date\.now|new Date\(\s*\)|Math\.random|setTimeout|setInterval|setImmediate|performance\.|crypto\.|process\.|globalThis\.|fetch\()/g;
  none(matches(inFolders('core', 'app'), real, 'is given from outside, never asked for'));
});

test('no back doors: type checks switched off, shells, parsed code, things left for later', () => {
  none(matchesInText(/@ts-(?:ignore|nocheck|expect-error)/g, 'switches the type check off'));
  none(matchesInText(/\b(?:TODO|FIXME|XXX|HACK)\b/g, 'is left for later'));
  none(matches(sources, /\bas any\b|<any>|: any\b/g, 'gives up the types'));
  none(matches(sources, /\beval\(|\bnew Function\(/g, 'runs text as code'));
  none(matches(sources, /\bexecSync\(|\bexec\(\s*[`'"]|\bshell:\s*true/g, 'goes through a shell'));
  none(matches(sources, /^export default\b|\bexport \{[^}]*\bas default\b/gm, 'is a default export'));
});

test('every file has at most 300 lines and says its one reason first', () => {
  const broken: string[] = [];
  for (const { path, text } of sources) {
    const lines = text.trimEnd().split('\n');
    if (lines.length > 300)
      broken.push(`${path} has ${lines.length} lines; find its second reason and make it a file.`);
    const [first = '', second = ''] = lines;
    const reason = first === '/**' ? second.replace(/^ \* ?/, '') : first.replace(/^\/\*\*? ?|^\/\/ ?/, '');
    if (!/^(?:\/\*|\/\/)/.test(first) || reason.replace(/\*\/$/, '').trim().length < 15) {
      broken.push(`${path} does not begin with a comment that says what it is for.`);
    }
  }
  none(broken);
});

test('every folder of src explains itself in a README.md', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const silent = ['src', ...folders.map((entry) => `src/${entry.name}`)].filter(
    (folder) => !existsSync(join(root, folder, 'README.md')),
  );
  none(silent.map((folder) => `${folder} has no README.md.`));
});

test('no folder or file is named after what it is not', () => {
  const names = /(?:^|\/)(?:utils?|helpers?|managers?|misc|common|types)(?:\/|\.ts$)/;
  none(sources.filter(({ path }) => names.test(path)).map(({ path }) => `${path}: name it by what it owns.`));
});

test('the Node that bin/reprise.js asks for is the one of package.json', () => {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  const door = readFileSync(join(root, 'bin', 'reprise.js'), 'utf8');
  const [, major, minor] = /const floor = \[(\d+), (\d+)\]/.exec(door) ?? [];
  assert.equal(`>=${major}.${minor}`, wanted);
});

function inFolders(...folders: string[]): Source[] {
  return sources.filter((source) => folders.includes(source.folder));
}

function matches(files: readonly Source[], pattern: RegExp, fault: string): string[] {
  return files.flatMap(({ path, code }) => hits(path, code, pattern, fault));
}

function matchesInText(pattern: RegExp, fault: string): string[] {
  return sources.flatMap(({ path, text }) => hits(path, text, pattern, fault));
}

function hits(path: string, text: string, pattern: RegExp, fault: string): string[] {
  return [...text.matchAll(pattern)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return `${path}:${line} \`${match[0].trim()}\` ${fault}.`;
  });
}

/** Fails with all findings, one per line. */
function none(findings: readonly string[]): void {
  assert.ok(findings.length === 0, `\n  ${findings.join('\n  ')}\n`);
}
