import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { repairMojibake } from './mojibake.ts';
import { article, collect, figure, image, scratch } from './testing/collect.ts';

/** UTF-8 read as the encoding, as often as said. */
function spoil(text: string, encoding: 'windows-1252' | 'latin1', times = 1): string {
  if (times === 0) return text;
  const bytes = Buffer.from(text);
  const misread =
    encoding === 'latin1' ? bytes.toString('latin1') : new TextDecoder('windows-1252').decode(bytes);
  return spoil(misread, encoding, times - 1);
}

test.each([
  'Correlação de fenóis totais à noite',
  '5 µm at 37 °C, 10 ± 2 Å',
  'α-synuclein, β₂ and λ = 2',
  'Figs 1–3 — “quoted” …',
  'p ≤ 0.05 × 10⁻³ → ∞',
  'Müller’s naïve façade',
  'ﬁbroblasts',
  'Žižek, Dvořák and Łódź',
  'Ðelta of the SÃO PAULO é study',
])('%s comes back, spoilt once or twice in either encoding', (text) => {
  for (const encoding of ['windows-1252', 'latin1'] as const) {
    for (const times of [1, 2]) expect(repairMojibake(spoil(text, encoding, times))).toBe(text);
  }
});

test.each([
  'plain words',
  'SÃO PAULO',
  'IRMÃ” and “IRMÔ',
  'CAFÉ» and «CAFÉ»',
  'a distance of 2 Å–3 Å, an area of 10 Å², a volume of 8 Å³',
  'Å… and Å”',
  'naïve Müller at 37 °C',
  'voilà…” he said',
  'Ångström',
  'ÃO é',
])('%s stays as it is', (text) => {
  expect(repairMojibake(text)).toBeUndefined();
});

test('a text that is spoilt in part, or cut inside a letter, is left alone: the way back would not be certain', () => {
  expect(repairMojibake(`${spoil('é', 'windows-1252')} and é`)).toBeUndefined();
  expect(repairMojibake(`${spoil('é', 'windows-1252')} and α`)).toBeUndefined();
  expect(repairMojibake(`${spoil('é', 'windows-1252')} and Ã`)).toBeUndefined();
});

test('what is repaired can be taken back exactly', () => {
  const before = spoil('10 µm – naïve', 'windows-1252', 2);
  const repaired = repairMojibake(before);
  expect(repaired && spoil(repaired, 'windows-1252', 2)).toBe(before);
});

test('captions, labels, titles and mentions of an article say what stood there', async () => {
  const document = article(
    '<p>See <xref ref-type="fig" rid="F1">Fig. 1</xref> â€“ 5 Âµm, again.</p><fig id="F1"><label>Fig.Â\u00a01</label><caption><p>PrÃ©paration Ã\u00a0 37 Â°C.</p></caption><graphic xlink:href="F1"/></fig>',
  ).replace('A title', 'MÃ¼ller');
  await using folder = await scratch({ 'a.xml': document, 'F1.png': await image() });
  const [record] = (await collect(folder.path)).figures;
  expect(record).toMatchObject({
    article: { title: 'Müller' },
    label: 'Fig. 1',
    caption: 'Préparation à 37 °C.',
    mentions: [{ text: 'See Fig. 1 – 5 µm, again.' }],
    repairs: [
      { field: 'title', kind: 'mojibake', before: 'MÃ¼ller' },
      { field: 'label', kind: 'mojibake', before: 'Fig.Â\u00a01' },
      { field: 'caption', kind: 'mojibake', before: 'PrÃ©paration Ã\u00a0 37 Â°C.' },
      { field: 'mention', kind: 'mojibake', before: 'See Fig. 1 â€“ 5 Âµm, again.' },
    ],
  });
});

test('the caption of a table is repaired too, and its figure keeps its identity', async () => {
  await using folder = await scratch({
    'table.csv': 'image,caption\nF1.png,NaÃ¯ve cells\n',
    'F1.png': await image(),
  });
  const [record] = (await collect(folder.path)).figures;
  expect(record).toMatchObject({
    caption: 'Naïve cells',
    figureId: createHash('sha256').update('NaÃ¯ve cells').digest('hex').slice(0, 12),
    repairs: [{ field: 'caption', kind: 'mojibake', before: 'NaÃ¯ve cells' }],
  });
});

test('a text without repair has no record of one', async () => {
  await using folder = await scratch({ 'a.xml': article(figure('F1')), 'F1.png': await image() });
  expect((await collect(folder.path)).figures[0]).not.toHaveProperty('repairs');
});
