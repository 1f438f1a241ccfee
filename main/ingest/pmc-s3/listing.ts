/** Answers of a bucket to `?list-type=2`: objects and common prefixes, page by page. */
import { FigscopeError } from '#app/util/error.ts';
import { at, childElements } from '../xml/node.ts';
import type { XmlElement } from '../xml/node.ts';
import { parseXml } from '../xml/parse.ts';

export interface ListedObject {
  readonly key: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface ListingPage {
  readonly objects: readonly ListedObject[];
  /** Common prefixes, with their `/` at the end. */
  readonly prefixes: readonly string[];
  /** Asks for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** The query of one page. */
export function listingQuery(prefix: string, delimiter: string, token: string | undefined): string {
  const query = new URLSearchParams({ 'list-type': '2', prefix });
  if (delimiter !== '') query.set('delimiter', delimiter);
  if (token !== undefined) query.set('continuation-token', token);
  return query.toString();
}

/** Throws `invalid-input` when the answer is no listing. */
export function parseListing(xml: string, host: string): ListingPage {
  const root = listingRoot(xml, host);
  const text = (element: XmlElement | undefined): string | undefined => {
    const joined = element?.children.filter((node) => typeof node === 'string').join('');
    return joined === undefined || joined === '' ? undefined : joined;
  };
  const objects = childElements(root, 'Contents').flatMap((element) => {
    const key = text(at(element, 'Key'));
    if (key === undefined) return [];
    const etag = text(at(element, 'ETag'))?.replaceAll('"', '');
    return [{ key, etag, lastModified: text(at(element, 'LastModified')) }];
  });
  const prefixes = childElements(root, 'CommonPrefixes').flatMap(
    (element) => text(at(element, 'Prefix')) ?? [],
  );
  const isTruncated = text(at(root, 'IsTruncated')) === 'true';
  return { objects, prefixes, next: isTruncated ? text(at(root, 'NextContinuationToken')) : undefined };
}

function listingRoot(xml: string, host: string): XmlElement {
  try {
    const root = parseXml(xml);
    if (root.name === 'ListBucketResult') return root;
  } catch {
    // Said below: a page of HTML or an empty answer is no listing either.
  }
  throw new FigscopeError('invalid-input', {
    message: `${host} does not answer with a listing of a data set.`,
    remedy: 'Check the address: it must be that of the bucket itself (figscope config get pmcUrl).',
    facts: { host },
  });
}
