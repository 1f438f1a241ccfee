/** The nouns of a corpus: article, figure, and the record that every import reader yields. */
import * as z from 'zod';

/** Licence codes as used by filters, exports and the command line. */
export const licenseCodes = [
  'CC0',
  'CC-BY',
  'CC-BY-SA',
  'CC-BY-NC',
  'CC-BY-NC-SA',
  'CC-BY-ND',
  'CC-BY-NC-ND',
  'PD',
  'TDM',
  'other',
  'none',
] as const;
export const licenseCode = z.enum(licenseCodes);
export type LicenseCode = z.infer<typeof licenseCode>;

export const splitNames = ['train', 'dev', 'test'] as const;
export const splitName = z.enum(splitNames);
export type SplitName = z.infer<typeof splitName>;

export const curationStatuses = ['pending', 'draft', 'accepted', 'returned', 'rejected'] as const;
export const curationStatus = z.enum(curationStatuses);
export type CurationStatus = z.infer<typeof curationStatus>;

export const article = z.object({
  /** Identity of the article inside a corpus: PMCID, else DOI, else a key the reader derives from the source. */
  key: z.string().min(1),
  pmcid: z.string().optional(),
  pmid: z.string().optional(),
  doi: z.string().optional(),
  title: z.string(),
  journal: z.string().optional(),
  year: z.number().int().optional(),
  /** As far as it is known: `2019`, `2019-04` or `2019-04-30`. */
  date: z.string().optional(),
  articleType: z.string().optional(),
  license: licenseCode,
  /** The licence statement as printed, for attribution files. */
  licenseText: z.string().optional(),
  retracted: z.boolean(),
});
export type Article = z.infer<typeof article>;

/** Where the bytes of an image are. Originals stay where they are unless they came out of an archive. */
export const imageSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string() }),
  /** A member stored uncompressed in a tar: bytes [offset, offset + sizeBytes) of the file at `path`. */
  z.object({
    kind: z.literal('tar'),
    path: z.string(),
    offset: z.number().int(),
    sizeBytes: z.number().int(),
  }),
  /** Copied into the corpus: `blobs/<sha256>`. */
  z.object({ kind: z.literal('blob'), sha256: z.string() }),
  /** On a server, fetched when it is looked at. `md5`: of its bytes, lower-case hex, when the server tells. */
  z.object({ kind: z.literal('remote'), url: z.string(), md5: z.string().optional() }),
  /** Of an invented row: no file anywhere; a labelled plate of that size is drawn when it is looked at. */
  z.object({
    kind: z.literal('synthetic'),
    seed: z.number().int(),
    label: z.string(),
    width: z.number().int(),
    height: z.number().int(),
  }),
]);
export type ImageSource = z.infer<typeof imageSource>;

export const imageInfo = z.object({
  /** Lower-case hex SHA-256 of the encoded file; of an image not fetched yet, SHA-256 of `md5:<md5>` or of its address. */
  sha256: z.string(),
  /** 0 x 0 while an image was not fetched. */
  width: z.number().int(),
  height: z.number().int(),
  /** png, jpeg, webp, gif, tiff, dicom, ... */
  format: z.string(),
  sizeBytes: z.number().int(),
  source: imageSource,
});
export type ImageInfo = z.infer<typeof imageInfo>;

/** A paragraph of the article that cites the figure (an inline reference). */
export const mention = z.object({ text: z.string() });
export type Mention = z.infer<typeof mention>;

/** Text that was repaired when it was read, with what stood there. Only repairs that can be taken back are made. */
export const repair = z.object({
  field: z.enum(['caption', 'label', 'title', 'mention']),
  kind: z.enum(['mojibake']),
  before: z.string(),
});
export type Repair = z.infer<typeof repair>;

/** What a reader yields for one figure, and what the store writes. A pair is a decodable image with a caption. */
export const figureRecord = z.object({
  article,
  /** Identity inside the article: the JATS id, else one the reader derives (never empty, unique in the article). */
  figureId: z.string().min(1),
  label: z.string().optional(),
  caption: z.string(),
  mentions: z.array(mention),
  /** Panel letters found in the caption: ['A', 'B', ...]. */
  panels: z.array(z.string()),
  modality: z.string().optional(),
  image: imageInfo,
  /** Given by the source (the sample corpus, a released split); otherwise drawn by article when written. */
  split: splitName.optional(),
  /** Other files of the source that show the same picture, by name; the best one is `image`. */
  renditions: z.array(z.string()).optional(),
  repairs: z.array(repair).optional(),
  /** Decided in the corpus that it was exported from. `originalCaption`: as published, where a person edited it. */
  curation: z
    .object({
      status: curationStatus.optional(),
      tags: z.array(z.string()).optional(),
      originalCaption: z.string().optional(),
    })
    .optional(),
});
export type FigureRecord = z.infer<typeof figureRecord>;

export const rejectionCodes = [
  'xml-malformed',
  'no-figures',
  'no-caption',
  'image-missing',
  'image-undecodable',
  'image-too-large',
  'image-unsupported',
  'archive-malformed',
  'archive-unsafe',
  'row-malformed',
  'license-excluded',
  'duplicate',
  'too-small',
  'caption-too-short',
  'not-selected',
  'download-failed',
  'unreadable',
] as const;
export const rejectionCode = z.enum(rejectionCodes);
export type RejectionCode = z.infer<typeof rejectionCode>;

/** One thing that an import did not take, and why, in words. */
export const rejection = z.object({
  /** The SOURCE argument it came from. */
  source: z.string(),
  /** The item inside it: a file, an archive member, `article/figure`, `row 12`. */
  item: z.string(),
  code: rejectionCode,
  message: z.string(),
});
export type Rejection = z.infer<typeof rejection>;

/** What every reader in main/ingest yields, in source order. */
export type IngestItem =
  | { readonly kind: 'figure'; readonly figure: FigureRecord }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** `done` of `total` units of the source (files, rows); total undefined while unknown. */
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number | undefined;
      readonly detail: string;
    };
