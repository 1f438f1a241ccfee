/** The licence of an article, from wherever publishers put it. */
import type { LicenseCode } from '#app/domain/figure.ts';
import { licenseFrom } from '../license.ts';
import { nameSet } from '../xml/names.ts';
import { at, attribute, childElements, descendants, hrefOf } from '../xml/node.ts';
import type { XmlElement } from '../xml/node.ts';
import { plainText } from './plain-text.ts';

export interface LicenseStatement {
  readonly code: LicenseCode;
  /** The statement as printed. */
  readonly text: string | undefined;
}

const maxTextCharacters = 4000;
const copyrightNames = nameSet('copyright-statement');
const referenceNames = nameSet('license_ref');
const linkNames = nameSet('ext-link', 'uri', 'license-p');

/**
 * PMC's own property first, then links of `<license>` and `<ali:license_ref>`, then its words, then a copyright
 * statement that names a licence. A statement nobody recognises is `other`; none at all is `none`.
 */
export function licenseOf(meta: XmlElement): LicenseStatement {
  const permissions = at(meta, 'permissions');
  const licenses = [...childElements(permissions ?? meta, 'license'), ...childElements(meta, 'license')];
  const printed = licenses.map(plainText).find((text) => text !== '');
  const copyright = descendants(permissions ?? meta, copyrightNames, closedParts)[0];
  const copyrightText = copyright ? plainText(copyright) : '';
  const text = printed ?? (copyrightText === '' ? undefined : copyrightText);
  const code =
    licenseFrom(customMeta(meta, 'pmc-license-ref')) ??
    firstCode(licenses.flatMap(linksOf)) ??
    firstCode(childElements(permissions ?? meta, 'license_ref').map(plainText)) ??
    licenseFrom(printed) ??
    firstCode(licenses.map((license) => attribute(license, 'license-type') ?? '')) ??
    licenseFrom(copyrightText) ??
    (printed === undefined && licenses.length === 0 ? 'none' : 'other');
  return { code, text: text?.slice(0, maxTextCharacters) };
}

/** Statements inside figures or sub-articles speak of those only. */
const closedParts = nameSet('abstract', 'body', 'sub-article', 'fig');

/** Targets in order of authority: the licence's own link, references, links inside the printed words. */
function linksOf(license: XmlElement): readonly string[] {
  const references = descendants(license, referenceNames).map(plainText);
  const inside = descendants(license, linkNames).map((link) => hrefOf(link));
  return [hrefOf(license), ...references, ...inside].filter((link) => link !== undefined);
}

function firstCode(texts: readonly string[]): LicenseCode | undefined {
  for (const text of texts) {
    const code = licenseFrom(text);
    if (code) return code;
  }
  return undefined;
}

function customMeta(meta: XmlElement, name: string): string | undefined {
  for (const group of childElements(meta, 'custom-meta-group', 'custom-meta-wrap')) {
    for (const custom of childElements(group, 'custom-meta')) {
      const metaName = at(custom, 'meta-name');
      const value = at(custom, 'meta-value');
      if (metaName && value && plainText(metaName) === name) return plainText(value);
    }
  }
  return undefined;
}
