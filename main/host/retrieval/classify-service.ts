/** Zero-shot classification of files against labels. */
import { basename } from 'node:path';
import type { HostContract } from '#app/contract/index.ts';
import type { Classification } from '#app/domain/search.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import type { UploadService } from '../blobs/upload-service.ts';
import type { ComputeDesk } from '../engines/compute-desk.ts';
import type { ModelCatalogue } from '../models/model-catalogue.ts';

type Request = Parameters<Handlers<HostContract>['classify.run']>[0];

export class ClassifyService {
  readonly #catalogue: ModelCatalogue;
  readonly #desk: ComputeDesk;
  readonly #uploads: UploadService;

  constructor(parts: { catalogue: ModelCatalogue; desk: ComputeDesk; uploads: UploadService }) {
    this.#catalogue = parts.catalogue;
    this.#desk = parts.desk;
    this.#uploads = parts.uploads;
  }

  async *run(request: Request, signal: AbortSignal): AsyncGenerator<Classification> {
    const folder = await this.#catalogue.folder(request.model);
    const shownAs = new Map<string, string>();
    for (const source of request.sources) {
      try {
        // What was dropped is called by its name; what was named by its path keeps the path.
        const paths = await this.#uploads.files(source);
        if (paths.length === 0) throw emptyFolder();
        for (const path of paths) shownAs.set(path, source.kind === 'path' ? path : basename(path));
      } catch (error) {
        yield { path: source.kind === 'path' ? source.path : 'dropped file', error: errorRecord(error) };
      }
    }
    if (shownAs.size === 0) return;
    const { labels, templates, prepare } = request;
    const paths = [...shownAs.keys()];
    let done = 0;
    const items = this.#desk.follow(
      request.compute,
      () => done,
      ({ client, compute }) =>
        client['compute.classify'](
          { folder, paths: paths.slice(done), labels, templates, prepare, compute },
          { signal },
        ),
    );
    for await (const item of items) {
      done += 1;
      yield { ...item, path: shownAs.get(item.path) ?? item.path };
    }
  }
}

const emptyFolder = (): FigscopeError =>
  new FigscopeError('not-found', {
    message: 'The folder holds no files.',
    remedy: 'Choose a folder with images.',
  });
