/** From what a graphic refers to, to the names a file may have. Pure text. */
import { baseName, decodedName } from '../file-names.ts';

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
