import { expect, test } from 'vitest';
import { decodeXmlBytes } from './decode.ts';
import { attribute, child, hrefOf } from './node.ts';
import { nameSet } from './names.ts';
import { parseXml } from './parse.ts';
import { XmlError } from './xml-error.ts';

const text = (xml: string): string =>
  parseXml(xml)
    .children.filter((node) => typeof node === 'string')
    .join('');

test('keeps local names, qualified attributes and text in order', () => {
  const root = parseXml('<j:a xmlns:j="u"><mml:b hwp:id="no" id="yes" l:href="x"/>t<c>u</c></j:a>');
  expect(root.name).toBe('a');
  const b = child(root, 'b');
  expect(b && attribute(b, 'id')).toBe('yes');
  expect(b && hrefOf(b)).toBe('x');
  expect(root.children[1]).toBe('t');
});

test('an id under a foreign prefix is no id', () => {
  const fig = parseXml('<fig hwp:id="F1"/>');
  expect(attribute(fig, 'id')).toBeUndefined();
});

test.each([
  ['<a>\n<b>\n</a>', /<\/a> closes <b>, which was opened at line 2 \(line 3\)/, 3],
  ['<a>\n<b>cut', /ends at line 2 inside <b>/, 2],
  ['<a b="cut', /ends at line 1 inside <a>/, 1],
  ['<a><!-- cut', /ends at line 1 inside <a>/, 1],
  ['<a/>\n<b/>', /<b> follows the end/, 2],
  ['<a>x</a>\nrest', /text outside the root/, 2],
  ['<a/></b>', /<\/b> closes nothing/, 1],
  ['', /holds no XML element/, 1],
  ['just words', /holds no XML element/, 1],
  ['<!-- only a comment -->', /holds no XML element/, 1],
])('refuses %j with the line', (xml, message, line) => {
  const fault = catchFault(() => parseXml(xml));
  expect(fault?.message).toMatch(message);
  expect(fault?.line).toBe(line);
});

function catchFault(run: () => unknown): XmlError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  return undefined;
}

test('counts lines from the top of the file, prolog and document type included', () => {
  const fault = catchFault(() =>
    parseXml('<?xml version="1.0"?>\n<!DOCTYPE a\n PUBLIC "x" "y">\n<a>\n<b></a>'),
  );
  expect(fault?.line).toBe(5);
});

test('decodes named, numeric and predefined references once', () => {
  expect(text('<a>&mdash;&#xb1;&#945;&amp;lt;&nbsp;|&thinsp;|</a>')).toBe('—±α&lt;\u00a0|\u2009|');
});

test('keeps what it does not know as written, and bare signs', () => {
  expect(text('<a>p < 0.05 & q &unknown; R&D</a>')).toBe('p < 0.05 & q &unknown; R&D');
});

test('reads CDATA as text without decoding', () => {
  expect(text('<a><![CDATA[<i>&amp;]]></a>')).toBe('<i>&amp;');
});

test('expands internal entities and never external ones', () => {
  const xml = `<!DOCTYPE a [<!ENTITY w "&v; world"><!ENTITY v 'hello'><!ENTITY x SYSTEM "file:///etc/passwd">]><a>&w;&x;</a>`;
  expect(text(xml)).toBe('hello world&x;');
});

test('refuses entities that expand without bound', () => {
  const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join(
    '',
  );
  const xml = `<!DOCTYPE a [<!ENTITY e0 "lol">${levels}]><a>&e7;</a>`;
  expect(catchFault(() => text(xml))?.message).toMatch(/expand to too much text|too deeply/);
  const loop = '<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>';
  expect(catchFault(() => text(loop))?.message).toMatch(/too deeply/);
});

test('drops the content of the elements it is told to, and still checks their tags', () => {
  const dropContentOf = nameSet('refs');
  const root = parseXml('<a><refs id="r"><b>x</b>y</refs><c/></a>', { dropContentOf });
  expect(child(root, 'refs')?.children).toEqual([]);
  expect(child(root, 'c')?.parent).toBe(root);
  expect(() => parseXml('<a><refs><b></refs></a>', { dropContentOf })).toThrow(XmlError);
});

test('decodes by mark, by declaration, and falls back where UTF-8 is a false claim', () => {
  expect(decodeXmlBytes(Buffer.from('\ufeff<a>é</a>', 'utf16le'))).toBe('<a>é</a>');
  expect(
    decodeXmlBytes(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9</a>', 'latin1')),
  ).toContain('é');
  expect(
    decodeXmlBytes(Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>\u00b5m</a>', 'latin1')),
  ).toContain('µm');
  expect(decodeXmlBytes(Buffer.from('<a>µ</a>'))).toBe('<a>µ</a>');
});

test('letters, names and attributes are whole where the document is cut into chunks', () => {
  // Every alignment of two-byte letters, tags and attributes to the end of the first 64 KiB.
  for (let shift = 0; shift < 24; shift += 1) {
    const filler = 'x'.repeat(65_536 - 24 + shift);
    const root = parseXml(`<a>${filler}éé<italic id="été à">ü</italic></a>`);
    expect(root.children[0]).toBe(`${filler}éé`);
    const italic = child(root, 'italic');
    expect([italic && attribute(italic, 'id'), italic?.children]).toEqual(['été à', ['ü']]);
  }
});

test('entities of the document keep their letters, whatever the encoding', () => {
  expect(text('<!DOCTYPE a [<!ENTITY name "Zoë">]><a>&name;</a>')).toBe('Zoë');
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a n="é">\u00e9&#233;</a>', 'latin1');
  const root = parseXml(latin);
  expect([attribute(root, 'n'), root.children]).toEqual(['é', ['éé']]);
});

test('a comment or an instruction does not cut a text in two, and of two attributes of a name the first counts', () => {
  expect(parseXml('<a>one<!-- c --> two<?p?> three</a>').children).toEqual(['one two three']);
  const root = parseXml(`<a id='1' id="2" empty="" bare>x</a>`);
  expect(['id', 'empty', 'bare', 'none'].map((name) => attribute(root, name))).toEqual([
    '1',
    '',
    '',
    undefined,
  ]);
});

test('a document made of nothing but elements is refused before it fills the memory', () => {
  const document = Buffer.alloc(4 * 23_000_000, '<a/>');
  document.write('<b>', 0);
  expect(catchFault(() => parseXml(document))?.message).toMatch(/more elements than an article can have/);
});
