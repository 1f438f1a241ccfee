/** Everything about one figure, and where the bytes of an image are. */
import type { FigureDetail } from '#app/domain/corpus.ts';
import {
  curationStatuses,
  licenseCodes,
  splitNames,
  type Article,
  type ImageSource,
} from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import {
  bytesOf,
  memberOf,
  numberOf,
  optionalNumber,
  optionalText,
  stringsOf,
  textOf,
  type Cell,
} from './cells.ts';
import type { Corpus } from './corpus.ts';
import { renditionNote, repairOf } from './figure-notes.ts';
import { sourceAt } from './image-location.ts';
import { hexOf, untouched } from './summaries.ts';

type Row = Readonly<Record<string, Cell>>;

/** Throws not-found for an id beyond the corpus. */
export function figureDetail(corpus: Corpus, id: number): FigureDetail {
  const row = corpus.statements.figure.get(id);
  if (!row) throw new FigscopeError('not-found', `There is no figure ${id} in this corpus.`);
  const sha256 = hexOf(bytesOf(row['sha256']));
  const caption = textOf(row['caption']);
  const originalCaption = optionalText(row['original']) ?? caption;
  return {
    id,
    figureId: textOf(row['figure_id']),
    caption,
    originalCaption,
    label: optionalText(row['label']),
    mentions: corpus.statements.mentions.all(id).map((mention) => ({ text: textOf(mention['text']) })),
    article: articleOf(corpus, row),
    image: {
      sha256,
      width: numberOf(row['width']),
      height: numberOf(row['height']),
      format: textOf(row['format']),
      sizeBytes: numberOf(row['size_bytes']),
      source: imageSourceOf(corpus.folder, sha256, row),
    },
    split: memberOf(splitNames, row['split']),
    panels: stringsOf(row['panels']),
    modality: corpus.modalities.name(numberOf(row['modality'])),
    curation: {
      status: row['status'] === null ? untouched.status : memberOf(curationStatuses, row['status']),
      tags: row['tags'] === null ? [] : stringsOf(row['tags']),
      captionEdited: originalCaption !== caption,
      revision: optionalNumber(row['revision']) ?? 0,
    },
    ...notesOf(corpus, id),
    siblings: corpus.statements.siblings
      .all(numberOf(row['aid']), id)
      .map((sibling) => numberOf(sibling['id'])),
  };
}

/** Other files that show the picture, and what was repaired. */
function notesOf(corpus: Corpus, id: number): Pick<FigureDetail, 'renditions' | 'repairs'> {
  const notes = corpus.statements.notes
    .all(id)
    .map((note) => ({ kind: textOf(note['kind']), text: textOf(note['text']) }));
  return {
    renditions: notes.filter(({ kind }) => kind === renditionNote).map(({ text }) => text),
    repairs: notes.filter(({ kind }) => kind !== renditionNote).map(({ kind, text }) => repairOf(kind, text)),
  };
}

/** The place of an image from the source columns of a row. */
export function imageSourceOf(corpusFolder: string, sha256: string, row: Row): ImageSource {
  return sourceAt(corpusFolder, sha256, [
    row['source_kind'],
    row['source_path'],
    row['source_offset'],
    row['source_size'],
  ]);
}

/** The article of a row with its columns. */
export function articleOf(corpus: Corpus, row: Row): Article {
  return {
    key: textOf(row['key']),
    pmcid: optionalText(row['pmcid']),
    pmid: optionalText(row['pmid']),
    doi: optionalText(row['doi']),
    title: textOf(row['title']),
    journal: corpus.journals.name(numberOf(row['journal'])),
    year: optionalNumber(row['year']),
    date: optionalText(row['date']),
    articleType: optionalText(row['type']),
    license: memberOf(licenseCodes, row['license']),
    licenseText: optionalText(row['license_text']),
    retracted: row['retracted'] === 1,
  };
}

/** The first figure with an image of that hash, and where its bytes are; undefined when no figure has it. */
export function imageByHash(
  corpus: Corpus,
  sha256: string,
): { id: number; source: ImageSource; format: string } | undefined {
  if (!/^[0-9a-f]{64}$/i.test(sha256)) return undefined;
  const row = corpus.statements.imageByHash.get(Buffer.from(sha256, 'hex'));
  if (!row) return undefined;
  return {
    id: numberOf(row['id']),
    source: imageSourceOf(corpus.folder, sha256.toLowerCase(), row),
    format: textOf(row['format']),
  };
}
