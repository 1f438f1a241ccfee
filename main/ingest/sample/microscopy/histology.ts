/** Haematoxylin and eosin sections: architecture of the tissue, how many glands, how dense the nuclei, depth of stain. */
import type { Random } from '#app/util/random.ts';
import { between, capitalise, chance, counted, pick, type Sketch } from '../sketch.ts';
import { drawHistology } from './histology-drawing.ts';

type Architecture = 'glands' | 'sheet' | 'fat' | 'spindle' | 'layered';

/** What a section shows. */
export interface HistologyAttributes {
  readonly architecture: Architecture;
  readonly glands: number;
  readonly dense: boolean;
  readonly stain: 'pink' | 'purple' | 'pale';
  readonly side: 'left' | 'right';
  readonly infiltrate: boolean;
}

/** The attributes, words and drawing of a section stained with H&E. */
export function histology(random: Random): Sketch {
  const architecture = pick<Architecture>(random, ['glands', 'glands', 'sheet', 'fat', 'spindle', 'layered']);
  const attributes: HistologyAttributes = {
    architecture,
    glands: between(random, 1, 5),
    dense: chance(random, 0.5),
    stain: pick(random, ['pink', 'purple', 'pale']),
    side: pick(random, ['left', 'right']),
    infiltrate: chance(random, 0.4),
  };
  const { infiltrate, side, stain, dense, glands } = attributes;
  const what = architectureWords(random, attributes);
  const stroma = { pink: 'pink stroma', purple: 'purple, basophilic stroma', pale: 'pale stroma' }[stain];
  const lymphocytes = infiltrate ? ` and a dark lymphocytic infiltrate on the ${side}` : '';
  const stainName = pick(random, ['Haematoxylin and eosin (H&E)', 'H&E', 'Hematoxylin-eosin']);
  return {
    traits: [
      architecture,
      architecture === 'glands' ? glands : dense ? 'dense' : 'sparse',
      stain,
      infiltrate ? side : 'none',
    ],
    headline: pick(random, [
      `${stainName} staining showing ${what} in ${stroma}${lymphocytes}`,
      `Histology, ${stainName} stain: ${what} with ${stroma}${lymphocytes}`,
      `${capitalise(what)} with ${stroma}${lymphocytes}; ${stainName} stain`,
    ]),
    brief: `H&E section with ${what}`,
    details: [
      pick(random, [
        'Scale bar, 50 µm.',
        'Scale bar: 100 µm.',
        'Original magnification ×200.',
        'Original magnification ×400.',
      ]),
      pick(random, ['Mitotic figures were rare.', 'Sections were cut at 4 µm.', 'No necrosis was seen.']),
    ],
    aspect: pick(random, [1, 1.2, 1.33]),
    draw: (width, height) => drawHistology(random.fork('draw'), width, height, attributes),
  };
}

function architectureWords(random: Random, { architecture, glands, dense }: HistologyAttributes): string {
  const amount = dense
    ? pick(random, ['densely packed', 'crowded'])
    : pick(random, ['sparse', 'few, scattered']);
  switch (architecture) {
    case 'glands':
      return `${counted(random, glands, 'gland')} with open white ${glands === 1 ? 'lumen' : 'lumina'}`;
    case 'sheet':
      return `a solid sheet of ${amount} round tumour cells`;
    case 'fat':
      return `adipose tissue with large empty fat vacuoles and ${amount} nuclei`;
    case 'spindle':
      return `fascicles of ${amount} elongated spindle cells`;
    case 'layered':
      return `stratified squamous epithelium over connective tissue with ${amount} nuclei`;
  }
}
