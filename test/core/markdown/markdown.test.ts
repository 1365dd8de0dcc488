import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestMarkdown } from '../../../src/core/markdown/lex.ts';
import { renderMarkdown } from '../../../src/core/markdown/markdown.ts';
import type { MarkdownOptions, Rendered } from '../../../src/core/markdown/rendered.ts';
import { textWidth } from '../../../src/core/text/width.ts';
import { type ThemeToken, themeTokens } from '../../../src/core/theme.ts';
import { resolveTheme } from '../../../src/core/theme-file.ts';
import { reduceTheme } from '../../../src/core/theme-file-depth.ts';
import { anyMarkdown } from '../../support/any-markdown.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';

/** A theme in which every token has a colour of its own, so that a style tells its token. */
const tokens = Object.fromEntries(themeTokens.map((token, index) => [token, { fg: index + 16 }]));
const resolved = resolveTheme({ name: 'test', kind: 'dark', tokens });
assert.ok(resolved.ok);
const theme = resolved.value;
const options: MarkdownOptions = { theme, width: 40, codeWrap: false };

function shown(source: string, more: Partial<MarkdownOptions> = {}): string[] {
  return lines(renderMarkdown(source, { ...options, ...more }));
}

function lines(rendered: Rendered): string[] {
  return rendered.rows.map((row) => row.spans.map((span) => span.text).join(''));
}

/** The token whose colour the first span that holds `text` has. */
function tokenOf(source: string, text: string, more: Partial<MarkdownOptions> = {}): ThemeToken | undefined {
  const spans = renderMarkdown(source, { ...options, ...more }).rows.flatMap((row) => row.spans);
  const fg = spans.find((span) => span.text.includes(text))?.style.fg;
  return themeTokens[Number(fg) - 16];
}

const layouts: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', ' \n\n', []],
  ['a paragraph', 'Hello *big* **world**', ['Hello big world']],
  ['line breaks of the source stay', 'one\ntwo  \nthree\\\nfour', ['one', 'two', 'three', 'four']],
  ['a heading keeps its signs', '## Two', ['## Two']],
  ['a heading underlined', 'Title\n===', ['# Title']],
  ['blank lines stay one', 'a\n\n\n\nb', ['a', '', 'b']],
  ['what stands together stays together', 'text:\n- a\n- b', ['text:', '• a', '• b']],
  ['a nested list', '- a\n  - b\n    - c\n- d', ['• a', '  ◦ b', '    ▪ c', '• d']],
  ['a numbered list', '9. a\n10. b', [' 9. a', '10. b']],
  ['a list with blank lines', '- a\n\n- b', ['• a', '', '• b']],
  ['tasks', '- [ ] a\n- [x] b', ['• [ ] a', '• [x] b']],
  [
    'an item hangs',
    '- words that go on and on and on and on',
    ['• words that go on and on and on and on'.slice(0, 40)],
  ],
  ['an empty item', '- \n- b', ['•', '• b']],
  ['a quote', '> a\n> > b', ['│ a', '│ │ b']],
  ['a rule', 'a\n\n---', ['a', '', '─'.repeat(40)]],
  ['a link and its address', '[docs](https://a.b)', ['docs (https://a.b)']],
  ['a bare link', 'see https://a.b/c', ['see https://a.b/c']],
  ['a mail address', '<mail@a.b>', ['mail@a.b']],
  ['a link that is not opened stays as written', '[x](javascript:alert)', ['[x](javascript:alert)']],
  ['a reference stays as written', '[x][y]\n\n[y]: https://a.b', ['[x][y]', '', '[y]: https://a.b']],
  ['an image', '![cat](https://a.b/c.png)', ['image: cat (https://a.b/c.png)']],
  ['HTML is text', '<b>x</b>\n\n<div onclick=x>\ny\n</div>', ['<b>x</b>', '', '<div onclick=x>', 'y', '</div>']],
  ['a break of HTML', 'a<br>b', ['a', 'b']],
  ['entities', '&lt;b&gt; &amp; &#65; &nope; &constructor;', ['<b> & A &nope; &constructor;']],
  ['an escaped star', '\\*a\\*', ['*a*']],
  ['inline code keeps its signs', '`a*b*`', ['a*b*']],
  ['blessed tags are text', '{red-fg}x{/red-fg}', ['{red-fg}x{/red-fg}']],
];
for (const [name, source, rows] of layouts) {
  test(`renderMarkdown: ${name}`, () =>
    assert.deepEqual(
      shown(source).map((row) => row.trimEnd()),
      rows,
    ));
}

test('a code block stands in a frame with its language; long lines are cut at the pane and say so', () => {
  const source = '```ts title="x"\nconst a = 1;\n\tif (tab) { and a very long line }\n```';
  assert.deepEqual(shown(source, { width: 26 }), [
    '┌ ts ────────────────────┐',
    '│ const a = 1;           │',
    '│     if (tab) { and a v›│',
    '└────────────────────────┘',
  ]);
  assert.deepEqual(shown(source, { width: 26, codeScroll: [8] }).slice(1, 3), [
    '│‹= 1;                   │',
    '│‹tab) { and a very long›│',
  ]);
  assert.deepEqual(shown(source, { width: 26, codeWrap: true }).slice(2, 4), [
    '│     if (tab) { and a   │',
    '│ very long line }       │',
  ]);
  assert.deepEqual(shown(source, { width: 10 }), ['const a = ', '    if (ta']);
});

test('what is to be read never has the style of a line, which may be fainter than text', () => {
  const source = '# One\n\n```tsx\na\n```\n\n> b\n\n| c | d |\n| - | - |\n| e | f |\n\n---';
  const lineTokens = new Set<ThemeToken>(['border', 'rule', 'codeBorder', 'tableBorder']);
  for (const { spans } of renderMarkdown(source, options).rows) {
    for (const { text, style } of spans) {
      const token = themeTokens[Number(style.fg) - 16];
      if (token !== undefined && lineTokens.has(token)) assert.match(text, /^[ │─┼┌┐└┘]+$/, token);
    }
  }
});

test('each block of code is moved sideways by its own columns, also within lists and quotes', () => {
  const code = (text: string, indent = '') => `${indent}\`\`\`\n${indent}${text}\n${indent}\`\`\`\n`;
  const source = `${code('0123456789abcdef')}\n- one\n\n${code('0123456789abcdef', '  ')}\n> ${code('0123456789abcdef').trim().replaceAll('\n', '\n> ')}\n\n${code('0123456789abcdef')}`;
  const moved = (codeScroll: readonly number[]) =>
    shown(source, { width: 16, codeScroll }).flatMap((row) => /[‹ ]([0-9a-f]{9,})/.exec(row)?.[1]?.slice(0, 1) ?? []);
  assert.deepEqual(moved([]), ['0', '0', '0', '0']);
  assert.deepEqual(moved([1, 0, 2, 3]), ['1', '0', '2', '3']);
  assert.deepEqual(moved([0, 4]), ['0', '4', '0', '0']);
});

test('what is copied of a code block is its bare text, tabs and all', () => {
  const { blocks } = renderMarkdown('- item\n  ```sh\n  ls\n  ```\n\n```make\nall:\n\tcc x.c\n```\n', options);
  assert.deepEqual(
    blocks.map(({ kind, language }) => [kind, language]),
    [
      ['list', undefined],
      ['code', 'sh'],
      ['code', 'make'],
    ],
  );
  assert.equal(blocks[1]?.raw, 'ls');
  assert.equal(blocks[2]?.raw, 'all:\n\tcc x.c');
  assert.deepEqual([blocks[0]?.firstRow, blocks[0]?.lastRow], [0, 3]);
  assert.deepEqual([blocks[1]?.firstRow, blocks[1]?.lastRow], [1, 3], 'the rows of code lie within those of its list');
});

test('a diff is coloured by its signs, which stay; also without a language', () => {
  const source = '```diff\n-old\n+new\n same\n```';
  assert.deepEqual(
    shown(source)
      .slice(1, 4)
      .map((row) => row.slice(2, 7).trimEnd()),
    ['-old', '+new', ' same'],
  );
  assert.equal(tokenOf(source, '-old'), 'diffRemoved');
  assert.equal(tokenOf(source, '+new'), 'diffAdded');
  assert.equal(tokenOf('```\n@@ -1 +1 @@\n-old\n+new\n```', '+new'), 'diffAdded');
  assert.equal(tokenOf('```\n-old\n+new\n```', '+new'), 'code');
});

test('every kind of text has its token', () => {
  const source = '# H\n\n**s** *e* ~~d~~ `c` [l](https://a.b)\n\n> q\n\n- i\n\n<x>\n\n| head |\n|---|\n| under |\n';
  for (const [text, token] of [
    ['H', 'heading'],
    ['s', 'strong'],
    ['e', 'emphasis'],
    ['d', 'strike'],
    ['c', 'codeInline'],
    ['https', 'link'],
    ['q', 'quote'],
    ['•', 'listMarker'],
    ['<x>', 'dim'],
    ['head', 'strong'],
    ['─', 'tableBorder'],
    ['under', 'text'],
  ] as const) {
    assert.equal(tokenOf(source, text), token, text);
  }
  assert.equal(tokenOf('# H', '# '), 'dim');
  assert.equal(tokenOf('# a *slanted* b', 'slanted'), 'heading', 'emphasis keeps the colour of a heading');
  const base = theme.styles.thinking;
  assert.equal(tokenOf('plain', 'plain', { base }), 'thinking');
});

test('code among words keeps its backticks where no colour tells it from them', () => {
  const colourless = reduceTheme(theme, 1);
  assert.deepEqual(shown('use `-f` here', { theme: colourless }), ['use `-f` here']);
  assert.deepEqual(shown('use `-f` here'), ['use -f here']);
});

test('a highlighter colours the lines of code', () => {
  const highlight = (code: string) => code.split('\n').map((text) => [{ text, token: 'codeKeyword' as const }]);
  assert.equal(tokenOf('```ts\nconst a\n```', 'const', { highlight }), 'codeKeyword');
  assert.equal(tokenOf('```\nconst a\n```', 'const', { highlight }), 'code', 'without a language nothing is guessed');
});

test('a table is aligned in cells; it wraps in a narrow pane and becomes a list in a very narrow one', () => {
  const source = '| Name | 数 | x |\n|---|--:|:-:|\n| 日本 | 1 | a |\n| a longer name | 22 | **b** |';
  assert.deepEqual(shown(source), [
    'Name          │ 数 │ x',
    '──────────────┼────┼──',
    '日本          │  1 │ a',
    'a longer name │ 22 │ b',
  ]);
  assert.deepEqual(shown(source, { width: 18 }), [
    'Name      │ 数 │ x',
    '──────────┼────┼──',
    '日本      │  1 │ a',
    '──────────┼────┼──',
    'a longer  │ 22 │ b',
    'name      │    │  ',
  ]);
  assert.deepEqual(shown(source, { width: 10 }), [
    'Name: 日本',
    '数: 1',
    'x: a',
    '──',
    'Name: a',
    '  longer',
    '  name',
    '数: 22',
    'x: b',
  ]);
});

test('the columns of a table stand left, in the middle and right, as its second line says', () => {
  assert.deepEqual(shown('| left | middle | right |\n|:--|:-:|--:|\n| a | b | c |\n| d | ef | g |'), [
    'left │ middle │ right',
    '─────┼────────┼──────',
    'a    │   b    │     c',
    'd    │   ef   │     g',
  ]);
});

test('wrapped rows say that they continue, and what stood at the break', () => {
  const { rows } = renderMarkdown('one two three\nfour', { ...options, width: 8 });
  assert.deepEqual(
    rows.map(({ continues, gap }) => [continues, gap]),
    [
      [false, undefined],
      [true, ' '],
      [false, undefined],
    ],
  );
});

test('no row is wider than the pane, every row belongs to a block, and nothing acts', () => {
  fc.assert(
    fc.property(
      anyMarkdown,
      fc.integer({ min: 2, max: 60 }),
      fc.boolean(),
      fc.array(fc.nat(20), { maxLength: 3 }),
      (source, width, codeWrap, codeScroll) => {
        const { rows, blocks } = renderMarkdown(source, { theme, width, codeWrap, codeScroll });
        for (const { spans, block } of rows) {
          const text = spans.map((span) => span.text).join('');
          assert.ok(textWidth(text) <= width, `${textWidth(text)} cells: ${JSON.stringify(text)}`);
          assert.doesNotMatch(text, /[\0-\x1f\x7f-\x9f\u202a-\u202e]/);
          assert.ok(blocks[block] !== undefined);
        }
        for (const { firstRow, lastRow } of blocks) {
          assert.ok(firstRow >= 0 && firstRow <= lastRow && lastRow < rows.length);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test('words of a message are all on the screen', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 40 }), (words) => {
      const source = words.map((word, index) => (index % 7 === 3 ? `\n\n- **${word}** ` : `${word} `)).join('');
      const text = shown(source, { width: 24 }).join(' ');
      for (const word of words) assert.ok(text.includes(word));
    }),
  );
});

test('a hostile message neither overflows nor keeps the program busy', () => {
  const size = 100_000;
  const units = [
    '> ',
    '- ',
    '* a\n\n',
    '[',
    '![[',
    '**a ',
    '_a',
    '`',
    '```\n',
    '|a',
    '<a ',
    '<!--',
    '\\',
    '&',
    '1. ',
    'a@b.',
    '[](',
    '\n',
    ' ',
    '\t',
    '#',
    '~~a ',
  ];
  for (const unit of units) {
    const source = unit.repeat(size / unit.length);
    let rows: Rendered['rows'] = [];
    const took = cpuMs(() => {
      ({ rows } = renderMarkdown(source, options));
    });
    assert.ok(took < 5000, `${JSON.stringify(unit)}: ${took.toFixed(0)} ms`);
    if (source.trim() !== '') assert.ok(rows.length > 0, unit);
  }
  const blank = '\n'.repeat(size);
  const blanks = ' '.repeat(size);
  for (const source of [`\`\`\`\n${blank}x`, `a${blanks}b`, `- a${blanks}b\n- c`, `> a${blank}b`, `<div>${blanks}x`]) {
    const took = cpuMs(() => void renderMarkdown(source, options));
    assert.ok(took < 5000, `${JSON.stringify(source.slice(0, 8))}: ${took.toFixed(0)} ms`);
  }
  const table = `${'|a'.repeat(3000)}|\n${'|-'.repeat(3000)}|\n${'|b'.repeat(3000)}|`;
  assert.ok(shown(table).length > 0);
});

test('more than the longest message is shown as it is', () => {
  const source = `**not bold**\n${'x\n'.repeat(longestMarkdown / 2)}`;
  assert.equal(shown(source)[0], '**not bold**');
});
