/** Which corpora are being opened and how far that is: told by their data workers, for windows and the command line. */
import type { DataContract } from '#app/contract/index.ts';
import type { Progress } from '#app/domain/job.ts';
import type { Client } from '#app/rpc/define.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { createEstimator } from '../jobs/estimator.ts';

export interface Opening {
  readonly corpus: string;
  readonly progress: Progress;
}

export class Openings {
  readonly live = new LiveValue<{ openings: Opening[] }>({ openings: [] });
  readonly #followed = new Map<string, Client<DataContract>>();

  /** Listens to a data worker from its first question on; a worker that was started again is another one. */
  follow(corpus: string, worker: Client<DataContract>): void {
    if (this.#followed.get(corpus) === worker) return;
    this.#followed.set(corpus, worker);
    void this.#listen(corpus, worker);
  }

  async #listen(corpus: string, worker: Client<DataContract>): Promise<void> {
    let estimate = createEstimator();
    try {
      for await (const { progress } of worker['data.opening']({})) {
        if (!progress) estimate = createEstimator();
        this.#set(corpus, progress && estimate(progress));
      }
    } catch {
      // The worker has ended; the questions say why.
    }
    if (this.#followed.get(corpus) !== worker) return;
    this.#followed.delete(corpus);
    this.#set(corpus, undefined);
  }

  #set(corpus: string, progress: Progress | undefined): void {
    const { openings } = this.live.value;
    const others = openings.filter((opening) => opening.corpus !== corpus);
    if (!progress && others.length === openings.length) return;
    this.live.set({ openings: progress ? [...others, { corpus, progress }] : others });
  }
}
