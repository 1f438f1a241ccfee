/** The readers on real articles of many publishers and on packages that are broken in real ways. */
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { openTar } from './archive/tar.ts';
import { gunzipToScratch } from './archive/gunzip.ts';
import type { Unpacked } from './archive/gunzip.ts';
import { parseArticles } from './jats/parse-articles.ts';
import type { ParsedArticle } from './jats/parse-articles.ts';
import { rootName } from './sniff.ts';
import { collect, refusals } from './testing/collect.ts';
import { filesBelow } from './testing/files-below.ts';
import type { Collected } from './testing/collect.ts';

describe.skipIf(sharedPath('data/pmc/articles') === undefined)('articles with their images', () => {
  let result: Collected;
  beforeAll(async () => {
    result = await collect(requireShared('data/pmc/articles'));
  });

  /** Figures (all of them pairs), paragraphs that cite them, panels; checked against the XML by hand. */
  test.each([
    ['biorxiv-2020.04.07.030213', 29, 41, 31],
    ['biorxiv-2022.03.15.484463', 4, 3, 12],
    ['elife-05-19405-pmc', 1, 2, 2],
    ['elife-54296-vor-r1', 1, 1, 0],
    ['encoda-elife-30274-v1', 5, 12, 20],
    ['encoda-elife-43154-v2', 3, 5, 0],
    ['encoda-elife-46472-v3', 8, 12, 23],
    ['encoda-elife-52882-v2', 12, 49, 52],
    ['encoda-plosone-0091296', 9, 9, 0],
    ['encoda-plosone-0178565', 6, 9, 7],
    ['plos-image.pcol.v01.i10', 1, 0, 0],
    ['plos-pone.0000010', 3, 4, 0],
    ['plos-pone.0097823', 2, 2, 0],
    ['scielo-bjmbr-37-04-459', 7, 12, 2],
    ['scielo-hoehnea-49-e1112020', 3, 2, 0],
    ['texture-kitchen-sink', 4, 1, 0],
  ])('%s: %i pairs, %i mentions, %i panels', (folder, pairs, mentions, panels) => {
    const figures = result.figures.filter(
      ({ image: { source } }) => source.kind === 'file' && basename(dirname(source.path)) === folder,
    );
    expect(figures).toHaveLength(pairs);
    expect(figures.reduce((sum, figure) => sum + figure.mentions.length, 0)).toBe(mentions);
    expect(figures.reduce((sum, figure) => sum + figure.panels.length, 0)).toBe(panels);
  });

  test('17 articles give 98 pairs; the one without figures is listed', () => {
    expect(result.figures).toHaveLength(98);
    expect(new Set(result.figures.map(({ article }) => article.key)).size).toBe(16);
    expect(refusals(result)).toEqual(['no-figures plos-pmed.1001027/pmed.1001027.xml']);
  });

  test('front matter of an old PLoS article', () => {
    const article = result.figures.find(
      ({ article: { doi } }) => doi === '10.1371/journal.pone.0000010',
    )?.article;
    expect(article).toMatchObject({
      year: 2006,
      license: 'CC-BY',
      articleType: 'research-article',
      retracted: false,
    });
    expect(article?.title).toMatch(/^Emm-Types Distribution of Group A Streptococcal|Group A Strep/i);
  });

  test('of several renditions the largest that decodes is taken', () => {
    const figure = result.figures.find(({ figureId }) => figureId === 'pone-0097823-g001');
    expect(figure?.image).toMatchObject({ width: 3544, height: 3669, format: 'png' });
    expect(figure?.image.source).toMatchObject({ path: expect.stringMatching(/g001\.PNG_L$/) });
  });

  test('images without ending are found and known by their content', () => {
    const figure = result.figures.find(
      ({ article, figureId }) => article.doi === '10.1101/2020.04.07.030213' && figureId === 'fig1',
    );
    expect(figure?.image).toMatchObject({ width: 1280, height: 988, format: 'jpeg' });
  });

  test('letters beyond ASCII survive', () => {
    const [figure] = result.figures.filter(({ article }) => article.doi?.startsWith('10.1590/2236'));
    expect(figure).toMatchObject({ figureId: 'fig-1', label: 'Figura 1.' });
    expect(figure?.caption).toMatch(/^Correlação entre o teor de fenóis totais e CE50 de/);
  });
});

describe.skipIf(sharedPath('data/pmc/malformed') === undefined)('broken packages', () => {
  test('each fault is listed and none stops the run', async () => {
    const result = await collect(requireShared('data/pmc/malformed'));
    expect(result.figures).toHaveLength(9);
    expect(refusals(result)).toEqual([
      'no-figures ambra-ingest-remove-img-altered/pmed.1001027.xml',
      'image-missing 10.1371/journal.test.ap.invalid.id/pone.0000010-f01',
      'image-missing 10.1371/journal.test.ap.invalid.id/pone.0000010-f02',
      'no-figures ambra-test.ap.missing.article',
      'image-missing 10.1371/journal.test.ap.missing.file/pone.0000010-f02',
      'no-figures ambra-test.tpz.missing.article',
      'image-missing 10.1371/journal.tpz.missing.file/pone.0000010-f02',
      'image-missing 10.1371/journal.tpz.unrefd.file/pone.0000010-f01',
      'archive-malformed lfs-pointer-5003a2c-elife-40092-vor-r2.zip/5003a2c-elife-40092-vor-r2.zip',
      'archive-malformed lfs-pointer-7900b47-elife-36842-vor-r3.zip/7900b47-elife-36842-vor-r3.zip',
    ]);
  });

  test('a file name that is itself URL-encoded matches its DOI link', async () => {
    const result = await collect(requireShared('data/pmc/malformed/ambra-test.tpz.missing.file'));
    expect(result.figures.map(({ image: { source } }) => source)).toEqual([
      {
        kind: 'file',
        path: expect.stringMatching(/10%2E1371%2Fjournal%2Etpz%2Emissing%2Efile%2Eg001\.png$/),
      },
    ]);
  });
});

describe.skipIf(sharedPath('data/pmc/xml_only.tar.gz') === undefined)('documents of every dialect', () => {
  const articles: ParsedArticle[] = [];
  let unpacked: Unpacked;
  beforeAll(async () => {
    unpacked = await gunzipToScratch(requireShared('data/pmc/xml_only.tar.gz'), undefined, undefined);
    const tar = await openTar(unpacked.path);
    for await (const file of filesBelow(tar.tree)) {
      if (!/\.n?xml$/.test(file.name)) continue;
      const bytes = await file.read();
      if (rootName(bytes) === 'article') articles.push(...parseArticles(bytes));
    }
    await tar[Symbol.asyncDispose]();
  });
  afterAll(() => unpacked.remove());

  test('all 112 parse, with 541 figures of which 514 have a caption', () => {
    const figures = articles.flatMap((article) => article.figures);
    expect(articles).toHaveLength(112);
    expect(figures).toHaveLength(541);
    expect(figures.filter(({ caption }) => caption !== '')).toHaveLength(514);
    expect(figures.every(({ id }) => id !== '')).toBe(true);
    expect(figures.reduce((sum, figure) => sum + figure.mentions.length, 0)).toBe(912);
  });

  test('all have a title, a year and a licence', () => {
    expect(articles.filter(({ article }) => article.title === '').map(({ article }) => article.key)).toEqual(
      [],
    );
    expect(articles.filter(({ article }) => article.year === undefined)).toEqual([]);
    expect(new Set(articles.map(({ article }) => article.license))).toEqual(new Set(['CC-BY', 'CC0']));
  });

  test('no text of markup or undecoded entity is left in captions', () => {
    for (const { figures } of articles) {
      for (const { caption } of figures) expect(caption).not.toMatch(/&[a-z]+;|<\/|\\begin|\s{2}/);
    }
  });

  test('as an import they give their captions up for want of images', async () => {
    const result = await collect(requireShared('data/pmc/xml_only.tar.gz'));
    const codes = result.rejections.map(({ code }) => code);
    const count = (wanted: string): number => codes.filter((code) => code === wanted).length;
    expect(result.figures).toEqual([]);
    expect([count('image-missing'), count('no-caption'), count('no-figures')]).toEqual([514, 27, 27]);
    expect(codes).toHaveLength(514 + 27 + 27);
  });
});
