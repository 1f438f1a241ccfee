import { expect, test } from 'vitest';
import { parseXml } from '../xml/parse.ts';
import { readArticle } from './article.ts';
import type { PackageMetadata } from './article.ts';
import { packageMetadata } from './package-metadata.ts';

const read = (meta: string, { root = '', journal = '', metadata = {} as PackageMetadata } = {}) =>
  readArticle(
    parseXml(
      `<article ${root}><front><journal-meta>${journal}</journal-meta><article-meta>${meta}</article-meta></front></article>`,
    ),
    metadata,
    () => 'xml:0',
  );
const id = (type: string, value: string): string => `<article-id pub-id-type="${type}">${value}</article-id>`;

test.each([
  [id('pmc', '3155506'), 'PMC3155506'],
  [id('pmc', 'PMC3155506'), 'PMC3155506'],
  [id('pmcid', 'PMC3155506'), 'PMC3155506'],
  [id('pmcid-ver', 'PMC3155506.2'), 'PMC3155506'],
  [id('pmcaid', '9') + id('pmc', 'none'), undefined],
])('PMCID of %s', (meta, pmcid) => {
  expect(read(meta).pmcid).toBe(pmcid);
});

test('the key is the PMCID, else the DOI in lower case, else the PMID, else what the reader derives', () => {
  const doi = id('doi', '10.1371/Journal.PONE.1');
  expect(read(id('pmc', '1') + doi).key).toBe('PMC1');
  expect(read(doi + id('pmid', '7')).key).toBe('10.1371/journal.pone.1');
  expect(read(id('doi', 'https://doi.org/10.1/x')).doi).toBe('10.1/x');
  expect(read(id('pmid', '7')).key).toBe('pmid:7');
  expect(read('').key).toBe('xml:0');
  expect(read('')).not.toHaveProperty('pmid');
});

test('the year is that of the earliest publication date', () => {
  const dates =
    '<pub-date pub-type="ppub"><year>2012</year></pub-date><pub-date pub-type="epub"><month>12</month><year>2011</year></pub-date>';
  expect(read(dates).year).toBe(2011);
  expect(read('<pub-date><year>n.d.</year></pub-date>').year).toBeUndefined();
  expect(read('<permissions><copyright-year>2003</copyright-year></permissions>').year).toBe(2003);
});

test('the title keeps its markup as text and loses its foot-note marks', () => {
  const title =
    '<title-group><article-title>In <italic>vivo</italic> study<xref ref-type="fn" rid="f">*</xref></article-title></title-group>';
  expect(read(title).title).toBe('In vivo study');
});

test.each([
  ['<journal-title-group><journal-title>Nature</journal-title></journal-title-group>', 'Nature'],
  [
    '<journal-id journal-id-type="nlm-ta">PLoS One</journal-id><journal-title>PLoS ONE</journal-title>',
    'PLoS ONE',
  ],
  [
    '<journal-id journal-id-type="publisher-id">x</journal-id><journal-id journal-id-type="nlm-ta">PLoS One</journal-id>',
    'PLoS One',
  ],
  ['', undefined],
])('journal of %s', (journal, name) => {
  expect(read('', { journal }).journal).toBe(name);
});

const custom = (name: string, value: string): string =>
  `<custom-meta-group><custom-meta><meta-name>${name}</meta-name><meta-value>${value}</meta-value></custom-meta></custom-meta-group>`;

test.each([
  [
    '<permissions><license xlink:href="http://creativecommons.org/licenses/by-nc/4.0/"/></permissions>',
    'CC-BY-NC',
  ],
  [
    '<permissions><license><ali:license_ref>https://creativecommons.org/licenses/by/4.0/</ali:license_ref><license-p>Words.</license-p></license></permissions>',
    'CC-BY',
  ],
  [
    '<permissions><ali:license_ref>https://creativecommons.org/licenses/by-nd/4.0/</ali:license_ref></permissions>',
    'CC-BY-ND',
  ],
  [
    '<permissions><license><license-p>See <ext-link xlink:href="http://creativecommons.org/licenses/by-sa/4.0/">this</ext-link>.</license-p></license></permissions>',
    'CC-BY-SA',
  ],
  ['<license><p>Distributed under the Creative Commons Attribution License.</p></license>', 'CC-BY'],
  [
    '<copyright-statement>Smith. This is an open-access article distributed under the terms of the Creative Commons Attribution License</copyright-statement>',
    'CC-BY',
  ],
  ['<permissions><license><license-p>Free to read.</license-p></license></permissions>', 'other'],
  ['<permissions><copyright-statement>© 2012 Elsevier</copyright-statement></permissions>', 'none'],
  ['', 'none'],
  [
    `<permissions><license xlink:href="http://creativecommons.org/licenses/by/4.0/"/></permissions>${custom('pmc-license-ref', 'CC BY-NC')}`,
    'CC-BY-NC',
  ],
])('licence of %s', (meta, license) => {
  expect(read(meta).license).toBe(license);
});

test('keeps the licence as printed', () => {
  const meta =
    '<permissions><license xlink:href="http://creativecommons.org/licenses/by/4.0/"><license-p>As <italic>printed</italic>.</license-p></license></permissions>';
  expect(read(meta).licenseText).toBe('As printed.');
});

const related = (type: string): string => `<related-article related-article-type="${type}"/>`;
const titled = (title: string): string =>
  `<title-group><article-title>${title}</article-title></title-group>`;

test.each([
  [related('retraction-forward'), '', true],
  [custom('pmc-prop-is-retracted', 'yes'), '', true],
  [custom('is-retracted', 'no'), '', false],
  [titled('RETRACTED: A claim'), '', true],
  [titled('[Retracted] A claim'), '', true],
  [titled('Retracted neutrophils in culture'), '', false],
  ['', 'article-type="retracted-article"', true],
  [related('retracted-article') + titled('Retraction: A claim'), 'article-type="retraction"', false],
  [related('retracted-article'), '', false],
  [related('corrected-article'), '', false],
])('%s %s is retracted: %s', (meta, root, retracted) => {
  expect(read(meta, { root }).retracted).toBe(retracted);
});

test('an article that either the metadata file or the XML calls retracted is retracted', () => {
  const meta = related('retraction-forward');
  expect(read(meta, { metadata: { retracted: false } }).retracted).toBe(true);
  expect(read('', { metadata: { retracted: true } }).retracted).toBe(true);
});

test('the metadata file of a PMC article version wins over the XML', () => {
  const metadata = packageMetadata({
    pmcid: 'PMC10009416',
    version: 1,
    pmid: 36914641,
    doi: '10.1/y',
    title: 'T',
    license_code: 'CC BY-NC',
    is_retracted: true,
    media_urls: [],
  });
  const article = read(id('pmc', '1'), { metadata });
  expect(article).toMatchObject({
    key: 'PMC10009416',
    pmid: '36914641',
    license: 'CC-BY-NC',
    retracted: true,
    title: 'T',
  });
});

test('a metadata file without licence, or another file of that name, changes nothing', () => {
  expect(packageMetadata({ pmcid: 'PMC1', license_code: null })).toEqual({ pmcid: 'PMC1' });
  expect(packageMetadata({ figures: [] })).toEqual({});
  expect(packageMetadata(null)).toEqual({});
});
