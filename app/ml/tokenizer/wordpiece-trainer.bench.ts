/**
 * `npm run bench -- wordpiece [CAPTIONS] [ENTRIES]`: learns a vocabulary from made-up captions, 100,000 and 30,000
 * entries by default. Their words follow Zipf's law; length, share of numbers, marks and characters beyond ASCII are
 * those of figure captions in PMC. Processor time, which a busy machine does not change, without that of making them.
 */
import { trainWordPiece } from './wordpiece-trainer.ts';

const captionCount = Number(process.argv[2] ?? 100_000);
const entries = Number(process.argv[3] ?? 30_000);
/** A corpus of 1 M captions has a few million distinct words. */
const wordTypes = 3_000_000;

const syllables = Array.from(
  'a al an ar as ate bi ca cal car cell chem co con cy cyto de der di do e ed el en er es fi fib ge gen glo gra ' +
    'he hem hepa his i ia ic id im in ing ion is it ize ko la li lo lu ly ma me mi mo mor mu my na ne neo ner ni no ' +
    'o oid ol oma on or os ous pa path pe phe phi plas po pro pul ra re ri ro ry sa se sed si sis so sta ste su syn ' +
    'ta te ter th the ther ti tic tion to tra tri tu tumo u ul um un ure us va ve ver vi vo xi y ys zo',
  String,
)
  .join('')
  .split(' ');
const rareMarks = ['±', 'μ', '–', '“', '”', '°', 'α', '\u00a0', '\u2009', '&amp;', 'β', '≥', 'é', '×', 'Δ'];

/** Numbers in [0, 1), the same in every run. */
function* uniforms(seed: number): Generator<number, never> {
  let state = seed >>> 0 || 1;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

const words = new Map<number, string>();

/** The word of a rank: always the same, short where it is frequent. */
function wordOf(rank: number): string {
  const known = words.get(rank);
  if (known !== undefined) return known;
  const random = uniforms(Math.imul(rank + 1, 0x9e3779b1));
  const draw = (below: number): number => Math.floor(random.next().value * below);
  draw(2);
  const length = 1 + Math.floor(Math.log2(rank + 2) / 5) + draw(2);
  const letters = Array.from({ length }, () => syllables[draw(syllables.length)]).join('');
  const word = draw(12) === 0 ? `${letters.slice(0, 4).toUpperCase()}${draw(100)}` : letters;
  if (rank < 200_000) words.set(rank, word);
  return word;
}

function* captions(count: number): Generator<string> {
  const random = uniforms(12_345);
  const draw = (): number => random.next().value;
  for (let index = 0; index < count; index++) {
    const isPlain = draw() < 0.55;
    const parts = [`Figure ${1 + Math.floor(draw() * 9)}.`];
    const length = 15 + Math.floor(-75 * Math.log(1 - draw() * 0.98));
    for (let at = 0; at < length; at++) {
      const kind = draw();
      if (kind < 0.06) parts.push((draw() * 100).toFixed(kind < 0.03 ? 0 : 2));
      else if (kind < 0.09) parts.push(`(${String.fromCharCode(65 + Math.floor(draw() * 8))})`);
      else if (kind < 0.11 && !isPlain) parts.push(rareMarks[Math.floor(draw() * rareMarks.length)]!);
      else parts.push(wordOf(Math.floor(wordTypes ** draw())) + (kind > 0.96 ? '.' : kind > 0.9 ? ',' : ''));
    }
    yield parts.join(' ');
  }
}

function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let characters = 0;
const making = processorSeconds(() => {
  for (const caption of captions(captionCount)) characters += caption.length;
});
let learnt = 0;
const learning = processorSeconds(() => {
  learnt = trainWordPiece(captions(captionCount), { size: entries }).length;
});
process.stdout.write(
  `${captionCount} captions of ${Math.round(characters / captionCount)} characters: ${learnt} entries in ` +
    `${(learning - making).toFixed(1)} s of processor time (${making.toFixed(1)} s more made the captions), ` +
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`,
);
