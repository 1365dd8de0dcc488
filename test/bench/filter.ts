/** Row 13: the fuzzy filter over 10,000 names, per key that is typed. */
import { createFuzzyIndex, fuzzySearch } from '../../src/app/fuzzy.ts';
import { type Figure, median, percentile } from './measure.ts';

const words = ['react', 'migration', 'release', 'notes', 'tax', '要約', 'shell', 'script', 'goose', 'blog'];
const typed = ['react mig', 'blog', 'shl scr', '要約', 'zzzz'];
const rounds = 5;

export async function measureFilter(): Promise<readonly Figure[]> {
  const names = Array.from({ length: 10_000 }, (_, index) => {
    const [a, b] = [words[index % words.length], words[Math.floor(index / 7) % words.length]];
    return `${a}-${b}-${index}`;
  });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const index = createFuzzyIndex(names);
    for (const query of typed) {
      for (let end = 1; end <= query.length; end += 1) {
        const start = performance.now();
        fuzzySearch(index, query.slice(0, end));
        times.push(performance.now() - start);
      }
    }
  }
  const note = `p99 ${percentile(times, 99).toFixed(1)} ms`;
  return [
    { row: 13, what: 'fuzzy filter over 10,000 names, per key', unit: 'ms', budget: 8, reached: median(times), note },
  ];
}
