/** EXIF orientation: turning and mirroring a picture so that it stands as it was taken. */
import { channelsOf, type Raster } from './raster.ts';

/** Applies orientation 1 to 8 as EXIF numbers them; 1 returns the raster itself. */
export function orient<T extends Raster>(raster: T, orientation: number): T {
  if (orientation <= 1 || orientation > 8) return raster;
  const { width, height } = raster;
  const channels = channelsOf(raster.mode);
  // 5 to 8 swap rows and columns.
  const isTurned = orientation >= 5;
  const outputWidth = isTurned ? height : width;
  const outputHeight = isTurned ? width : height;
  const mirrorsX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const mirrorsY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const data = raster.data.slice();
  let to = 0;
  for (let y = 0; y < outputHeight; y++) {
    for (let x = 0; x < outputWidth; x++) {
      const column = isTurned ? y : x;
      const row = isTurned ? x : y;
      const fromX = mirrorsX ? width - 1 - column : column;
      const fromY = mirrorsY ? height - 1 - row : row;
      const from = (fromY * width + fromX) * channels;
      for (let channel = 0; channel < channels; channel++) data[to++] = raster.data[from + channel];
    }
  }
  return { ...raster, width: outputWidth, height: outputHeight, data };
}
