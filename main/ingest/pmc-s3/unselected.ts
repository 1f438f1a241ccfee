/**
 * Why an article that can be read is not taken, by what the person asked for. Their order is on disk, in
 * finished-articles.ts: new ones come last.
 */
export const unselectedReasons = ['licence', 'article type', 'no figures', 'date'] as const;
export type Unselected = (typeof unselectedReasons)[number];
