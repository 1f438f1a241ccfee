/** Which version of an article is read. */
import type { ArticleVersion, DataSet } from './data-set.ts';
import { ObjectFailure } from './failures.ts';
import { readVersion, type VersionMetadata } from './metadata.ts';

export interface ChosenVersion {
  readonly metadata: VersionMetadata;
  /** Names the whole article as it is now: all versions with their tags. */
  readonly identity: string;
}

/**
 * The newest version that is no author manuscript; the newest of all when every one is: a manuscript deposited after
 * the publisher's version has a higher number and poorer figures. A retraction that the newest version tells of counts
 * for the article. Versions whose metadata cannot be read are passed over while another can.
 *
 * @throws ObjectFailure when none can be read
 */
export async function chooseVersion(
  dataSet: DataSet,
  versions: readonly ArticleVersion[],
): Promise<ChosenVersion> {
  const newestFirst = [...versions].sort((a, b) => b.version - a.version);
  const everyTagIsKnown = newestFirst.every(({ etag }) => etag !== undefined);
  const read: VersionMetadata[] = [];
  let failure: ObjectFailure | undefined;
  for (const version of newestFirst) {
    if (everyTagIsKnown && read.some(({ isManuscript }) => !isManuscript)) break;
    try {
      read.push(await readVersion(dataSet, version));
    } catch (thrown) {
      if (!(thrown instanceof ObjectFailure)) throw thrown;
      failure ??= thrown;
    }
  }
  const chosen = read.find(({ isManuscript }) => !isManuscript) ?? read[0];
  if (!chosen) throw failure ?? new ObjectFailure('The article has no version.', { isMissing: true });
  const retracted = chosen.article.retracted === true || read[0]?.article.retracted === true;
  const metadata = retracted ? { ...chosen, article: { ...chosen.article, retracted } } : chosen;
  const tags = everyTagIsKnown
    ? newestFirst.map(({ version, etag }) => ({ version, etag: etag ?? '' }))
    : read;
  return { metadata, identity: identityOf(tags) };
}

/** Undefined while the tag of a version is not known. */
export function knownIdentity(versions: readonly ArticleVersion[]): string | undefined {
  const tags = versions.flatMap(({ version, etag }) => (etag === undefined ? [] : { version, etag }));
  return tags.length === versions.length ? identityOf(tags) : undefined;
}

const identityOf = (tags: readonly { readonly version: number; readonly etag: string }[]): string =>
  [...tags]
    .sort((a, b) => b.version - a.version)
    .map(({ version, etag }) => `${version}:${etag}`)
    .join(' ');
