/** Repair destroys nothing: a clean copy beside the damaged session, and no half of one whatever fails. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { branch } from '../../src/core/tree.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { type FileReport, findingKinds } from '../../src/store/doctor.ts';
import { type Repair, repair } from '../../src/store/doctor-repair.ts';
import { listSessions } from '../../src/store/list.ts';
import { readTranscript } from '../../src/store/reader.ts';
import { createStore } from '../../src/store/store.ts';
import { codes, damages, edit, place, reports, stray } from '../support/damaged-session.ts';
import { faultyDisk } from '../support/faulty-disk.ts';
import { reopened, testStore, value } from '../support/open-store.ts';
import { message, testClock } from '../support/temp-home.ts';

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

test('a clean copy of a session that another program began has its branches: who followed a message there still does', async (t) => {
  const { folder, file } = place(t, 1);
  const said = (role: string, content: string) => JSON.stringify({ type: 'message', role, content, timestamp_ms: 5 });
  const theirs = [said('user', 'Q1'), said('assistant', 'A1'), said('user', 'Q2'), said('assistant', 'A2')];
  const meta = JSON.stringify({ type: 'meta', session_id: 'sess_go', model: 'm', start_time_ms: 1, end_time_ms: 0 });
  fs.writeFileSync(file, `${[meta, ...theirs].join('\n')}\n`, { mode: 0o600 });
  const { store } = testStore(t, folder);
  const session = await reopened(store, file);
  const [, first] = session.transcript.messages;
  value(await session.append(message({ id: 'edited', parent: first?.id ?? '', content: 'Q2, edited' })));
  value(await session.close());
  fs.appendFileSync(file, 'no JSON\n');

  const copied = (await repairAll(folder)).find((each) => each.kind === 'copied');
  assert.ok(copied?.kind === 'copied');
  const transcript = value(await readTranscript(copied.filePath));
  assert.deepEqual(
    branch(transcript).map((one) => one.content),
    ['Q1', 'A1', 'Q2, edited'],
  );
});

test('in a clean copy variants still stand beside each other', async (t) => {
  const { folder, file } = place(t, 1);
  edit(file, ([head = '', created = '']) => [
    head,
    created,
    stray({ id: 'a', parent: null, seq: 1, content: 'asked' }),
    'no JSON',
    stray({ id: 'b', parent: 'a', seq: 2, content: 'one answer' }),
    stray({ id: 'c', parent: 'a', seq: 3, content: 'another' }),
    '',
  ]);
  const [, copied] = await repairAll(folder);
  assert.ok(copied?.kind === 'copied');
  const transcript = await readTranscript(copied.filePath);
  assert.ok(transcript.ok);
  assert.deepEqual(
    transcript.value.messages.map(({ id, parent }) => [id, parent]),
    [
      ['a', null],
      ['b', 'a'],
      ['c', 'a'],
    ],
  );
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

test('a disk that takes no byte and gives no reason ends the repair with a problem, and no half copy', async (t) => {
  const { folder, file } = place(t);
  edit(file, (lines) => lines.toSpliced(3, 0, 'no JSON'));
  const report = (await reports(folder)).find((each) => each.filePath === file);
  assert.ok(report);
  const result = await repair(folder, report, { clock: testClock(), disk: { ...nodeDisk, writeSync: () => 0 } });
  assert.ok(!result.ok && result.problem.code === 'io-error');
  assert.deepEqual(fs.readdirSync(folder), [path.basename(file)]);
});
