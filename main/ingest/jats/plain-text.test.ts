import { expect, test } from 'vitest';
import { parseXml } from '../xml/parse.ts';
import { plainText } from './plain-text.ts';
import { texText } from './tex.ts';

const read = (inner: string): string => plainText(parseXml(`<p>${inner}</p>`));

test('keeps the text of nested inline markup', () => {
  expect(read('<italic>In <bold>vitro</bold></italic> CO<sub>2</sub> at 10<sup>-6</sup>')).toBe(
    'In vitro CO2 at 10-6',
  );
});

test('separates blocks and line breaks, not inline markup', () => {
  expect(
    plainText(parseXml('<caption><title>Title.</title><p>One</p><p>Two<break/>three</p></caption>')),
  ).toBe('Title. One Two three');
});

test('collapses white space and drops marks that nobody sees', () => {
  expect(read('a\u00a0 b\n\tc \u00ad\u200bd')).toBe('a b c d');
});

test('leaves out floats, identifiers and descriptions', () => {
  const fig = '<fig id="f"><caption><p>no</p></caption></fig><table-wrap><p>no</p></table-wrap>';
  expect(read(`See ${fig}here<object-id>no</object-id><alt-text>no</alt-text>.`)).toBe('See here.');
});

test('reads MathML in order, with fractions and roots', () => {
  const maths =
    '<mml:math><mml:msub><mml:mi>x</mml:mi><mml:mn>1</mml:mn></mml:msub><mml:mo>=</mml:mo><mml:mfrac><mml:mrow><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mi>b</mml:mi></mml:mrow><mml:mn>2</mml:mn></mml:mfrac></mml:math>';
  expect(read(`<inline-formula>${maths}</inline-formula>`)).toBe('x1 = (a + b)/2');
  expect(read('<mml:math><mml:msqrt><mml:mi>n</mml:mi></mml:msqrt></mml:math>')).toBe('√n');
});

test('takes one of several forms of a formula', () => {
  const tex =
    '<tex-math>\\documentclass{minimal}\\begin{document}$$\\alpha \\le 0.05$$\\end{document}</tex-math>';
  const mml = '<mml:math><mml:mi>α</mml:mi><mml:mo>≤</mml:mo><mml:mn>0.05</mml:mn></mml:math>';
  const picture = '<inline-graphic xlink:href="e1"/>';
  expect(read(`<inline-formula><alternatives>${picture}${tex}${mml}</alternatives></inline-formula>`)).toBe(
    'α ≤ 0.05',
  );
  expect(read(`<inline-formula><alternatives>${tex}${picture}</alternatives></inline-formula>`)).toBe(
    'α ≤ 0.05',
  );
  expect(read('<inline-formula><italic>p</italic> &lt; 0.05</inline-formula>')).toBe('p < 0.05');
});

test.each([
  ['$\\frac{1}{2}\\,\\mathrm{kg}$', '1/2 kg'],
  ['\\mu m \\pm 3\\%', 'μm ± 3%'],
  ['$$H_{2}O^{+}$$', 'H2O+'],
  ['\\log_{10} x', 'log 10 x'],
])('TeX %s', (tex, text) => {
  expect(texText(tex).replace(/\s+/g, ' ')).toBe(text);
});
