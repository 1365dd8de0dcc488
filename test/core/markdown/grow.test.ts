import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common, createLowlight } from 'lowlight';
import { createHighlighter, type Highlighter } from '../../../src/core/highlight.ts';
import { type GrowingMarkdown, growMarkdown } from '../../../src/core/markdown/grow.ts';
import { longestMarkdown } from '../../../src/core/markdown/lex.ts';
import { renderMarkdown } from '../../../src/core/markdown/markdown.ts';
import type { MarkdownOptions, Rendered } from '../../../src/core/markdown/rendered.ts';
import { fallbackTheme } from '../../../src/core/theme-file-fallback.ts';
import { anyMarkdown } from '../../support/any-markdown.ts';
import { fc } from '../../support/property.ts';

const theme = fallbackTheme('dark');
const options: MarkdownOptions = { theme, width: 30, codeWrap: false };
const highlight = createHighlighter(createLowlight(common));

/** Grows through the given places; checks nothing. */
function growThrough(source: string, cuts: readonly number[], with_: MarkdownOptions = options): GrowingMarkdown {
  let growing: GrowingMarkdown | undefined;
  for (const cut of [...cuts].sort((a, b) => a - b)) growing = growMarkdown(growing, source.slice(0, cut), with_);
  return growMarkdown(growing, source, with_);
}

function plain(rendered: Rendered): string[] {
  return rendered.rows.map((row) => row.spans.map((span) => span.text).join(''));
}

/** Everything, but the colours of a code block at the end: it may still be open. */
function comparable({ rows, blocks }: Rendered) {
  const last = blocks.at(-1)?.kind === 'code' ? blocks.length - 1 : -1;
  return {
    blocks,
    rows: rows.map((row) =>
      row.block === last ? { ...row, spans: row.spans.map((span) => span.text).join('') } : row,
    ),
  };
}

test('growMarkdown: cut anywhere, the message is in the end what it is when typeset whole', () => {
  fc.assert(
    fc.property(anyMarkdown, fc.array(fc.nat(200), { maxLength: 12 }), fc.boolean(), (source, cuts, codeWrap) => {
      const with_ = { ...options, codeWrap, codeScroll: [3, 0, 5] };
      assert.deepEqual(
        comparable(growThrough(source, cuts, with_).rendered),
        comparable(renderMarkdown(source, with_)),
      );
    }),
    { numRuns: 4000 },
  );
});

test('growMarkdown: after every single character the message is what it is when typeset whole', () => {
  fc.assert(
    fc.property(anyMarkdown, (source) => {
      let growing: GrowingMarkdown | undefined;
      for (let end = 1; end <= source.length; end++) {
        const text = source.slice(0, end);
        if (!text.isWellFormed()) continue;
        growing = growMarkdown(growing, text, options);
        const whole = renderMarkdown(text, options);
        assert.deepEqual(comparable(growing.rendered), comparable(whole), JSON.stringify(text));
      }
    }),
    { numRuns: 400 },
  );
});

test('growMarkdown: with colours, texts are always equal, and everything is once the fences are closed', () => {
  const code = Array.from({ length: 40 }, (_, n) => `/* ${n}\n*/ const a${n} = \`x\${${n}}\n\`;`).join('\n');
  const source = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.`;
  const with_ = { ...options, highlight };
  let growing: GrowingMarkdown | undefined;
  for (let end = 0; end <= source.length; end += 7) {
    growing = growMarkdown(growing, source.slice(0, end), with_);
    assert.deepEqual(plain(growing.rendered), plain(renderMarkdown(source.slice(0, end), with_)));
  }
  growing = growMarkdown(growing, source, with_);
  assert.deepEqual(growing.rendered, renderMarkdown(source, with_));
});

test('growMarkdown: an open code block is coloured a bounded number of times, not once per line', () => {
  let painted = 0;
  const counting: Highlighter = (code, language) => {
    painted += code.length;
    return highlight(code, language);
  };
  const code = 'const answer = 42; // the answer\n'.repeat(400);
  let growing: GrowingMarkdown | undefined;
  for (let end = 0; end <= code.length; end += 11) {
    growing = growMarkdown(growing, `\`\`\`ts\n${code.slice(0, end)}`, { ...options, highlight: counting });
  }
  growing = growMarkdown(growing, `\`\`\`ts\n${code}\`\`\`\n`, { ...options, highlight: counting });
  assert.ok(painted < 8 * code.length, `${painted} of ${code.length}`);
});

test('growMarkdown: an escape sequence cut by a delta does not pass', () => {
  const { rendered } = growThrough('safe \x1b]52;c;cm0=\x07text', [6, 7, 9, 13]);
  assert.deepEqual(plain(rendered), ['safe text']);
});

test('growMarkdown: other options or another text begin anew, also from a state that is used up', () => {
  const first = growMarkdown(undefined, '# One\n\ntext\n\nmore', options);
  growMarkdown(first, '# One\n\ntext\n\nmore and more', options);
  for (const [source, with_] of [
    ['# Two', options],
    ['# One\n\ntext\n\nmore!', options],
    ['# One\n\ntext\n\nmore', { ...options, width: 10 }],
  ] as const) {
    assert.deepEqual(growMarkdown(first, source, with_).rendered, renderMarkdown(source, with_));
  }
});

test('growMarkdown: beyond the longest message the lines stand as they are, and still grow', () => {
  const source = `# not a heading\n${'line of text\n'.repeat(longestMarkdown / 13)}`;
  const ends = [10, longestMarkdown - 5, longestMarkdown + 3, source.length - 20, source.length];
  assert.deepEqual(growThrough(source, ends).rendered, renderMarkdown(source, options));
  assert.equal(plain(renderMarkdown(source, options))[0], '# not a heading');
});

test('growMarkdown: a delta typesets its own rows anew and none of those above', () => {
  const paragraph = 'Some *words* of a paragraph with `code` and a [link](https://example.org).\n\n';
  const code = 'const answer = 42;\n';
  for (const [lead, unit] of [
    ['', paragraph],
    ['```ts\n', code],
  ] as const) {
    let text = lead + unit.repeat(4000);
    let growing = growMarkdown(undefined, text, options);
    for (let round = 0; round < 60; round++) {
      text += unit.slice((round * 6) % unit.length, ((round * 6) % unit.length) + 6);
      const before = growing.rendered.rows.slice();
      growing = growMarkdown(growing, text, options);
      const same = growing.rendered.rows.findIndex((row, index) => row !== before[index]);
      assert.ok(same === -1 || same >= before.length - 8, `row ${same} of ${before.length} was typeset again`);
    }
  }
});

test('growMarkdown: a list without an end is parsed now and then, and every word is shown at once', () => {
  const item = '- an item of a *list* that goes on and on\n';
  let text = item.repeat(1500);
  let growing = growMarkdown(undefined, text, options);
  let parsed = 0;
  for (let round = 0; round < 200; round++) {
    text += `- item${round} `;
    const before = growing.progress.restUnits;
    growing = growMarkdown(growing, text, options);
    if (growing.progress.restUnits !== before) parsed++;
    assert.ok(plain(growing.rendered).slice(-3).join(' ').includes(`item${round}`));
    text += 'done\n';
  }
  assert.ok(parsed <= 3, `${parsed} of 200`);
  const whole = renderMarkdown(text, options);
  assert.deepEqual(
    growMarkdown(growing, `${text}\n\n${'.'.repeat(4000)}\n`, options).rendered.rows.slice(0, whole.rows.length),
    whole.rows,
  );
});

test('a block that is not finished, but whole, is not typeset again for what comes below it', () => {
  let painted = 0;
  const counting: Highlighter = (code, language) => {
    painted++;
    return highlight(code, language);
  };
  // The list ends only when the first line below it does.
  const source = '- a point with code:\n\n  ```ts\n  const a = 1;\n  ```\n\nand words below it, one after the other';
  let growing: GrowingMarkdown | undefined;
  for (let end = source.indexOf('and'); end <= source.length; end++) {
    growing = growMarkdown(growing, source.slice(0, end), { ...options, highlight: counting });
  }
  assert.equal(painted, 1);
});
