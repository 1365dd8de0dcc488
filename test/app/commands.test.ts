/** Slash commands in the input box: what they do, how they are completed, what an unknown one says. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandById, commandBySlash, commands } from '../../src/app/commands/table.ts';
import { keyElsewhere, sentenceElsewhere, slashElsewhere } from '../../src/app/elsewhere.ts';
import { asTyped, readSlashLine, slashChoices } from '../../src/app/slash.ts';
import { inputEditor } from '../../src/app/update/draft.ts';
import { footerOf, screenOf } from '../support/panes.ts';
import { SampleWorld, sampleTalk } from '../support/sample-world.ts';

const typed = (world: SampleWorld): string => inputEditor(world.state).text;

/** Types a line into the input box of a shown session. */
function line(text: string, world = new SampleWorld({ talk: sampleTalk })): SampleWorld {
  world.send({ type: 'focus', to: 'input' });
  world.type(text);
  return world;
}

function enter(text: string, world?: SampleWorld): SampleWorld {
  const now = line(text, world);
  now.keys('enter');
  return now;
}

describe('a slash command', () => {
  test('/new NAME begins a session of that name', () => {
    assert.equal(enter('/new a plan').asked('createSession').at(-1)?.name, 'a plan');
  });

  test('/new with a name that exists begins no second session of that name', () => {
    const world = enter('/new e6d7');
    assert.equal(world.asked('createSession').length, 0);
    assert.match(footerOf(world), /“e6d7” already exists; \/resume e6d7 opens it\./);
  });

  test('/new and /rename refuse a name that no command could be given', () => {
    for (const command of ['new', 'rename']) {
      const world = enter(`/${command} a/b`);
      assert.equal(world.asked('createSession').length + world.asked('changeSession').length, 0);
      assert.match(footerOf(world), /A session name cannot contain \/ or \\\. Choose another name\./);
    }
  });

  test('/rename says how to take it back, with the pane where that key works', () => {
    assert.match(footerOf(enter('/rename better')), /Renamed to “better”; u in the list undoes it\./);
  });

  test('/resume takes a name, an id, or a unique beginning of one', () => {
    for (const query of ['sess_l', 'e6d7', 'e6']) {
      const world = enter(`/resume ${query}`);
      assert.equal(world.asked('openSession').length, 1, query);
    }
    const wrong = enter('/resume sess_');
    assert.equal(wrong.asked('openSession').length, 0);
    assert.equal(wrong.state.toast?.kind, 'error');
  });

  test('/rename NAME names the shown session', () => {
    const world = enter('/rename better');
    assert.deepEqual(world.asked('changeSession').at(-1)?.change, { event: 'renamed', name: 'better' });
    assert.equal(world.asked('changeSession').at(-1)?.id, 'sess_g');
    assert.match(footerOf(enter('/rename')), /Give the new name: \/rename NAME\./);
  });

  test('/sessions offers them all', () => {
    const world = enter('/sessions');
    assert.equal(world.state.overlay.kind, 'picker');
    world.type('blog');
    world.keys('enter');
    assert.equal(world.asked('openSession').at(-1)?.id, 'sess_h');
  });

  for (const [file, format, redact] of [
    ['talk.md', 'markdown', false],
    ['talk.html', 'html', true],
    ['talk.json', 'json', false],
    ['talk', 'markdown', false],
  ] as const) {
    test(`/export ${file} writes ${format}`, () => {
      const asked = enter(`/export ${file}`).asked('exportSession').at(-1);
      assert.deepEqual([asked?.id, asked?.format, asked?.target, asked?.redact], ['sess_g', format, file, redact]);
    });
  }

  test('/theme NAME looks for it and keeps it; what is not there changes nothing', () => {
    const world = enter('/theme paper');
    assert.deepEqual(world.asked('loadTheme').at(-1), { type: 'loadTheme', name: 'paper', kind: 'dark', keep: true });
    assert.equal(world.asked('saveSetting').length, 0);
    world.send({ type: 'themeLoaded', theme: { ...world.state.look.theme, name: 'paper' }, keep: true });
    assert.match(footerOf(world), /The theme is now paper\./);
  });

  test('/model and /provider choose for the shown session; without a word they offer', () => {
    const world = enter('/model gpt-huge');
    assert.equal(world.state.conversations.get('sess_g')?.model, 'gpt-huge');
    assert.equal(enter('/provider offline').state.conversations.get('sess_g')?.provider, 'offline');
    for (const name of ['/model', '/provider']) assert.equal(enter(name).state.overlay.kind, 'picker', name);
  });

  test('/exit, and the bare word exit, end the program', () => {
    for (const text of ['/exit', 'exit', 'Exit']) assert.equal(enter(text).asked('quit').length, 1, text);
  });

  test('a capital from the keyboard of a phone does not send it to a model', () => {
    assert.deepEqual(enter('/Rename Better').asked('changeSession').at(-1)?.change, {
      event: 'renamed',
      name: 'Better',
    });
  });

  test('an unknown one says so, points at /help, and stays to be mended', () => {
    const world = enter('/renam x');
    assert.match(footerOf(world), /There is no command \/renam\. Did you mean \/re\w+\? \/help lists them all\./);
    assert.equal(typed(world), '/renam x');
    assert.equal(world.asked('appendMessage').length, 0);
  });

  for (const [typedName, meant] of [
    ['quit', 'exit'],
    ['clear', 'new'],
    ['cost', 'stats'],
    ['history', 'sessions'],
    ['exprot', 'export'],
  ]) {
    test(`/${typedName} is known from elsewhere or a slip: /${meant} is named`, () => {
      assert.match(
        footerOf(enter(`/${typedName}`)),
        new RegExp(`no command /${typedName}\\. Did you mean /${meant}\\?`),
      );
    });
  }

  for (const [typedName, said] of [
    ['copy', 'Press y in the transcript: copy the message'],
    ['rewind', 'Press e in the transcript: edit and resend'],
    ['delete', 'Press d in the list: delete to the trash'],
    ['editor', 'Press Ctrl+G: edit in'],
    ['attach', 'To attach a file, write @PATH'],
    ['mcp', 'Models here get text and files only'],
  ]) {
    test(`/${typedName} of other programs: the footer says what does it here`, () => {
      const world = enter(`/${typedName} x`);
      const start = `There is no command /${typedName}. ${said}`;
      assert.equal((world.state.toast?.text ?? '').slice(0, start.length), start);
      assert.equal(typed(world), `/${typedName} x`);
    });
  }

  test('every word of other programs leads to a command that there is', () => {
    for (const id of keyElsewhere.values()) assert.ok(commandById(id)?.keys.length, id);
    for (const name of slashElsewhere.values()) assert.ok(commandBySlash(name), name);
    for (const word of [...keyElsewhere.keys(), ...slashElsewhere.keys(), ...sentenceElsewhere.keys()]) {
      assert.equal(commandBySlash(word), undefined, `/${word} is a command of ours`);
    }
  });

  test('what is like no command names none', () => {
    assert.match(
      footerOf(enter('/frobnicate')),
      /There is no command \/frobnicate\. \/help lists them all; \/\/ sends it as text\./,
    );
  });

  test('words behind one that takes none are not dropped in silence', () => {
    const world = enter('/compact but keep the names');
    assert.match(footerOf(world), /\/compact takes no argument; \/\/ sends it as text\./);
    assert.equal(typed(world), '/compact but keep the names');
  });

  test('/resume alone lets choose', () => {
    assert.equal(enter('/resume').state.overlay.kind, 'picker');
  });

  test('what leaves an editor is not sent to a model', () => {
    for (const text of [':q', ' :wq ', ':q!']) {
      const world = enter(text);
      assert.match(footerOf(world), /was not sent\. To quit, type \/exit; everything is saved\./);
      assert.equal(world.asked('appendMessage').length, 0);
    }
    assert.equal(readSlashLine(':q and :wq differ how?').kind, 'text');
  });

  test('a command for the shell, as agents take it, is not sent to a model that cannot run it', () => {
    const world = enter('!git status');
    assert.match(footerOf(world), /Not sent: shell commands do not run here\./);
    assert.equal(typed(world), '!git status');
    for (const text of [' !git status', '!important in CSS?', '!gitignore', '!ls\nand more']) {
      assert.equal(readSlashLine(text).kind, 'text', text);
    }
  });

  test('a slash alone costs nothing, and /? is asked for help everywhere', () => {
    const alone = readSlashLine(' / ');
    assert.ok(alone.kind === 'wrong' && /\/help lists them all/.test(alone.sentence));
    const asked = readSlashLine('/?');
    assert.ok(asked.kind === 'command' && asked.command.slash?.name === 'help');
  });

  test('two slashes, a path, several lines: text', () => {
    assert.deepEqual(readSlashLine('//Etc is full'), { kind: 'text', text: '/Etc is full' });
    assert.deepEqual(readSlashLine('//etc'), { kind: 'text', text: '/etc' });
    assert.deepEqual(readSlashLine('/usr/bin is full'), { kind: 'text', text: '/usr/bin is full' });
    assert.deepEqual(readSlashLine('/help\nme'), { kind: 'text', text: '/help\nme' });
    assert.deepEqual(readSlashLine('//'), { kind: 'text', text: '/' });
  });

  for (const text of [
    '/',
    '/etc is full',
    '//x',
    '/Help',
    '  /rename it',
    '/help',
    '/usr/bin is full',
    'plain',
    '/a\nb',
  ]) {
    test(`${JSON.stringify(text)}, sent once, comes back into the box as what sends it again`, () => {
      assert.deepEqual(readSlashLine(asTyped(text)), { kind: 'text', text });
    });
  }

  test('↑ brings a command back, whether it worked or not', () => {
    const world = enter('/resume nowhere');
    world.keys('up');
    assert.equal(typed(world), '/resume nowhere');
  });

  test('every one of the table can be read, with and without an argument', () => {
    for (const { slash } of commands) {
      if (!slash) continue;
      assert.notEqual(readSlashLine(`/${slash.name}`).kind, 'text');
      assert.notEqual(readSlashLine(`/${slash.name} something`).kind, 'text');
    }
  });
});

describe('completion', () => {
  test('what a line may become stands above it with what it does; Tab takes the chosen one', () => {
    const world = line('/re');
    assert.match(screenOf(world), /▌ \/resume ID\|NAME +resume/);
    assert.match(footerOf(world), /Tab complete +↑↓ move +Esc close/);
    world.keys('down');
    assert.match(screenOf(world), /▌ \/rename NAME/);
    world.keys('tab');
    assert.equal(typed(world), '/rename ');
    assert.equal(world.state.focus, 'input');
    assert.match(footerOf(world), /\/rename NAME +rename/);
    assert.doesNotMatch(screenOf(world), /\/resume/);
  });

  test('Enter means what is typed until one has moved, then it takes the chosen one', () => {
    const world = line('/');
    assert.match(screenOf(world), /1 of \d\d/);
    world.keys('up', 'enter');
    assert.equal(typed(world), `/${slashChoices('/').at(-1)?.name}`);
    const whole = line('/help');
    whole.keys('enter');
    assert.equal(whole.state.overlay.kind, 'help');
  });

  test('Escape closes it and the line stays; a name that is whole offers nothing', () => {
    const world = line('/th');
    world.keys('escape');
    assert.doesNotMatch(screenOf(world), /1 of/);
    assert.equal(typed(world), '/th');
    for (const text of ['/help', '/theme', '/rename x', '/nothing', 'word']) {
      assert.doesNotMatch(screenOf(line(text)), /1 of \d/, text);
    }
  });

  test('Tab goes to the next pane where there is nothing to take', () => {
    const other = line('hello');
    other.keys('tab');
    assert.equal(other.state.focus, 'list');
  });
});
