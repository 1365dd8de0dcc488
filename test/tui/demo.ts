/** A small program on the real screen for the lifecycle tests: it shows what happens to it and does what its keys say. */
import { writeFileSync } from 'node:fs';
import type { Frame } from '../../src/app/frame.ts';
import { sentence } from '../../src/core/problem.ts';
import { createScreen } from '../../src/tui/screen.ts';
import { frameOf } from '../support/frames.ts';

const logged: string[] = [];
const created = createScreen({ mouse: true, depth: 24, log: (text) => void logged.push(text) });
if (!created.ok) {
  process.stderr.write(`${sentence(created.problem)}\n`);
  process.exit(1);
}
const screen = created.value;
const seen: string[] = [];
/** Stays where it is, whatever comes after it. */
let health = '';
let beats = 0;
let worstLag = 0;
let lastBeat = performance.now();

function frame(): Frame {
  const text = ['demo ready', `size ${screen.size.columns}x${screen.size.rows}`, health, ...seen.slice(-10)];
  return frameOf(screen.size, [{ text, style: { fg: '#ff8800' } }], { caret: { x: 2, y: 1 } });
}

function show(line: string): void {
  seen.push(line);
  screen.draw(frame(), true);
}

const keys: Readonly<Record<string, () => void>> = {
  q: () => leave(0),
  t: () => {
    throw new Error('thrown on purpose');
  },
  r: () => void Promise.reject(new Error('rejected on purpose')),
  e: () => process.exit(3),
  z: () => screen.suspend(),
  c: () => {
    console.log('stray line');
    process.emitWarning('stray warning');
    process.stderr.write('stray error\n');
    setImmediate(() => show(`logged ${logged.length}`));
  },
  x: () => {
    // What a child finds: a cooked terminal, blocking descriptors, the main screen.
    const script =
      'stty -a | grep -o -- "-\\?icanon"; grep flags /proc/self/fdinfo/0 /proc/self/fdinfo/1; read line; echo "child got $line"; read line; exit 5';
    void screen.run('/bin/sh', ['-c', script]).then((end) => show(`child ended: ${JSON.stringify(end)}`));
  },
  f: () => void setInterval(() => show('x'.repeat(500) + String(Math.random())), 1),
  w: () => void setTimeout(() => show('waited'), 300),
  h: () => {
    health = `beats ${beats} lag ${Math.round(worstLag)}`;
    screen.draw(frame(), true);
  },
};

setInterval(() => {
  const now = performance.now();
  worstLag = Math.max(worstLag, now - lastBeat);
  lastBeat = now;
  beats++;
  const { DEMO_HEARTBEAT: path } = process.env;
  if (path && beats % 10 === 0) writeFileSync(path, String(beats));
}, 10);

function leave(code: number): void {
  screen.close();
  process.exit(code);
}

screen.start((event) => {
  switch (event.type) {
    case 'key':
      (keys[event.key] ?? (() => show(`key ${event.key}`)))();
      return;
    case 'hangup':
      // As the real program does it: the terminal is restored already, the writers are drained, then the end.
      setTimeout(() => {
        const { DEMO_DRAINED: path } = process.env;
        if (path) writeFileSync(path, event.signal);
        leave(event.exitCode);
      }, 20);
      return;
    default:
      show(event.type === 'resize' ? `resize ${event.size.columns}x${event.size.rows}` : event.type);
  }
});
screen.draw(frame(), true);
