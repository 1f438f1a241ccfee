/** For tests: a folder of captioned drawings that a nano model can tell apart, ready to import. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const colours = ['red', 'green', 'blue', 'orange', 'purple', 'black', 'brown', 'teal'];
const shapes: Readonly<Record<string, string>> = {
  circle: '<circle cx="40" cy="40" r="28"/>',
  square: '<rect x="12" y="12" width="56" height="56"/>',
  triangle: '<path d="M40 8 72 70H8z"/>',
  cross: '<path d="M30 8h20v22h22v20H50v22H30V50H8V30h22z"/>',
};

/** Of every eight figures one is for dev and one for test. */
const splitOf = (index: number): string => ['dev', 'test'][index % 8] ?? 'train';

/** Writes `count` images with `captions.csv`, each an article of its own; answers the folder. */
export async function writeFigures(folder: string, count: number): Promise<string> {
  mkdirSync(join(folder, 'images'), { recursive: true });
  const names = Object.keys(shapes);
  const rows = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const colour = colours[index % colours.length];
      const shape = names[Math.floor(index / colours.length) % names.length];
      const shade = 255 - (Math.floor(index / (colours.length * names.length)) % 16) * 8;
      const background = `rgb(${shade},${shade},${shade})`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="${background}"/><g fill="${colour}">${shapes[shape]}</g></svg>`;
      const image = `images/${String(index).padStart(4, '0')}.png`;
      await sharp(Buffer.from(svg)).png().toFile(join(folder, image));
      const caption = `Figure ${index}: a ${colour} ${shape} on a plain ground.`;
      return [
        image,
        caption,
        `A${index}`,
        splitOf(index),
        index % 2 ? 'drawing' : 'sketch',
        2000 + (index % 20),
      ].join(',');
    }),
  );
  writeFileSync(
    join(folder, 'captions.csv'),
    `${['image,caption,article,split,modality,year', ...rows].join('\n')}\n`,
  );
  return folder;
}
