/** What a terminal pastes when a picture is dropped onto it becomes a mention; every other paste stays what it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { droppedPictures } from '../../../src/app/editor/dropped.ts';
import { editorText, mentionsIn } from '../../../src/app/editor/editor.ts';
import { inputEditor } from '../../../src/app/update/draft.ts';
import { SampleWorld, sampleTalk } from '../../support/sample-world.ts';

const rows: readonly (readonly [terminal: string, pasted: string, ...paths: string[]])[] = [
  ['a plain path', '/home/me/shot.png', '/home/me/shot.png'],
  ['a blank behind it', '/home/me/shot.PNG ', '/home/me/shot.PNG'],
  ['in quotes', "'/home/me/my shots/a 1.jpeg'", '/home/me/my shots/a 1.jpeg'],
  ['backslashes', '/home/me/my\\ shots/a\\ \\(1\\).webp', '/home/me/my shots/a (1).webp'],
  ['a link', 'file:///home/me/my%20shot.gif', '/home/me/my shot.gif'],
  ['Windows', 'C:\\shots\\a.png', 'C:\\shots\\a.png'],
  ['no picture', '/var/log/syslog'],
  ['words about a picture', 'look at /home/me/shot.png'],
  ['a relative path', 'docs/shot.png'],
  ['two of them', '/home/me/a.png /home/me/b.png', '/home/me/a.png', '/home/me/b.png'],
  ['two in quotes', "'/home/me/a 1.png' '/home/me/it'\\''s.png'", '/home/me/a 1.png', "/home/me/it's.png"],
  ['two with backslashes', '/home/me/a\\ 1.png /home/me/b.png ', '/home/me/a 1.png', '/home/me/b.png'],
  ['lines', '/home/me/a.png\n/home/me/b.png\n', '/home/me/a.png', '/home/me/b.png'],
  ['links', 'file:///home/me/a%201.png\r\nfile:///home/me/b.png', '/home/me/a 1.png', '/home/me/b.png'],
  ['a path with blanks as it is', '/home/me/my shot.png', '/home/me/my shot.png'],
  ['two with blanks as they are', '/home/me/my shot.png /home/me/b.png'],
  ['a picture and another file', '/home/me/a.png /home/me/notes.md'],
  ['a web address', 'https://example.org/a.png'],
];

for (const [what, pasted, ...paths] of rows) {
  test(`${what}: ${paths.length === 0 ? 'text' : 'mentions'}`, () => {
    const text = droppedPictures(pasted);
    assert.deepEqual(text === undefined ? [] : mentionsIn(text).map((one) => one.path), paths);
  });
}

test('a picture dropped into the message goes along; in the middle of a word a path stays text', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.send({ type: 'focus', to: 'input' });
  world.type('what is wrong in ');
  world.send({ type: 'input', event: { type: 'paste', text: '/home/me/shot.png' } });
  assert.equal(editorText(inputEditor(world.state)), 'what is wrong in @/home/me/shot.png ');
  world.type('path=');
  world.send({ type: 'input', event: { type: 'paste', text: '/home/me/shot.png' } });
  assert.match(editorText(inputEditor(world.state)), /path=\/home\/me\/shot\.png$/);
});
