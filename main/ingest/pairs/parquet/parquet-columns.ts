/** Which columns of a Parquet file are the image, the caption and the rest, by name and by type. */
import { parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { knownField } from '../fields.ts';

export interface ChosenColumns {
  readonly image: string;
  /** All top-level columns that are read. */
  readonly names: readonly string[];
  /** Those that have several values to a row. */
  readonly lists: ReadonlySet<string>;
}

/** Names of a column with the encoded image beside those that tables use for its path. */
const imageNames: ReadonlySet<string> = new Set(
  'img jpg jpeg png webp picture images imagebytes imagedata bytes content'.split(' '),
);
/** Names of a column with an address; then no image is in the file. */
const addressNames: ReadonlySet<string> = new Set('url imageurl imgurl link'.split(' '));

/** The columns to read, or a sentence that says what is missing. */
export function chooseColumns(
  metadata: FileMetaData,
): { readonly chosen: ChosenColumns } | { readonly problem: string } {
  const columns = parquetSchema(metadata).children;
  const image =
    columns.find((column) => knownField(nameOf(column)) === 'image' && mayBeImage(column)) ??
    columns.find((column) => imageNames.has(plain(column)) && mayBeImage(column)) ??
    only(columns.filter(isImageStruct)) ??
    only(columns.filter(isBinary)) ??
    columns.find((column) => addressNames.has(plain(column)));
  const isCaption = (column: SchemaTree): boolean => knownField(nameOf(column)) === 'caption';
  const named = columns.filter(
    (column) =>
      column !== image &&
      knownField(nameOf(column)) !== undefined &&
      (!isCaption(column) || mayBeText(column)),
  );
  const list = columns.map(nameOf).slice(0, 20).join(', ');
  if (!image) return { problem: `No column holds images or names them. The columns are: ${list}.` };
  const isOurs = columns.some((column) => nameOf(column) === 'figscope');
  if (!named.some(isCaption)) {
    const other = columns.find(isCaption);
    const type = other?.element.logical_type?.type ?? other?.element.converted_type ?? other?.element.type;
    if (other) return { problem: `The column ${nameOf(other)} holds no texts but values of type ${type}.` };
    return { problem: `No column holds captions. The columns are: ${list}.` };
  }
  const read = isOurs ? columns : [image, ...named];
  return {
    chosen: {
      image: nameOf(image),
      names: read.map(nameOf),
      lists: new Set(read.filter(holdsLists).map(nameOf)),
    },
  };
}

const nameOf = ({ element }: SchemaTree): string => element.name;
const plain = (column: SchemaTree): string =>
  nameOf(column)
    .replaceAll(/[\s_.-]/g, '')
    .toLowerCase();

const only = (columns: readonly SchemaTree[]): SchemaTree | undefined =>
  columns.length === 1 ? columns[0] : undefined;

/** { bytes, path }, as Hugging Face datasets write images. */
const isImageStruct = ({ children }: SchemaTree): boolean =>
  children.some((child) => child.element.name === 'bytes' && isBinary(child));

const isBinary = ({ element, children }: SchemaTree): boolean =>
  children.length === 0 &&
  element.type === 'BYTE_ARRAY' &&
  element.converted_type === undefined &&
  element.logical_type === undefined;

/** Encoded bytes, alone or in a struct, or the text of a path; not a number or a date of that name. */
const mayBeImage = (column: SchemaTree): boolean =>
  isImageStruct(column) || (column.children.length === 0 && column.element.type === 'BYTE_ARRAY');

/** Texts, or lists of them; a number, a flag or a time is no caption. */
const mayBeText = ({ element, children }: SchemaTree): boolean =>
  children.length > 0 || element.type === 'BYTE_ARRAY';

const holdsLists = ({ element, children }: SchemaTree): boolean =>
  element.repetition_type === 'REPEATED' || children.some(holdsLists);
