/** The doctor: what is wrong in a file is found and named, what is right is left in peace, and repair destroys nothing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeMessage } from '../../src/core/record.ts';
import { examine, type FileReport, findingKinds, worst } from '../../src/store/doctor.ts';
import { type Repair, repair } from '../../src/store/doctor-repair.ts';
import { listSessions } from '../../src/store/list.ts';
import { readTranscript } from '../../src/store/reader.ts';
import { createStore } from '../../src/store/store.ts';
import { faultyDisk } from '../support/faulty-disk.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { reopened, value } from '../support/open-store.ts';
import { tempFolder, testClock } from '../support/temp-home.ts';

function place(t: TestContext, turns = 2) {
  const folder = path.join(tempFolder(t), 'sessions');
  const [name = ''] = writeManySessions(folder, { count: 1, turns });
  return { folder, file: path.join(folder, name) };
}

async function reports(folder: string): Promise<FileReport[]> {
  const all: FileReport[] = [];
  for await (const report of examine(folder)) all.push(report);
  return all;
}

/** The codes of all findings in the folder, once each. */
async function codes(folder: string): Promise<string[]> {
  return [
    ...new Set((await reports(folder)).flatMap((report) => report.findings.map((finding) => finding.code))),
  ].sort();
}

const edit = (file: string, change: (lines: string[]) => string[]) =>
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8').split('\n')).join('\n'));

const stray = (fields: object) =>
  encodeMessage({
    id: 'stray',
    parent: null,
    seq: 99,
    role: 'user',
    content: 'x',
    timestamp: 1_777_728_050_000,
    ...fields,
  }).trimEnd();

test('a whole session has no findings, and its lines and messages are counted', async (t) => {
  const { folder, file } = place(t, 2);
  const [ofFolder, ofFile] = await reports(folder);
  assert.deepEqual(ofFolder, { filePath: folder, lines: 0, messages: 0, findings: [] });
  assert.deepEqual([ofFile?.filePath, ofFile?.lines, ofFile?.messages, ofFile?.findings], [file, 6, 4, []]);
  assert.match(ofFile?.sessionId ?? '', /^sess_/);
});

test('a session that the store wrote has no findings, open or closed', async (t) => {
  const folder = tempFolder(t);
  const store = createStore({ directory: folder, clock: testClock(), sync: 'none' });
  const made = await store.create({ name: 'talk', provider: 'offline', model: 'm', cwd: '/' });
  assert.ok(made.ok);
  await made.value.append({ id: 'msg_1', parent: null, role: 'user', content: 'hello', timestamp: 1_777_728_000_001 });
  await made.value.note({ event: 'renamed', name: 'other' });
  assert.deepEqual(await codes(folder), ['in-use']);
  await made.value.close();
  assert.deepEqual(await codes(folder), []);
});

const damages: [string, string, (file: string) => void][] = [
  ['empty', 'an empty file', (file) => fs.writeFileSync(file, '')],
  [
    'summary-damaged',
    'a damaged line 1',
    (file) => edit(file, ([head = '', ...rest]) => [head.replaceAll('"', '#'), ...rest]),
  ],
  [
    'summary-damaged',
    'a line 1 that lost its width',
    (file) => edit(file, ([head = '', ...rest]) => [head.trimEnd(), ...rest]),
  ],
  [
    'summary-wrong',
    'a wrong sum',
    (file) => edit(file, ([head = '', ...rest]) => [head.replace('"input_tokens":240', '"input_tokens":999'), ...rest]),
  ],
  [
    'torn-tail',
    'zeros of a power cut at the end',
    (file) => fs.truncateSync(file, fs.statSync(file).size + 200_000_000),
  ],
  ['torn-tail', 'a torn end', (file) => fs.appendFileSync(file, '{"type":"mess')],
  ['missing-newline', 'a whole end without its newline', (file) => fs.truncateSync(file, fs.statSync(file).size - 1)],
  ['damaged-line', 'a line that is no JSON', (file) => edit(file, (lines) => lines.toSpliced(3, 0, 'what is this'))],
  ['zero-bytes', 'a block of NULs', (file) => edit(file, (lines) => lines.toSpliced(3, 0, '\0'.repeat(500)))],
  [
    'invalid-utf8',
    'bytes that are no UTF-8',
    (file) =>
      fs.appendFileSync(
        file,
        Buffer.concat([Buffer.from('{"type":"runtime","x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n')]),
      ),
  ],
  ['seq-order', 'numbers out of order', (file) => fs.appendFileSync(file, `${stray({ seq: 2 })}\n`)],
  [
    'duplicate-message',
    'a message that is there twice',
    (file) => edit(file, (lines) => lines.toSpliced(4, 0, lines[2] ?? '')),
  ],
  [
    'broken-parent',
    'a parent that is not there',
    (file) => fs.appendFileSync(file, `${stray({ parent: 'nobody' })}\n`),
  ],
  [
    'broken-parent',
    'a message that follows itself',
    (file) => fs.appendFileSync(file, `${stray({ parent: 'stray' })}\n`),
  ],
  [
    'broken-parent',
    'a branch that ends nowhere',
    (file) =>
      fs.appendFileSync(
        file,
        '{"type":"extension","name":"reprise","event":"branch","head":"nobody","timestamp_ms":1,"seq":99}\n',
      ),
  ],
  [
    'line-too-long-for-others',
    'a line of 65,536 bytes',
    (file) => fs.appendFileSync(file, `{"type":"runtime","x":"${'y'.repeat(65_536 - 26)}"}\n`),
  ],
  ['unsupported-entry', 'an entry of the future', (file) => fs.appendFileSync(file, '{"type":"hologram"}\n')],
  [
    'newer-version',
    'a newer version',
    (file) => edit(file, ([head = '', ...rest]) => [head.replace('"v":1', '"v":9'), ...rest]),
  ],
  ['wide-mode', 'a mode that lets others read', (file) => fs.chmodSync(file, 0o644)],
  ['more-names', 'a second name', (file) => fs.linkSync(file, `${file}.second`)],
  ['interrupted-reply', 'a reply that was cut off', (file) => fs.writeFileSync(`${file}.partial`, 'x')],
  ['torn-piece', 'a torn piece that was put aside', (file) => fs.writeFileSync(`${file}.torn-1200`, 'x')],
  [
    'stale-lock',
    'a lock of a dead program',
    (file) =>
      fs.writeFileSync(`${file}.lock.db.holder`, JSON.stringify({ pid: 999_999_999, host: os.hostname(), began: '' })),
  ],
  [
    'left-over',
    'a temporary file',
    (file) => fs.writeFileSync(path.join(path.dirname(file), `.${path.basename(file)}.abc.tmp`), 'x'),
  ],
  [
    'left-over',
    'a reply whose session is gone',
    (file) => fs.writeFileSync(path.join(path.dirname(file), 'session-1.jsonl.partial'), 'x'),
  ],
  ['duplicate-session', 'a copy by hand', (file) => fs.copyFileSync(file, path.join(path.dirname(file), 'copy.jsonl'))],
  ['not-a-file', 'a link', (file) => fs.symlinkSync('/etc/passwd', path.join(path.dirname(file), 'x.jsonl'))],
  ['not-a-file', 'a pipe', (file) => void spawnSync('mkfifo', [path.join(path.dirname(file), 'x.jsonl')])],
  ['not-a-file', 'a folder', (file) => fs.mkdirSync(path.join(path.dirname(file), 'x.jsonl'))],
];
for (const [code, title, spoil] of damages) {
  test(`${title} is found: ${code}`, async (t) => {
    const { folder, file } = place(t);
    spoil(file);
    const before = fs.statSync(file).mtimeMs;
    const found = (await reports(folder)).flatMap((report) => report.findings);
    const finding = found.find((each) => each.code === code);
    assert.ok(finding, `found ${found.map((each) => each.code).join(', ')}`);
    assert.match(finding.message, /^.+\.$/s);
    assert.doesNotMatch(finding.message, /[\0-\x1f]/);
    assert.deepEqual(
      { severity: finding.severity, mend: finding.mend },
      findingKinds[code as keyof typeof findingKinds],
    );
    assert.equal(fs.statSync(file).mtimeMs, before);
  });
}

test('a finding names its line', async (t) => {
  const { folder, file } = place(t);
  edit(file, (lines) => lines.toSpliced(3, 0, 'what is this'));
  const finding = (await reports(folder))[1]?.findings.find((each) => each.code === 'damaged-line');
  assert.equal(finding?.line, 4);
});

test('a line of 65,535 bytes is short enough for others', async (t) => {
  const { folder, file } = place(t);
  const line = `{"type":"runtime","x":"${'y'.repeat(65_535 - 26)}"}\n`;
  assert.equal(line.length, 65_535);
  fs.appendFileSync(file, line);
  assert.deepEqual(await codes(folder), []);
});

test('thousands of findings of one kind are counted, not listed', async (t) => {
  const { folder, file } = place(t);
  fs.appendFileSync(file, 'no JSON\n'.repeat(3000));
  const damaged = (await reports(folder))[1]?.findings.filter((each) => each.code === 'damaged-line');
  assert.equal(damaged?.length, 11);
  assert.equal(damaged?.at(-1)?.message, '2990 more of the same kind.');
});

test('a file of another program is said to be one, and has no errors', async (t) => {
  const { folder } = place(t);
  const lines = [
    { session_id: 'sess_go', type: 'meta', model: 'm', start_time_ms: 1, end_time_ms: 0, turn_count: 0 },
    { type: 'message', role: 'user', content: 'q', timestamp_ms: 2 },
    { type: 'message', role: 'assistant', content: 'a', timestamp_ms: 3 },
  ];
  fs.writeFileSync(path.join(folder, 'session-1.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    mode: 0o600,
  });
  const report = (await reports(folder)).find((each) => each.filePath.endsWith('session-1.jsonl'));
  assert.deepEqual(
    report?.findings.map((each) => each.code),
    ['other-program'],
  );
  assert.equal(worst(report?.findings ?? []), 'info');
});

test('one unreadable file and an unreadable folder do not end the examination', async (t) => {
  const { folder, file } = place(t);
  const disk = faultyDisk();
  disk.fail({ from: 1, count: 1, only: ['read'] });
  const all: FileReport[] = [];
  for await (const report of examine(folder, { disk })) all.push(report);
  assert.deepEqual(
    all[1]?.findings.map((each) => each.code),
    ['unreadable'],
  );
  const [nothing] = await reports(file);
  assert.deepEqual(
    nothing?.findings.map((each) => each.code),
    ['unreadable'],
  );
  assert.deepEqual(await codes(path.join(folder, 'none')), []);
});

test('an examination that is aborted ends', async (t) => {
  const { folder } = place(t);
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const report of examine(folder, { signal: stop.signal })) {
    seen.push(report.filePath);
    stop.abort();
  }
  assert.deepEqual(seen, [folder]);
});

async function repairAll(folder: string): Promise<Repair[]> {
  const done: Repair[] = [];
  const clock = testClock();
  for (const report of await reports(folder)) {
    const result = await repair(folder, report, { clock });
    assert.ok(result.ok, result.ok ? '' : result.problem.message);
    done.push(result.value);
  }
  return done;
}

test('repair writes a clean copy beside, a session of its own, and leaves the damaged one as it was', async (t) => {
  const { folder, file } = place(t, 3);
  edit(file, (lines) => {
    const [head = '', created = '', first = '', ...rest] = lines;
    const late = stray({ id: 'late', parent: 'nobody', seq: 2, content: 'out of order' });
    return [
      head.replaceAll('"', '#'),
      created,
      first,
      'no JSON',
      '\0'.repeat(99),
      first,
      ...rest.slice(0, -1),
      late,
      '',
    ];
  });
  const before = fs.readFileSync(file);
  const [, copied] = await repairAll(folder);
  assert.ok(copied?.kind === 'copied');
  assert.equal(copied.filePath, file.replace('.jsonl', '.repaired.jsonl'));
  assert.equal(copied.leftOut, 3);
  assert.deepEqual(fs.readFileSync(file), before);
  assert.equal(fs.statSync(copied.filePath).mode & 0o777, 0o600);

  const report = (await reports(folder)).find((each) => each.filePath === copied.filePath);
  assert.deepEqual(report?.findings, []);
  const summary = (await listSessions(folder)).sessions.find((each) => each.filePath === copied.filePath);
  assert.deepEqual([summary?.name, summary?.turnCount, summary?.damage], ['react-migration-0 (repaired)', 4, '']);
  assert.equal(summary?.forkedFrom?.name, 'react-migration-0');
  const transcript = await readTranscript(copied.filePath);
  assert.ok(transcript.ok);
  assert.deepEqual(
    transcript.value.messages.map((message) => message.id),
    ['msg_0_2', 'msg_0_3', 'msg_0_4', 'msg_0_5', 'msg_0_6', 'msg_0_7', 'late'],
  );
  assert.equal(transcript.value.messages.at(-1)?.parent, 'msg_0_7');
});

test('a clean copy keeps the fields, parts and entries that this version does not know', async (t) => {
  const { folder, file } = place(t, 2);
  const parts = [
    { type: 'video', url: 'v' },
    { type: 'text', text: 'words' },
  ];
  const own = { content: 'words', parts, mood: { deep: [1, 'two'] } };
  const entry =
    '{"type":"extension","name":"reprise","event":"pinned","on":true,"timestamp_ms":7,"seq":91,"why":"mine"}';
  edit(file, (lines) => [
    ...lines.slice(0, -1),
    'no JSON',
    JSON.stringify({ type: 'message', role: 'user', timestamp_ms: 5, id: 'own', parent: null, seq: 90, ...own }),
    entry,
    '{"type":"bookmark","page":5}',
    '',
  ]);
  const copied = (await repairAll(folder)).find((each) => each.kind === 'copied');
  assert.ok(copied?.kind === 'copied');
  const lines = fs.readFileSync(copied.filePath, 'utf8').trimEnd().split('\n');
  const [message, event, bookmark] = lines.slice(-3).map((line) => JSON.parse(line));
  assert.deepEqual({ content: message.content, parts: message.parts, mood: message.mood }, own);
  assert.deepEqual([event.on, event.why, bookmark], [true, 'mine', { type: 'bookmark', page: 5 }]);
});

test('whatever the doctor says a copy mends, the copy does not have', async (t) => {
  for (const [code, title, spoil] of damages.filter(
    ([code]) => findingKinds[code as keyof typeof findingKinds].mend === 'copy',
  )) {
    const { folder, file } = place(t, 3);
    spoil(file);
    const repairs = await repairAll(folder);
    const copied = repairs.find((each) => each.kind === 'copied');
    assert.ok(copied?.kind === 'copied', `${code}: ${title}`);
    const report = (await reports(folder)).find((each) => each.filePath === copied.filePath);
    assert.deepEqual(report?.findings, [], title);
  }
});

test('whatever the doctor says opening mends, a session that was opened does not have', async (t) => {
  const mendedByOpening = ([code]: (typeof damages)[number]): boolean =>
    findingKinds[code as keyof typeof findingKinds].mend === 'open';
  for (const [code, title, spoil] of damages.filter(mendedByOpening)) {
    const { folder, file } = place(t, 3);
    spoil(file);
    const store = createStore({ directory: folder, clock: testClock() });
    value(await (await reopened(store, file, { recount: code === 'summary-wrong' })).close());
    const report = (await reports(folder)).find((each) => each.filePath === file);
    assert.deepEqual(
      report?.findings.filter((finding) => finding.mend !== 'none'),
      [],
      title,
    );
  }
});

test('a file is repaired once; whoever asks again is told where the copy is', async (t) => {
  const { folder, file } = place(t);
  edit(file, (lines) => lines.toSpliced(3, 0, 'no JSON'));
  await repairAll(folder);
  const report = (await reports(folder)).find((each) => each.filePath === file);
  const before = fs.readdirSync(folder).sort();
  const again = await repair(folder, report as FileReport, { clock: testClock() });
  assert.ok(!again.ok && again.problem.code === 'already-exists');
  assert.deepEqual(fs.readdirSync(folder).sort(), before);
});

test('modes that let others read are closed', async (t) => {
  const { folder, file } = place(t);
  fs.chmodSync(file, 0o644);
  fs.chmodSync(folder, 0o755);
  assert.deepEqual(
    (await repairAll(folder)).map((each) => each.kind),
    ['tightened', 'tightened'],
  );
  assert.deepEqual([fs.statSync(file).mode & 0o777, fs.statSync(folder).mode & 0o777], [0o600, 0o700]);
  assert.deepEqual(await codes(folder), []);
});

const others: readonly (readonly [what: string, text: string | Buffer, codes?: readonly string[]])[] = [
  [
    'a session that its own program is writing just now',
    '{"type":"meta","session_id":"sess_go","model":"m"}\n{"type":"message","role":"user","content":"a"}\n{"type":"stat',
  ],
  [
    'lines of a program that nobody knows',
    '{"type":"user","message":"a"}\n{"type":"assistant","message":"b"}\n',
    ['no-session'],
  ],
  ['objects that are no entries', '{"a":1}\n{"a":2}\n', ['no-session']],
  ['one text of JSON without an end', '[{\n"title":"t",\n"mapping":{}\n}]', ['no-session']],
  ['notes without an end', 'just some notes', ['no-session']],
  ['a compressed file', Buffer.from('1f8b08000000000000034bcc4b000a2a030c0000', 'hex'), ['no-session']],
];
for (const [what, text, wanted] of others) {
  test(`${what}: none of ours, so neither mended in place nor copied empty`, async (t) => {
    const { folder } = place(t);
    const file = path.join(folder, 'theirs.jsonl');
    fs.writeFileSync(file, text, { mode: 0o600 });
    const found = (await reports(folder)).find((report) => report.filePath === file);
    assert.ok(found && found.findings.length > 0);
    assert.deepEqual([...new Set(found.findings.map((finding) => finding.mend))], ['none']);
    if (wanted) assert.deepEqual(await codes(folder), wanted);
    await repairAll(folder);
    assert.ok(fs.readFileSync(file).equals(Buffer.from(text)));
    assert.equal(fs.readdirSync(folder).length, 2);
  });
}

test('a damaged line in a session of another program is left out of a copy', async (t) => {
  const { folder } = place(t);
  const file = path.join(folder, 'theirs.jsonl');
  fs.writeFileSync(file, `${String(others[0]?.[1]).replace(/[^\n]*$/, '')}oh\n`, { mode: 0o600 });
  assert.deepEqual(
    (await repairAll(folder)).map((each) => each.kind),
    ['nothing', 'copied', 'nothing'],
  );
});

test('a session that only opening mends is left to opening', async (t) => {
  const { folder, file } = place(t);
  fs.appendFileSync(file, '{"type":"mess');
  assert.deepEqual(
    (await repairAll(folder)).map((each) => each.kind),
    ['nothing', 'nothing'],
  );
  assert.deepEqual(fs.readdirSync(folder), [path.basename(file)]);
});

test('whichever call fails, repair leaves the damaged file as it was and no half copy', async (t) => {
  for (let n = 1, failed = true; failed; n++) {
    const { folder, file } = place(t);
    edit(file, (lines) => lines.toSpliced(3, 0, 'no JSON'));
    const before = fs.readFileSync(file);
    const report = (await reports(folder)).find((each) => each.filePath === file);
    assert.ok(report);
    const disk = faultyDisk();
    disk.fail({ from: n, count: 1, code: 'ENOSPC', short: true });
    const result = await repair(folder, report, { clock: testClock(), disk });
    failed = disk.thrown > 0;
    disk.fail(undefined);
    assert.deepEqual(fs.readFileSync(file), before);
    const copy = file.replace('.jsonl', '.repaired.jsonl');
    if (fs.existsSync(copy)) {
      const checked = (await reports(folder)).find((each) => each.filePath === copy);
      assert.deepEqual(checked?.findings, [], `call ${n}, ${result.ok}`);
    }
    if (result.ok) assert.ok(fs.existsSync(copy));
  }
});
