import { useEffect, useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { host } from '#renderer/stores/client.ts';

export interface Sibling {
  readonly id: number;
  readonly name: string;
  readonly sha256: string;
}

const shownAtMost = 24;

/** The images of the article's other figures. Empty until they are there; a strip is worth no error message. */
export function useSiblings(corpus: string, detail: FigureDetail): readonly Sibling[] {
  const [found, setFound] = useState<{ of: number; siblings: readonly Sibling[] }>();
  const { id, siblings } = detail;
  const key = siblings.slice(0, shownAtMost).join(',');
  useEffect(() => {
    if (key === '') return undefined;
    const leaving = new AbortController();
    const fetchOne = async (sibling: number): Promise<Sibling> => {
      const figure = await host()['corpus.figure']({ corpus, figure: sibling }, { signal: leaving.signal });
      return { id: sibling, name: figure.label ?? figure.figureId, sha256: figure.image.sha256 };
    };
    void Promise.all(key.split(',').map((sibling) => fetchOne(Number(sibling)))).then(
      (all) => setFound({ of: id, siblings: all }),
      () => undefined,
    );
    return () => leaving.abort();
  }, [corpus, id, key]);
  return found?.of === id ? found.siblings : [];
}
