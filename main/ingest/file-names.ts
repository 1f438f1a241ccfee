/** What a file's name tells. Pure text; `/` between the parts of a path. */

/** Raster formats by ending, and the size variants that one publisher appends (`.PNG_L`). */
const rasterEnding = /\.(?:jpe?g|png(?:_[a-z])?|tiff?|gif|webp|bmp|jp2|dcm|dicom)$/i;
const documentEnding = /\.n?xml$/i;
const archiveEnding = /\.(?:zip|tar|tgz|tar\.gz)$/i;

/** A name without its ending if that is a known raster one. Anything else stays: `JCB9806103.f1` is a whole name. */
export function rasterStem(name: string): string {
  return name.replace(rasterEnding, '');
}

/** Whether a name ends like a raster image. */
export function hasRasterEnding(name: string): boolean {
  return rasterEnding.test(name);
}

/** Whether a name ends like an XML document. */
export function hasDocumentEnding(name: string): boolean {
  return documentEnding.test(name);
}

/** Whether a name ends like an archive of articles or samples. */
export function hasArchiveEnding(name: string): boolean {
  return archiveEnding.test(name);
}

/** The last part of a path with `/` or `\`. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A path without its last part, '' for none. */
export function folderName(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

/** Joins two parts, either of which may be ''. */
export function joinName(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}

/** Decodes `%2E` and the like; a name with a stray percent sign stays as it is. */
export function decodedName(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * A relative path without `.` parts and doubled separators, `\` turned to `/`. Undefined when it is absolute, climbs
 * out with `..`, or holds a NUL: such a name is never followed inside an archive.
 */
export function safeRelativeName(name: string): string | undefined {
  if (name.includes('\0') || /^(?:[a-z]:)?[\\/]/i.test(name)) return undefined;
  const parts = name
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}
