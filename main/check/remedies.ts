/** What to do about damage, where several kinds of it ask for the same. */
export const restore =
  'Copy the corpus folder for safety, then restore it from a backup, or import the same sources into a corpus of another name.';
export const embedAgain =
  'Remove the folder of that embedding and embed the corpus again: figscope embed NAME --model M.';
export const importAgain =
  'Import the same sources again: what is missing is taken from them, nothing is added twice.';
