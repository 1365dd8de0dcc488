/** Row 13: the fuzzy filter over 10,000 names, per key that is typed. */
import { createFuzzyIndex, fuzzySearch } from '../../src/app/fuzzy.ts';
import { type Bench, median } from './measure.ts';

const words = ['react', 'migration', 'release', 'notes', 'tax', '要約', 'shell', 'script', 'goose', 'blog'];
const typed = ['react mig', 'blog', 'shl scr', '要約', 'zzzz'];

export const filterBench: Bench = {
  name: 'filter',
  async measure({ effort }) {
    const names = Array.from({ length: 10_000 }, (_, index) => {
      const [a, b] = [words[index % words.length], words[Math.floor(index / 7) % words.length]];
      return `${a}-${b}-${index}`;
    });
    const times: number[] = [];
    for (let round = 0; round < 3 * effort; round++) {
      const index = createFuzzyIndex(names);
      for (const query of typed) {
        for (let end = 1; end <= query.length; end++) {
          const start = performance.now();
          fuzzySearch(index, query.slice(0, end));
          times.push(performance.now() - start);
        }
      }
    }
    return [
      { row: '13', what: 'fuzzy filter over 10,000 names, per key', measured: median(times), budget: 8, unit: 'ms' },
    ];
  },
};
