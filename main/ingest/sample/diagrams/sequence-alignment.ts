/** Alignments: number of sequences, nucleotides or residues, where the conserved block and the gap are. */
import type { Random } from '#app/util/random.ts';
import { Canvas, type Colour, ink, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';

type Scheme = 'rainbow' | 'blue shading' | 'black shading' | 'green shading';

interface AlignmentAttributes {
  readonly sequences: number;
  readonly letters: 'ACGT' | 'ADEFGHIKLMNPQRSTVWY';
  readonly scheme: Scheme;
  readonly conserved: 'left' | 'centre' | 'right' | 'throughout';
  readonly gap: boolean;
}

/** The attributes, words and drawing of an alignment. */
export function sequenceAlignment(random: Random): Sketch {
  const protein = chance(random, 0.5);
  const attributes: AlignmentAttributes = {
    sequences: between(random, 4, 9),
    letters: protein ? 'ADEFGHIKLMNPQRSTVWY' : 'ACGT',
    scheme: pick<Scheme>(random, ['rainbow', 'blue shading', 'black shading', 'green shading']),
    conserved: pick(random, ['left', 'centre', 'right', 'throughout']),
    gap: chance(random, 0.4),
  };
  const { sequences, scheme, conserved, gap } = attributes;
  const kind = protein ? pick(random, ['amino acid', 'protein']) : pick(random, ['DNA', 'nucleotide']);
  const block =
    conserved === 'throughout'
      ? 'conserved residues throughout'
      : `a conserved block ${conserved === 'centre' ? 'in the centre' : `on the ${conserved}`}`;
  const count = countWord(random, sequences);
  const deletion = gap ? ', with a deletion (white gap)' : '';
  return {
    traits: [sequences, protein ? 'protein' : 'dna', scheme, conserved, gap ? 'gap' : 'none'],
    headline: pick(random, [
      `Multiple sequence alignment of ${count} ${kind} sequences (${scheme}) with ${block}${deletion}`,
      `Alignment of ${count} ${kind} sequences in ${scheme}, ${block}${deletion}`,
    ]),
    brief: `${kind} alignment of ${count} sequences (${scheme})`,
    details: [
      pick(random, [
        'Asterisks mark identical positions.',
        'Alignment by progressive method.',
        'Residue numbers refer to the human protein.',
      ]),
    ],
    aspect: pick(random, [1.15, 1.35]),
    onPaper: true,
    draw: (width, height) => drawAlignment(random.fork('draw'), width, height, attributes),
  };
}

const rainbow: readonly Colour[] = [
  [236, 90, 84],
  [98, 168, 226],
  [250, 190, 60],
  [112, 196, 104],
  [186, 120, 206],
  [86, 200, 190],
  [244, 150, 190],
];
const shades: Readonly<Record<Exclude<Scheme, 'rainbow'>, Colour>> = {
  'blue shading': [58, 104, 190],
  'black shading': [30, 30, 34],
  'green shading': [44, 150, 84],
};

function drawAlignment(
  random: Random,
  width: number,
  height: number,
  { sequences, letters, scheme, conserved, gap }: AlignmentAttributes,
): Canvas {
  const canvas = new Canvas(width, height, white);
  const columns = 20;
  const left = width * 0.11;
  const cell = (width * 0.98 - left) / columns;
  const blocks = 2;
  const rowHeight = height / (blocks * (sequences + 1.6));
  const size = Math.min(cell, rowHeight) * 0.56;
  const from = { left: 0, centre: 6, right: 12, throughout: 0 }[conserved];
  const to = conserved === 'throughout' ? columns : from + 8;
  for (let block = 0; block < blocks; block++) {
    const top = rowHeight * (0.8 + block * (sequences + 1.6));
    const consensus = Array.from({ length: columns }, () => random.integer(letters.length));
    for (let row = 0; row < sequences; row++) {
      const y = top + row * rowHeight;
      drawText(canvas, `s${row + 1}`, left - size * 0.8, y + (rowHeight - size) / 2, {
        size,
        colour: ink,
        align: 'right',
      });
      for (let column = 0; column < columns; column++) {
        const same = column >= from && column < to && random.next() < 0.94;
        if (gap && row >= sequences / 2 && column >= 9 && column < 13) {
          drawText(canvas, '-', left + (column + 0.5) * cell, y + (rowHeight - size) / 2, {
            size,
            colour: ink,
            align: 'centre',
          });
          continue;
        }
        const letter = same ? consensus[column]! : random.integer(letters.length);
        const paint =
          scheme === 'rainbow'
            ? rainbow[letter % rainbow.length]!
            : same
              ? shades[scheme]
              : ([238, 239, 242] as const);
        const strong = scheme === 'rainbow' ? same || conserved === 'throughout' : true;
        canvas.rect(left + column * cell, y, cell + 0.3, rowHeight * 0.96, paint, strong ? 1 : 0.3);
        const colour = scheme !== 'rainbow' && same ? white : ink;
        drawText(canvas, letters.charAt(letter), left + (column + 0.5) * cell, y + (rowHeight - size) / 2, {
          size,
          colour,
          align: 'centre',
          stroke: Math.max(0.8, size / 6),
        });
      }
    }
  }
  return canvas;
}
