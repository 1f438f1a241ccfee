/** From what a graphic refers to, to the names a file may have. Pure text. */

/** Raster formats by file ending, and the size variants that one publisher appends (`.PNG_L`). */
const rasterEnding = /\.(?:jpe?g|png(?:_[a-z])?|tiff?|gif|webp|bmp|jp2|dcm)$/i;

/** A name without its ending if that is a known raster one. Anything else stays: `JCB9806103.f1` is a whole name. */
export function rasterStem(name: string): string {
  return name.replace(rasterEnding, '');
}

/** Whether a name ends like a raster image. */
export function hasRasterEnding(name: string): boolean {
  return rasterEnding.test(name);
}

/** The last part of a path with `/` or `\`. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
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
 * The names to look for, best first: the href as a path inside the package, its last part, both also URL-decoded, and
 * for DOI links (`info:doi/10.1371/journal.pone.0097823.g001`) the part that publishers name files by.
 */
export function namesOfHref(href: string): readonly string[] {
  const names: string[] = [];
  for (const form of [href, decodedName(href)]) {
    const path = form.replace(/^\.\//, '').replaceAll('\\', '/');
    const isLink = /^[a-z][\w+.-]*:/i.test(path);
    const target = isLink ? path.replace(/[?#].*$/, '') : path;
    const last = baseName(target);
    names.push(target, last, last.replace(/^journal\./, ''));
  }
  return [...new Set(names.filter((name) => name !== ''))];
}
