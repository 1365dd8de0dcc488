/**
 * Runs every part of the soak for as long as asked (`--minutes N`, or `--rounds N` kills) and prints what was tried
 * and what was lost. Exit code 1 when anything was.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { damageFixtures } from './damage.soak.ts';
import { anyHands } from './hands.soak.ts';
import { killRounds } from './kill.soak.ts';
import { raceForLocks } from './lock.soak.ts';

interface Row {
  readonly part: string;
  tried: number;
  lost: number;
  detail: string;
}

const { values } = parseArgs({ options: { minutes: { type: 'string' }, rounds: { type: 'string' } } });
const minutes = Number(values.minutes ?? '0');
const rounds = Number(values.rounds ?? process.env.REPRISE_SOAK_ROUNDS ?? (minutes > 0 ? 200 : 2000));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reprise-soak-'));
const until = performance.now() + minutes * 60_000;
const kills: Row = { part: 'kill -9', tried: 0, lost: 0, detail: '' };
const races: Row = { part: 'races for a lock', tried: 0, lost: 0, detail: '' };
const damage: Row = { part: 'cut and flipped files', tried: 0, lost: 0, detail: '' };
const hands: Row = { part: 'any hands on the keys', tried: 0, lost: 0, detail: '' };
const sums = { acknowledged: 0, shown: 0, interrupted: 0 };

let lap = 0;
try {
  do {
    const killed = await killRounds({ rounds, directory: path.join(folder, `kill-${lap}`) });
    kills.tried += killed.kills;
    kills.lost += killed.lost + killed.doubled + killed.unseen + killed.wrong;
    sums.acknowledged += killed.acknowledged;
    sums.shown += killed.shown;
    sums.interrupted += killed.interrupted;
    kills.detail =
      killed.examples.join('; ') ||
      `${sums.acknowledged} acknowledged, ${sums.shown} pieces shown, ${sums.interrupted} replies recovered`;

    const raced = await raceForLocks({ rounds: 40, directory: path.join(folder, `race-${lap}`) });
    races.tried += raced.rounds;
    races.lost += raced.doubleWinners + raced.nobody + raced.lost;
    races.detail = `${raced.slow} of the last 40 took more than 100 ms`;

    const damaged = await damageFixtures({ directory: path.join(folder, 'damage'), step: 1 });
    damage.tried += damaged.tried;
    damage.lost += damaged.lost + damaged.refused + damaged.headless;
    damage.detail = damaged.examples.join('; ');

    const seed = Number(process.env.REPRISE_SEED ?? '1') + lap;
    const pressed = await anyHands({ actions: 500, directory: path.join(folder, `hands-${lap}`), seed });
    hands.tried += pressed.actions;
    hands.lost += pressed.ended + pressed.smeared;
    hands.detail = pressed.examples.join('; ') || `${pressed.looks} screens of the last 500 drawn anew and compared`;
    lap += 1;
  } while (performance.now() < until);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

const rows = [kills, races, damage, hands];
console.table(Object.fromEntries(rows.map(({ part, tried, lost, detail }) => [part, { tried, lost, detail }])));
process.exitCode = rows.some((row) => row.lost > 0) ? 1 : 0;
