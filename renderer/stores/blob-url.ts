/** Addresses of images: they are fetched by `<img>`, never sent as messages. */

/** The whole image, or with `width` a thumbnail at least that wide (CSS pixels times the screen's density). */
export const blobUrl = (corpus: string, sha256: string, width?: number): string =>
  `/blob/${encodeURIComponent(corpus)}/${sha256}${width === undefined ? '' : `?w=${width}`}`;

/** Few widths, so that the thumbnail cache holds each image once or twice and not in every size. */
export function thumbnailWidth(cssWidth: number, density = globalThis.devicePixelRatio || 1): number {
  const wanted = cssWidth * density;
  return wanted <= 128 ? 128 : wanted <= 288 ? 256 : wanted <= 576 ? 512 : 1024;
}
