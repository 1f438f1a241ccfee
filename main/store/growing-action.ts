/**
 * One action of curation over any number of figures, in many short transactions, so that reading goes on and others
 * find their turn to write. Its entry exists from the first transaction on and grows with each.
 */
import type { Corpus } from './corpus.ts';
import { CurationAction, type GroupKind } from './curation-log.ts';
import { withStoreErrors } from './store-error.ts';
import { inTransactionSoon } from './write-queue.ts';

/** Changed figures that are named; a window shows no more at once. */
const namedFigures = 1000;

export interface GrowingActionOptions {
  readonly kind: GroupKind;
  /** The action that is taken back or brought back. */
  readonly target: number | null;
  readonly by: string;
  /** What happened so far, for people. */
  readonly describe: (figures: number) => string;
  /** Length of a transaction. Default 60. */
  readonly transactionMs?: number;
}

export class GrowingAction {
  readonly #corpus: Corpus;
  readonly #options: GrowingActionOptions;
  readonly #named: number[] = [];
  #group: number | undefined;
  #count = 0;

  constructor(corpus: Corpus, options: GrowingActionOptions) {
    this.#corpus = corpus;
    this.#options = options;
  }

  /** The first figures that changed. */
  get named(): readonly number[] {
    return this.#named;
  }

  get summary(): string {
    return this.#options.describe(this.#count);
  }

  /**
   * One transaction. Answers whether there is more to do.
   * @param work changes about a hundred figures and answers whether there are more; called until the time is up
   * @param atEnd written together with the last figures
   */
  transaction(work: (action: CurationAction) => boolean, atEnd?: (group: number) => void): boolean {
    const { database, folder, curation } = this.#corpus;
    const { transactionMs = 60 } = this.#options;
    let more = true;
    withStoreErrors('save the change', () =>
      inTransactionSoon(database, folder, () => {
        const action = new CurationAction(curation, this.#group);
        const startedAt = performance.now();
        do more = work(action);
        while (more && performance.now() - startedAt < transactionMs);
        this.#note(action);
        if (!more) atEnd?.(action.group);
      }),
    );
    this.#corpus.refresh();
    return more;
  }

  #note(action: CurationAction): void {
    const { kind, target, by } = this.#options;
    const { figures, group } = action;
    if (figures.length === 0 && (target === null || this.#group !== undefined)) return;
    this.#count += figures.length;
    this.#named.push(...figures.slice(0, namedFigures - this.#named.length));
    if (this.#group === undefined) action.finish(kind, target, by, this.summary);
    else this.#corpus.curation.growGroup.run(action.lastSequence, this.summary, group);
    this.#group = group;
  }
}
