/** The invented articles of the sample corpus: what they are about, where and when they appeared, under what licence. */
import type { Random } from '#app/util/random.ts';
import type { Article, LicenseCode } from '#app/domain/figure.ts';
import { pick } from './sketch.ts';
import { type Theme, themes } from './themes.ts';

const journals = [
  'Meridian Journal of Medicine',
  'Archives of Applied Tomography',
  'Lakeside Radiology Reports',
  'Folia Microscopica Nova',
  'Open Bench Biology',
  'Harbour Clinical Letters',
  'Cartesian Biomedicine',
  'Annals of Tissue Architecture',
  'Journal of Visible Cell Science',
  'Northern Review of Oncology',
  'Quarterly of Translational Signals',
  'Acta Imaginis et Morbi',
] as const;

/** Licences and their shares in hundredths. */
const licences: readonly (readonly [LicenseCode, number, string])[] = [
  ['CC-BY', 55, 'Creative Commons Attribution 4.0'],
  ['CC0', 15, 'Creative Commons Zero 1.0'],
  ['CC-BY-NC', 18, 'Creative Commons Attribution-NonCommercial 4.0'],
  ['CC-BY-SA', 12, 'Creative Commons Attribution-ShareAlike 4.0'],
];

/** An article and what it was drawn from. */
export interface ThemedArticle {
  readonly article: Article;
  readonly theme: Theme;
  readonly subject: string;
}

/** The article at a place in the corpus, counted from 0. */
export function sampleArticle(random: Random, index: number): ThemedArticle {
  const theme = pick(random, themes);
  const subject = pick(random, theme.subjects);
  const title = pick(random, theme.titles)(subject);
  const [license, , licenseName] = drawLicence(random);
  return {
    theme,
    subject,
    article: {
      key: `SAMPLE${String(index + 1).padStart(4, '0')}`,
      title,
      journal: pick(random, journals),
      // More recent years hold more articles, as in the literature.
      year: 2025 - Math.floor(22 * random.next() ** 1.6),
      articleType: title.includes('case report') ? 'case-report' : 'research-article',
      license,
      licenseText: `Invented article with drawn figures, part of the sample corpus of Figscope; listed as ${licenseName}.`,
      retracted: false,
    },
  };
}

function drawLicence(random: Random): (typeof licences)[number] {
  let point = random.integer(100);
  for (const licence of licences) {
    if (point < licence[1]) return licence;
    point -= licence[1];
  }
  return licences[0]!;
}
