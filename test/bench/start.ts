/** Rows 12 and 14: how fast the list prints and the library loads, as multiples of bare Node. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeManySessions } from '../support/many-sessions.ts';
import { root } from '../support/sources.ts';
import { type Bench, timesBareNode } from './measure.ts';

const program = join(root, 'bin', 'reprise.js');
const library = pathToFileURL(join(root, 'dist', 'index.js')).href;

export const startBench: Bench = {
  name: 'start',
  async measure({ effort, folder }) {
    const home = (name: string) => ({ REPRISE_HOME: join(folder, name), HOME: folder });
    for (const [name, count] of [
      ['small', 0],
      ['large', 10_000],
    ] as const) {
      writeManySessions(join(folder, name, 'sessions'), { count });
    }
    const [version = 0, empty = 0, large = 0, imported = 0] = timesBareNode(
      [
        { args: [program, '--version'], env: home('small') },
        { args: [program, 'session', '--list'], env: home('small') },
        { args: [program, 'session', '--list'], env: home('large') },
        { args: ['-e', `import(${JSON.stringify(library)})`], env: home('small') },
      ],
      5 * effort,
    );
    return [
      { row: '', what: 'reprise --version', measured: version, unit: 'N0' },
      { row: '', what: 'session --list of none', measured: empty, unit: 'N0' },
      { row: '12', what: 'session --list of 10,000, cache warm', measured: large, budget: 4, unit: 'N0' },
      { row: '14', what: 'import of the library', measured: imported, budget: 1.3, unit: 'N0' },
    ];
  },
};
