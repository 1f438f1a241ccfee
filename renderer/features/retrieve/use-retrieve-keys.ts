/** The keys of Retrieve, as the shortcut sheet lists them. The cursor is the focus on a hit. */
import type { RefObject } from 'react';
import { linkTo } from '#renderer/stores/route.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import type { RetrievePlace } from './place.ts';

export function useRetrieveKeys(parts: {
  corpus: string | undefined;
  place: RetrievePlace;
  list: RefObject<HTMLOListElement | null>;
  words: RefObject<HTMLInputElement | null>;
  onPlace: (change: Partial<RetrievePlace>) => void;
  onLike: (figure: number) => void;
}): void {
  const { corpus, place, list, words, onPlace, onLike } = parts;
  const rows = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
  const cursor = (): number =>
    rows().findIndex((row) => row.closest('li')?.contains(document.activeElement) ?? false);
  const move = (to: (at: number, last: number) => number): void => {
    const all = rows();
    all[Math.max(0, Math.min(all.length - 1, to(cursor(), all.length - 1)))]?.focus();
  };
  /** The hit with the focus, else the first. */
  const figureAt = (place_: number): number | undefined => {
    const row = rows()[Math.max(0, place_)];
    return row?.dataset['hit'] === undefined ? undefined : Number(row.dataset['hit']);
  };
  useShortcuts([
    { keys: ['J', 'Down'], run: () => move((at) => at + 1) },
    { keys: ['K', 'Up'], run: () => move((at) => at - 1) },
    { keys: ['Home'], run: () => move(() => 0) },
    { keys: ['End'], run: () => move((_at, last) => last) },
    { keys: ['PageDown'], run: () => move((at) => at + 8) },
    { keys: ['PageUp'], run: () => move((at) => at - 8) },
    { keys: ['/'], run: () => words.current?.focus() },
    {
      keys: ['S', 'M'],
      run: () => {
        const figure = figureAt(cursor());
        if (figure !== undefined) onLike(figure);
      },
    },
    {
      keys: ['D'],
      run: () => {
        const b = figureAt(cursor());
        const a = place.like ?? figureAt(0);
        if (a !== undefined && b !== undefined && a !== b)
          location.hash = linkTo('compare', corpus, { a: String(a), b: String(b) });
      },
    },
    { keys: ['C'], run: () => onPlace({ collapse: !place.collapse }) },
    { keys: ['X'], run: () => onPlace({ exact: !place.exact }) },
    {
      keys: ['Esc'],
      run: () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
    },
  ]);
}
