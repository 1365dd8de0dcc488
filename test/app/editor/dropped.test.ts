/** What a terminal pastes when a picture is dropped onto it becomes a mention; every other paste stays what it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { droppedPicture } from '../../../src/app/editor/dropped.ts';
import { editorText, mentionsIn } from '../../../src/app/editor/editor.ts';
import { inputEditor } from '../../../src/app/update/draft.ts';
import { SampleWorld, sampleTalk } from '../../support/sample-world.ts';

const rows: readonly (readonly [terminal: string, pasted: string, path: string | undefined])[] = [
  ['a plain path', '/home/me/shot.png', '/home/me/shot.png'],
  ['a blank behind it', '/home/me/shot.PNG ', '/home/me/shot.PNG'],
  ['in quotes', "'/home/me/my shots/a 1.jpeg'", '/home/me/my shots/a 1.jpeg'],
  ['backslashes', '/home/me/my\\ shots/a\\ \\(1\\).webp', '/home/me/my shots/a (1).webp'],
  ['a link', 'file:///home/me/my%20shot.gif', '/home/me/my shot.gif'],
  ['Windows', 'C:\\shots\\a.png', 'C:\\shots\\a.png'],
  ['no picture', '/var/log/syslog', undefined],
  ['words about a picture', 'look at /home/me/shot.png', undefined],
  ['a relative path', 'docs/shot.png', undefined],
  ['two of them', '/home/me/a.png /home/me/b.png', undefined],
  ['lines', '/home/me/a.png\n/home/me/b.png', undefined],
  ['a web address', 'https://example.org/a.png', undefined],
];

for (const [what, pasted, path] of rows) {
  test(`${what}: ${path === undefined ? 'text' : 'a mention'}`, () => {
    const text = droppedPicture(pasted);
    assert.deepEqual(text === undefined ? undefined : mentionsIn(text).map((one) => one.path), path && [path]);
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
