/** The doctor: what is wrong in a file is found and named, and what is right is left in peace. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { examine, type FileReport, findingKinds, worst } from '../../src/store/doctor.ts';
import { createStore } from '../../src/store/store.ts';
import { codes, damages, edit, place, reports } from '../support/damaged-session.ts';
import { faultyDisk } from '../support/faulty-disk.ts';
import { tempFolder, testClock } from '../support/temp-home.ts';

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
  assert.deepEqual(await codes(path.join(folder, 'none')), ['no-folder']);
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
