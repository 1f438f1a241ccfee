/** The columns of an exported Parquet file: for the file, for Hugging Face datasets, and where the values come from. */
import type { SchemaElement } from 'hyparquet';
import type { ExportedFigure } from '#app/domain/exported-figure.ts';
import { sampleName, type Sample } from '../sample.ts';

type Kind = 'text' | 'integer' | 'flag' | 'texts';

const fieldKinds = {
  article: 'text',
  figure: 'text',
  label: 'text',
  split: 'text',
  modality: 'text',
  license: 'text',
  pmcid: 'text',
  pmid: 'text',
  doi: 'text',
  title: 'text',
  journal: 'text',
  year: 'integer',
  date: 'text',
  article_type: 'text',
  license_text: 'text',
  retracted: 'flag',
  mentions: 'texts',
  panels: 'texts',
  sha256: 'text',
  width: 'integer',
  height: 'integer',
  format: 'text',
  bytes: 'integer',
  original_sha256: 'text',
  original_format: 'text',
  original_caption: 'text',
  status: 'text',
  tags: 'texts',
  renditions: 'texts',
  repairs: 'text',
  figscope: 'integer',
} as const satisfies Record<keyof ExportedFigure, Kind>;

const fields = Object.entries(fieldKinds);

interface ParquetColumn {
  readonly name: string;
  readonly encoding?: 'PLAIN';
  readonly codec?: 'UNCOMPRESSED';
  readonly statistics?: boolean;
  readonly valueOf: (sample: Sample) => unknown;
}

/** Images are packed already: neither compressed again nor looked through for repetitions. */
export const parquetColumns: readonly ParquetColumn[] = [
  {
    name: 'image',
    encoding: 'PLAIN',
    codec: 'UNCOMPRESSED',
    statistics: false,
    valueOf: ({ figure, image }) => ({
      bytes: image.bytes,
      path: `${sampleName(figure.id)}.${image.ending}`,
    }),
  },
  { name: 'caption', encoding: 'PLAIN', statistics: false, valueOf: ({ figure }) => figure.caption },
  ...fields.map(([name, kind]) => ({ name, valueOf: valueOf(name, kind) })),
];

function valueOf(name: string, kind: Kind): (sample: Sample) => unknown {
  return ({ fields: row }) => {
    const value: unknown = Reflect.get(row, name);
    if (kind === 'texts') return value ?? [];
    return kind === 'text' && Array.isArray(value) ? JSON.stringify(value) : value;
  };
}

export const parquetSchema: SchemaElement[] = [
  { name: 'root', num_children: 2 + fields.length },
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  textElement('path'),
  textElement('caption'),
  ...fields.flatMap(([name, kind]) => elementsOf(name, kind)),
];

function textElement(name: string): SchemaElement {
  return {
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    logical_type: { type: 'STRING' },
    repetition_type: 'OPTIONAL',
  };
}

function elementsOf(name: string, kind: Kind): SchemaElement[] {
  switch (kind) {
    case 'text':
      return [textElement(name)];
    case 'integer':
      return [{ name, type: 'INT32', repetition_type: 'OPTIONAL' }];
    case 'flag':
      return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
    case 'texts':
      return [
        {
          name,
          repetition_type: 'OPTIONAL',
          num_children: 1,
          converted_type: 'LIST',
          logical_type: { type: 'LIST' },
        },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        textElement('element'),
      ];
  }
}

const features = {
  text: { dtype: 'string', _type: 'Value' },
  integer: { dtype: 'int32', _type: 'Value' },
  flag: { dtype: 'bool', _type: 'Value' },
  texts: { feature: { dtype: 'string', _type: 'Value' }, _type: 'Sequence' },
} as const;

/** What Hugging Face datasets look for in the footer: `image` is then decoded, not handed out as bytes. */
export const datasetInfo = {
  info: {
    features: {
      image: { _type: 'Image' },
      caption: features.text,
      ...Object.fromEntries(fields.map(([name, kind]) => [name, features[kind]])),
    },
  },
};
