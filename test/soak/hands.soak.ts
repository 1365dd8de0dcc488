/** Somebody who knows no key: any keys, words, clicks and window sizes on the built program, while answers of all kinds stream. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { anyMarkdown } from '../support/any-markdown.ts';
import { fc } from '../support/property.ts';
import type { ScriptedReply } from '../support/provider-server.ts';
import { startProviderServer } from '../support/provider-server.ts';
import { type PtyProgram, spawnPty } from '../support/pty.ts';

export interface HandsTally {
  readonly actions: number;
  /** Screens that were compared with what Ctrl+L draws anew. */
  readonly looks: number;
  /** Screens that were not the same: something had been left behind, or not drawn. */
  readonly smeared: number;
  /** Times that the program ended: nothing that is pressed here quits. */
  readonly ended: number;
  /** What was done before the first few faults. */
  readonly examples: readonly string[];
}

type Action = { readonly keys: string } | { readonly columns: number; readonly rows: number };

const reprise = path.join(import.meta.dirname, '..', '..', 'bin', 'reprise.js');
const redraw = '\x0c';
const actionsBetweenLooks = 25;

/** Every key of the panes but those that quit or suspend. */
const letters = [...'jkgGnNrpfduTAeYysvmSt!/.,?123wo[]{}<>ihl '];
const words = [
  ...['hello\r', 'a b\r', '日本語\r', '👩‍👩‍👧 é नमस्ते\r', '@note.txt what\r', 'zz', '/filter', '//x\r'],
  ...['/stats\r', '/theme\r', '/help\r', '/model\r', '/rename X\r', '/compact\r', '/new\r', '/sessions\r', '/retry\r'],
];
/** Tab, Enter, Esc, Backspace, and Ctrl with A E K O P R U W Y. */
const controls = [...'\t\r\x1b\x1b\x7f\x01\x05\x0b\x0f\x10\x12\x15\x17\x19', '\x1b\x1b'];
const named = [
  '[A',
  '[B',
  '[C',
  '[D',
  '[5~',
  '[6~',
  '[H',
  '[F',
  '[Z',
  'OP',
  'OQ',
  'OS',
  '[3~',
  '[1;5C',
  '[1;3A',
  '[I',
  '[O',
];
const pasted = '\x1b[200~paste 日本 👩‍👩‍👧 \r\nlines\x1b[201~';

const mouse = fc
  .record({
    button: fc.constantFrom(0, 0, 2, 32, 64, 65),
    x: fc.integer({ min: 1, max: 200 }),
    y: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ button, x, y }) => ({ keys: `\x1b[<${button};${x};${y}M${button < 3 ? `\x1b[<${button};${x};${y}m` : ''}` }));
const size = fc.record({
  columns: fc.constantFrom(20, 38, 40, 60, 79, 80, 100, 120, 200),
  rows: fc.constantFrom(6, 10, 12, 24, 30, 50),
});
const typed = (of: readonly string[]) => fc.constantFrom(...of).map((keys) => ({ keys }));
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: typed(letters) },
  { weight: 4, arbitrary: typed(words) },
  { weight: 3, arbitrary: typed(controls) },
  { weight: 4, arbitrary: typed([...named.map((key) => `\x1b${key}`), pasted]) },
  { weight: 1, arbitrary: mouse },
  { weight: 1, arbitrary: size },
);

const anyReply: fc.Arbitrary<ScriptedReply> = fc.record({
  text: anyMarkdown.map((markdown) => markdown.match(/.{1,12}/gsu) ?? ['nothing']),
  delayMs: fc.constantFrom(0, 1, 5, 20),
});
const anyFault = fc.constantFrom<ScriptedReply['fault'] | undefined>(
  ...Array<undefined>(8).fill(undefined),
  { kind: 'reset', after: 3 },
  { kind: 'status', status: 529, body: 'no' },
  { kind: 'stall', after: 2 },
);

/** Does so many things in a new home in `directory`; the same at every run with the same seed, but for what meets what. */
export async function anyHands(options: {
  readonly actions: number;
  readonly directory: string;
  readonly seed: number;
}): Promise<HandsTally> {
  const { actions, directory, seed } = options;
  const samples = { numRuns: 50, seed };
  const replies = fc.sample(anyReply, samples);
  const faults = fc.sample(anyFault, samples);
  const server = await startProviderServer((_request, _protocol, index): ScriptedReply => {
    const fault = faults[index % faults.length];
    return { ...(replies[index % replies.length] ?? { text: ['nothing'] }), ...(fault ? { fault } : {}) };
  });
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, 'note.txt'), 'a note');
  fs.writeFileSync(
    path.join(directory, 'config.json'),
    JSON.stringify({
      provider: 'compatible',
      compatible: { baseUrl: server.url('compatible'), apiKey: 'none', model: 'any' },
      silenceWarnSeconds: 1,
      silenceEndSeconds: 3,
    }),
  );
  const tally = { actions: 0, looks: 0, smeared: 0, ended: 0, examples: [] as string[] };
  let program = await open(directory);
  let done: string[] = [];
  const note = (what: string): number => tally.examples.push(`${what} after ${JSON.stringify(done.slice(-30))}`);
  try {
    for (const action of fc.sample(anyAction, { numRuns: actions, seed })) {
      done.push('keys' in action ? action.keys : `${action.columns}×${action.rows}`);
      if ('keys' in action) program.write(action.keys);
      else program.resize(action.columns, action.rows);
      tally.actions += 1;
      await delay(tally.actions % 3 === 0 ? 30 : 5);
      if (hasEnded(program)) {
        tally.ended += 1;
        note('it ended');
        program = await open(directory);
        done = [];
      } else if (tally.actions % actionsBetweenLooks === 0) {
        const same = await isWhole(program);
        if (same === undefined) continue;
        tally.looks += 1;
        if (!same) {
          tally.smeared += 1;
          note(`a smear at ${program.emulator.columns}×${program.emulator.rows}`);
        }
      }
    }
  } finally {
    program.kill('SIGTERM');
    await program.exited();
    await server.close();
  }
  return { ...tally, examples: tally.examples.slice(0, 3) };
}

async function open(home: string): Promise<PtyProgram> {
  const env = { REPRISE_HOME: home, HOME: home, EDITOR: 'true' };
  const program = spawnPty(process.execPath, [reprise], { columns: 100, rows: 30, cwd: home, env });
  await program.wait(/message …/);
  return program;
}

function hasEnded({ pid }: PtyProgram): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Whether the screen is what a fresh drawing shows; undefined where something moves. The footer's sentence goes with any key. */
async function isWhole(program: PtyProgram): Promise<boolean | undefined> {
  const before = await still(program);
  program.write(redraw);
  const after = await still(program);
  if (before === undefined || after === undefined || /streaming|came for|again in/.test(before + after))
    return undefined;
  return withoutFooter(before) === withoutFooter(after);
}

function withoutFooter(screen: string): string {
  return screen.split('\n').slice(0, -2).join('\n');
}

/** The screen once nothing has come for a while, or undefined when that does not happen. */
async function still(program: PtyProgram): Promise<string | undefined> {
  for (let look = 0; look < 20; look += 1) {
    const bytes = program.byteCount();
    await delay(300);
    if (program.byteCount() === bytes) return program.emulator.styled();
  }
  return undefined;
}
