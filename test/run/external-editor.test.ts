/** The outside editor, whatever becomes of it: killed, missing, forbidden, no room for another process. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ChildEnd } from '../../src/app/screen.ts';
import { copyWithProgram } from '../../src/run/clipboard.ts';
import { type Edited, editText } from '../../src/run/external-editor.ts';
import { runChild } from '../../src/tui/terminal/child.ts';
import { tempFolder } from '../support/temp-home.ts';

/** An editor that does something to its file and ends so; gives also what is left in its folder. */
async function edit(
  end: ChildEnd,
  work: (file: string) => void = () => {},
): Promise<Edited & { readonly left: readonly string[] }> {
  let folder = '';
  const run = async (_command: string, args: readonly string[]): Promise<ChildEnd> => {
    const file = args.at(-1) ?? '';
    folder = join(file, '..');
    work(file);
    return end;
  };
  const edited = await editText('before', { run }, { EDITOR: 'vim -n' });
  const left = readdirSync(join(folder, '..')).includes(folder.split('/').at(-1) ?? '') ? readdirSync(folder) : [];
  rmSync(folder, { recursive: true, force: true });
  return { ...edited, left };
}

test('VISUAL wins over EDITOR, unless it is set to nothing; quotes keep a path with blanks together', async () => {
  const started = async (env: Readonly<Record<string, string>>) => {
    let command: readonly string[] = [];
    const run = async (program: string, args: readonly string[]): Promise<ChildEnd> => {
      command = [program, ...args.slice(0, -1)];
      return { kind: 'exited', exitCode: 0 };
    };
    return (await editText('', { run }, env)).problem?.message ?? command;
  };
  assert.deepEqual(await started({ VISUAL: 'code --wait', EDITOR: 'vi' }), ['code', '--wait']);
  assert.deepEqual(await started({ VISUAL: ' ', EDITOR: '"/opt/my editor/ed" -n' }), ['/opt/my editor/ed', '-n']);
  assert.equal(await started({ VISUAL: '', EDITOR: '' }), 'No editor is set.');
});

const killed: ChildEnd = { kind: 'killed', signal: 'SIGKILL' };

test('an editor killed for want of memory: what it had saved comes back, and that it was killed is said', async () => {
  const { left, problem, text } = await edit(killed, (file) => writeFileSync(file, 'saved'));
  assert.equal(text, 'saved');
  assert.match(
    problem?.message ?? '',
    /^vim was ended by SIGKILL \(the system does this when memory runs out\); what it saved/,
  );
  assert.deepEqual(left, []);
});

test('killed before it saved anything: the text is unchanged, and its swap file is not deleted', async () => {
  const { left, problem, text } = await edit(killed, (file) => writeFileSync(`${file}.swp`, 'typed'));
  assert.equal(text, undefined);
  assert.match(problem?.message ?? '', /the text is unchanged/);
  assert.match(problem?.next ?? '', /Unsaved text may be in .*reprise-/);
  assert.equal(left.length, 2);
});

const refused: readonly (readonly [ChildEnd, RegExp])[] = [
  [{ kind: 'exited', exitCode: 1 }, /vim exited with code 1; the text is unchanged/],
  [{ kind: 'not-started', errorCode: 'ENOENT' }, /There is no program vim\. Set VISUAL or EDITOR/],
  [{ kind: 'not-started', errorCode: 'EACCES' }, /not have permission to run vim/],
  [
    { kind: 'not-started', errorCode: 'EAGAIN' },
    /could not be started \(EAGAIN\); the text is unchanged\..*out of memory/,
  ],
  [{ kind: 'not-started', errorCode: 'ENOMEM' }, /could not be started \(ENOMEM\)/],
];
for (const [end, says] of refused) {
  test(`${JSON.stringify(end)} is a sentence, and nothing is left behind`, async () => {
    const { left, problem, text } = await edit(end, (file) => writeFileSync(file, 'not wanted'));
    assert.match(`${problem?.message} ${problem?.next}`, says);
    assert.equal(text, undefined);
    assert.deepEqual(left, []);
  });
}

test('an editor that deletes its file is a sentence', async () => {
  const { problem } = await edit({ kind: 'exited', exitCode: 0 }, (file) => rmSync(file));
  assert.match(problem?.message ?? '', /could not be used: ENOENT/);
});

test('a child on the terminal: its end is told, by a signal, a missing program, or a start that the system refuses', async () => {
  assert.deepEqual(await runChild('/bin/sh', ['-c', 'exit 3']), { kind: 'exited', exitCode: 3 });
  assert.deepEqual(await runChild('/bin/sh', ['-c', 'kill -9 $$']), { kind: 'killed', signal: 'SIGKILL' });
  assert.deepEqual(await runChild('/nonexistent/vim', []), { kind: 'not-started', errorCode: 'ENOENT' });
  // Node throws this one instead of telling it, as it does with ENOMEM.
  const large = ['x'.repeat(4_000_000)];
  assert.deepEqual(await runChild('/bin/sh', large), { kind: 'not-started', errorCode: 'E2BIG' });
});

test('a clipboard program that is killed or cannot be started has not taken the text', async (t) => {
  const folder = tempFolder(t);
  const env = { DISPLAY: ':9', PATH: folder };
  writeFileSync(join(folder, 'xclip'), '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
  writeFileSync(join(folder, 'xsel'), 'no program', { mode: 0o644 });
  assert.equal(await copyWithProgram('text', env, 'linux'), undefined);
  rmSync(join(folder, 'xsel'));
  writeFileSync(join(folder, 'xsel'), '#!/bin/sh\nexec /bin/cat\n', { mode: 0o755 });
  assert.equal(await copyWithProgram('text', env, 'linux'), 'xsel', 'the next one is tried');
});
