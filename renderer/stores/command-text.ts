/** The command line that does what the window just did. Pure text. */

import { quoteArgument } from '#app/util/quote-argument.ts';

/** `figscope query sample --text 'chest x-ray'`; absent parts are left out. */
export const figscopeLine = (...parts: readonly (string | number | undefined | false)[]): string =>
  [
    'figscope',
    ...parts
      .filter((part) => part !== undefined && part !== false && part !== '')
      .map((part) => quoteArgument(String(part))),
  ].join(' ');

/** An option with its value, or nothing when the value is empty: `...option('--text', query.text)`. */
export const option = (
  name: string,
  value: string | number | undefined,
): readonly (string | number | undefined)[] => (value === undefined || value === '' ? [] : [name, value]);
