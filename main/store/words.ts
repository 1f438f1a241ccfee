/** Length of a caption in words: runs of anything but white space. 0 means that the figure has no caption. */
export function countWords(caption: string): number {
  let words = 0;
  for (const _word of caption.matchAll(/\S+/gu)) words += 1;
  return words;
}
