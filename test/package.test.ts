/** What somebody gets who installs the packed package: the program, the library, its types, and nothing of the terminal. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root } from './support/sources.ts';

let folder = '';
let installed = '';
let packed: readonly string[] = [];

/** Node alone, without npm's registry: the tarball is unpacked and its dependencies are those of this checkout. */
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-package-'));
  const npm = process.env.npm_execpath;
  // npm keeps its logs and its cache in the home, which may be closed to it.
  const pack = ['pack', '--json', '--silent', '--pack-destination', folder, '--cache', join(folder, 'npm')];
  const output =
    npm !== undefined && /\.c?js$/.test(npm)
      ? execFileSync(process.execPath, [npm, ...pack], {
          cwd: root,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        })
      : execFileSync('npm', pack, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const parsed = JSON.parse(output.slice(output.search(/^[[{]/m)));
  const [about] = Array.isArray(parsed) ? parsed : Object.values(parsed);
  packed = about.files.map((file: { path: string }) => file.path);
  installed = join(folder, 'node_modules', 'reprise');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, about.filename), '--strip-components=1', '-C', installed]);
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    // What is bundled must not be needed: only blessed and blessed-contrib with their own packages are there.
    if (name in dependencies && !name.startsWith('blessed')) continue;
    if (name.startsWith('.') || name.startsWith('@') || name === 'reprise') continue;
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});

after(() => rmSync(folder, { recursive: true, force: true }));

function node(args: readonly string[]): string {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    REPRISE_HOME: join(folder, 'home'),
    NODE_COMPILE_CACHE: join(folder, 'cache'),
  };
  return execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
}

test('the package holds what it needs and nothing else', () => {
  for (const file of [
    'bin/reprise.js',
    'dist/main.cjs',
    'dist/index.js',
    'dist/types/index.d.ts',
    'LICENSE',
    'package.json',
  ]) {
    assert.ok(packed.includes(file), `${file} is missing`);
  }
  assert.ok(packed.some((file) => /^themes\/.+\.json$/.test(file)));
  const strays = packed.filter(
    (file) =>
      !/^(bin\/reprise\.js|dist\/.+\.(c?js|d\.ts)|themes\/.+\.json|LICENSE|README\.md|package\.json)$/.test(file),
  );
  assert.deepEqual(strays, []);
  const types = packed.filter((file) => file.startsWith('dist/types/'));
  assert.ok(types.length < 10, `only the library's own types belong there: ${types.join(', ')}`);
});

test('the installed program starts, lists, and finds its themes', () => {
  const bin = join(installed, 'bin', 'reprise.js');
  assert.match(node([bin, '--version']), /^\d+\.\d+\.\d+\n$/);
  assert.equal(node([bin, 'list']), '');
  assert.match(node([bin, 'config']), /theme/);
  assert.ok(readdirSync(join(installed, 'themes')).length >= 3);
});

test('every file that is loaded later can be loaded', () => {
  const later = readdirSync(join(installed, 'dist')).filter((file) => file.startsWith('later-'));
  assert.ok(later.length > 0);
  writeFileSync(
    join(folder, 'load.js'),
    `for (const file of process.argv.slice(2)) await import(file);\nconsole.log('loaded');\n`,
  );
  assert.equal(node([join(folder, 'load.js'), ...later.map((file) => join(installed, 'dist', file))]), 'loaded\n');
});

const example = join(root, 'test', 'fixtures', 'claude-code-go');

test('the library reads sessions, its times are dates, and it loads no terminal code', () => {
  const sessions = join(folder, 'sessions');
  mkdirSync(sessions);
  const meta = {
    type: 'meta',
    session_id: 'sess_1',
    model: 'm',
    start_time_ms: 1000,
    end_time_ms: 2000,
    turn_count: 1,
  };
  const lines = [
    meta,
    { type: 'message', role: 'user', content: 'hello', timestamp_ms: 1500 },
    { type: 'message', role: 'assistant', content: 'hi', timestamp_ms: 1600 },
  ];
  writeFileSync(join(sessions, 'session-1.jsonl'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  if (existsSync(example)) cpSync(example, sessions, { recursive: true });
  writeFileSync(
    join(folder, 'use.js'),
    `import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
const { listSessions, loadSession, SessionError } = await import('reprise');
const listed = (await listSessions(${JSON.stringify(sessions)})).find((session) => session.id === 'sess_1');
const { session, messages } = await loadSession(listed.filePath);
const missing = await loadSession('/nowhere/x.jsonl').catch((error) => error);
console.log(JSON.stringify({
  date: listed.startTime instanceof Date && listed.startTime.getTime(),
  turns: session.turnCount,
  messages: messages.map(({ role, content, timestamp }) => [role, content, timestamp instanceof Date]),
  missing: [missing instanceof SessionError, missing.code],
  none: await listSessions('/nowhere'),
  terminal: loaded.filter((url) => /blessed|commander|openai|anthropic|zod|later-|main\\.js/.test(url)),
}));
`,
  );
  assert.deepEqual(JSON.parse(node([join(folder, 'use.js')])), {
    date: 1000,
    turns: 1,
    messages: [
      ['user', 'hello', true],
      ['assistant', 'hi', true],
    ],
    missing: [true, 'session-not-found'],
    none: [],
    terminal: [],
  });
});

test("the library's types check for a strict user who has no types of Node", () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import { listSessions, loadSession, type Message, type Session, SessionError } from 'reprise';
const sessions: Session[] = await listSessions();
const first = sessions[0];
if (first) {
  const { session, messages } = await loadSession(first.filePath);
  const when: Date = session.startTime;
  const last: Message | undefined = messages.at(-1);
  const text: string = \`\${when.toISOString()} \${last?.role ?? ''} \${session.turnCount + 1}\`;
  // @ts-expect-error a session has no such field
  session.nothing;
  if (text === '') throw new SessionError({ code: 'io-error', message: text, next: '' });
}
`,
  );
  for (const resolution of ['NodeNext', 'Bundler']) {
    const config = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
        target: 'ES2023',
        module: resolution === 'NodeNext' ? 'NodeNext' : 'ESNext',
        moduleResolution: resolution,
      },
      files: ['use.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const output = execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: folder });
    assert.equal(output, '');
  }
});
