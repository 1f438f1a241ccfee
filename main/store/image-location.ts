/** Where the bytes of an image are, as columns of the database: files of the corpus itself by relative path. */
import { isAbsolute, join, relative, sep } from 'node:path';
import type { ImageSource } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { numberOf, textOf, type Cell } from './cells.ts';

export interface ImageLocation {
  readonly kind: ImageSource['kind'];
  readonly path: string | null;
  readonly offset: number | null;
  readonly sizeBytes: number | null;
}

/** Between an address and the MD5 of what is there; a fragment is never sent to a server. */
const md5Mark = '#md5=';

/** Width and height of a plate that is drawn share one column; no side is as long as this. */
const sideLimit = 65_536;

function insideFolder(folder: string, path: string): string {
  const inside = relative(folder, path);
  const leaves = inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return leaves ? path : inside.replaceAll(sep, '/');
}

export function locationOf(corpusFolder: string, source: ImageSource): ImageLocation {
  switch (source.kind) {
    case 'blob':
      return { kind: 'blob', path: null, offset: null, sizeBytes: null };
    case 'file':
      return { kind: 'file', path: insideFolder(corpusFolder, source.path), offset: null, sizeBytes: null };
    case 'remote': {
      const mark = source.md5 === undefined ? '' : `${md5Mark}${source.md5}`;
      return { kind: 'remote', path: source.url + mark, offset: null, sizeBytes: null };
    }
    case 'synthetic': {
      const { label, seed, width, height } = source;
      return { kind: 'synthetic', path: label, offset: seed, sizeBytes: width * sideLimit + height };
    }
    case 'tar': {
      const { path, offset, sizeBytes } = source;
      return { kind: 'tar', path: insideFolder(corpusFolder, path), offset, sizeBytes };
    }
  }
}

/** The other way round; `cells` are source_kind, source_path, source_offset, source_size. */
export function sourceAt(
  corpusFolder: string,
  sha256: string,
  [kind, path, offset, size]: readonly [Cell, Cell, Cell, Cell],
): ImageSource {
  const absolute = (): string => (isAbsolute(textOf(path)) ? textOf(path) : join(corpusFolder, textOf(path)));
  switch (textOf(kind)) {
    case 'blob':
      return { kind: 'blob', sha256 };
    case 'file':
      return { kind: 'file', path: absolute() };
    case 'tar':
      return { kind: 'tar', path: absolute(), offset: numberOf(offset), sizeBytes: numberOf(size) };
    case 'remote': {
      const [url = '', md5] = textOf(path).split(md5Mark);
      return { kind: 'remote', url, ...(md5 === undefined ? {} : { md5 }) };
    }
    case 'synthetic': {
      const packed = numberOf(size);
      const [width, height] = [Math.floor(packed / sideLimit), packed % sideLimit];
      return { kind: 'synthetic', seed: numberOf(offset), label: textOf(path), width, height };
    }
    default:
      throw new FigscopeError(
        'internal',
        `The database names an unknown kind of image source: ${textOf(kind)}.`,
      );
  }
}
