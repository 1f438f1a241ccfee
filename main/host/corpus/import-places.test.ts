import { expect, it } from 'vitest';
import { importOptions, pmcSelection } from '#app/contract/imports.ts';
import type { FileSource } from '#app/domain/search.ts';
import { importCommand } from './import-command.ts';
import { importPlaces } from './import-places.ts';

const here = import.meta.dirname;
const parts = {
  resolve: (source: FileSource) => Promise.resolve(source.kind === 'path' ? source.path : here),
  pmcUrl: () => 'https://data.example',
};
const path = (name: string): FileSource => ({ kind: 'path', path: name });

it('takes addresses as they are, and paths that exist', async () => {
  const places = await importPlaces(
    [path('https://mirror.example/x'), path(here)],
    { format: 'auto' },
    parts,
  );
  expect(places).toEqual(['https://mirror.example/x', here]);
});

it('takes the word pmc for the data set of the settings, and any word with another address', async () => {
  expect(await importPlaces([path('pmc')], { format: 'pmc-s3' }, parts)).toEqual(['https://data.example']);
  const selection = pmcSelection.parse({ baseUrl: '/data/mirror' });
  expect(await importPlaces([path('mirror')], { format: 'pmc-s3', selection }, parts)).toEqual([
    '/data/mirror',
  ]);
});

it.each([
  ['pmc', 'auto'],
  ['/nowhere/pmc', 'pmc-s3'],
] as const)('says that there is nothing at %s as %s', async (name, format) => {
  await expect(importPlaces([path(name)], { format }, parts)).rejects.toMatchObject({ code: 'not-found' });
});

it('writes the command line with everything that is not as usual', () => {
  const selection = pmcSelection.parse({
    types: ['case-report'],
    pmcids: ['PMC1'],
    images: 'lazy',
    bandwidth: 500_000,
  });
  const options = importOptions.parse({
    corpus: 'cases',
    format: 'pmc-s3',
    licenses: ['CC0', 'CC-BY'],
    selection,
  });
  expect(importCommand(['https://data.example'], options)).toBe(
    'figscope import https://data.example --corpus cases --format pmc-s3 --licenses CC0,CC-BY --types case-report --pmcids pmcids.txt --images lazy --bandwidth 500000',
  );
  expect(
    importCommand(['/data/my figures'], importOptions.parse({ corpus: 'a', selection, dryRun: true })),
  ).toBe("figscope import '/data/my figures' --corpus a --dry-run");
});
