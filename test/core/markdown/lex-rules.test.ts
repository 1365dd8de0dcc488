import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getDefaults, Lexer, Tokenizer } from 'marked';
import { lexMarkdown } from '../../../src/core/markdown/lex.ts';
import { quickRules } from '../../../src/core/markdown/lex-rules.ts';
import { anyMarkdown } from '../../support/any-markdown.ts';
import { fc } from '../../support/property.ts';

test('the quick patterns replace what is slow in the lexer of this version', () => {
  const changed = (quick: object, original: object) =>
    Object.entries(quick)
      .filter(([name, pattern]) => pattern !== (original as Record<string, unknown>)[name])
      .map(([name]) => name);
  const block = changed(quickRules.block, Lexer.rules.block.gfm);
  const inline = changed(quickRules.inline, Lexer.rules.inline.gfm);
  for (const name of ['paragraph', 'lheading', 'blockquote', 'table']) assert.ok(block.includes(name), name);
  for (const name of ['emStrongRDelimAst', 'emStrongRDelimUnd', 'delRDelim']) assert.ok(inline.includes(name), name);
  for (const pattern of [...Object.values(quickRules.block), ...Object.values(quickRules.inline)]) {
    assert.doesNotMatch(pattern.source ?? '', /\\p\{[PS]\}/);
  }
});

/** Where stars open and close beside signs of several scripts: as the lexer's own patterns have it. */
for (const source of [
  '**bold** and *em*, (**x**) “**x**” **x**。 **「x」** a**b**c _a_ a_b_c __x__.',
  '~~gone~~ ~~a~~b *a~b* **a*b*c** *a **b** c*',
  '**x**: y **5€** *→* **😀** x**😀**y **日本**語 **「日本」**語',
  '# H\ntext\n- a\n> q\n\ntitle\n---\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n<div>\nx\n</div>\n\nlast',
]) {
  test(`the same tokens as before: ${JSON.stringify(source.slice(0, 20))}`, () => {
    assert.deepEqual(
      JSON.parse(JSON.stringify(lexMarkdown(source))),
      JSON.parse(JSON.stringify(new Lexer().lex(source))),
    );
  });
}

test('a pattern that is not tried would not have matched: the tokens are those of the lexer that tries them all', () => {
  class Trying extends Tokenizer {
    override def(): undefined {
      return undefined;
    }
  }
  const block = fc.constantFrom(
    '# H',
    'text',
    'text\n===',
    'more\ntext\n---',
    '---',
    '===',
    '> q',
    '  > q\nlazy',
    '<div>',
    '   <!-- c -->',
    '<b>x',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    'a | b\n- | :-:',
    'a\n:-',
    '- x',
    '1. y',
    '    code',
    '\tcode',
    '```\nf\n```',
    '\u00a0',
    '  ',
  );
  const documents = fc.oneof(
    anyMarkdown,
    fc
      .array(fc.tuple(block, fc.constantFrom('\n', '\n\n', '\n \n', ' ', '')), { maxLength: 8 })
      .map((parts) => parts.flat().join('')),
  );
  fc.assert(
    fc.property(documents, (source) => {
      const tokenizer = new Trying();
      const lexer = new Lexer({ ...getDefaults(), gfm: true, tokenizer });
      tokenizer.rules = { ...tokenizer.rules, ...quickRules };
      assert.deepEqual(lexMarkdown(source), lexer.lex(source));
    }),
    { numRuns: 1500 },
  );
});
