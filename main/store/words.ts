/** Length of a caption in words: runs of anything but white space. 0 means that the figure has no caption. */
export function countWords(caption: string): number {
  let words = 0;
  let inWord = false;
  for (let place = 0; place < caption.length; place += 1) {
    const isWord = !isSpace(caption.charCodeAt(place));
    if (isWord && !inWord) words += 1;
    inWord = isWord;
  }
  return words;
}

/** What \s of a regular expression means (ECMA-262, WhiteSpace and LineTerminator). */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code < 0xa0) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
