import { Canvas } from './canvas.ts';
import { drawText } from './font.ts';
import sharp from 'sharp';
const c = new Canvas(520, 150);
drawText(c, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789', 5, 8, { size: 12, colour: [20, 20, 20] });
drawText(c, 'abcdefghijklmnopqrstuvwxyz .,-+/()%=<>:*µ±°', 5, 32, { size: 12, colour: [20, 20, 20] });
drawText(c, 'Overall survival (months) Number at risk Relative expression (% of control)', 5, 60, {
  size: 7,
  colour: [20, 20, 20],
});
drawText(c, 'Time (days) 0 20 40 60 80 100', 5, 85, { size: 9, colour: [20, 20, 20] });
drawText(c, 'A B C D', 5, 110, { size: 18, colour: [20, 20, 20], stroke: 3 });
await sharp(Buffer.from(c.pixels), { raw: { width: 520, height: 150, channels: 3 } })
  .resize(1040)
  .png()
  .toFile('/tmp/font.png');
