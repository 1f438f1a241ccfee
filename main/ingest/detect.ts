/** What a tree of folders holds, told from its content. */
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from './file-names.ts';
import { holdsArticle } from './jats/find-packages.ts';
import { metadataFile, pairTables } from './pairs/find-pairs.ts';
import { holdsSamples } from './pairs/samples.ts';
import { type Folder, type FolderListing, someName } from './tree.ts';

/** `packages`: articles, or archives to open one by one. `pairs`: captioned images. */
export type TreeKind = 'packages' | 'pairs';

/**
 * Looks at folders from the top down until one shows what the tree is: articles come before everything else (their
 * packages carry tables and texts too), then descriptions of images, then archives. Documents that are no articles and
 * images without captions make it `packages`, so that each is reported. Undefined when there is nothing at all.
 */
export async function detectTree(root: Folder): Promise<TreeKind | undefined> {
  let level: readonly Iterable<Folder>[] = [[root]];
  const linksFollowed = new Set<string>();
  let reportable = false;
  while (level.length > 0) {
    const below: Iterable<Folder>[] = [];
    for (const folder of inTurn(level)) {
      // Only a link leads back to where the search has been.
      if (folder.isLink === true && folder.identity !== undefined) {
        if (linksFollowed.has(folder.identity)) continue;
        linksFollowed.add(folder.identity);
      }
      const listing = folder.name === '' ? await folder.list() : await folder.list().catch(() => undefined);
      if (!listing) continue;
      const kind = await kindOfListing(listing);
      if (kind) return kind;
      reportable ||= await someName(
        listing.files,
        (name) => hasDocumentEnding(name) || hasRasterEnding(name),
      );
      if (!isEmpty(listing.folders)) below.push(listing.folders);
    }
    level = below;
  }
  return reportable ? 'packages' : undefined;
}

async function kindOfListing(listing: FolderListing): Promise<TreeKind | undefined> {
  if (await holdsArticle(listing)) return 'packages';
  if (
    (await metadataFile(listing)) ||
    (await pairTables(listing)).length > 0 ||
    (await holdsSamples(listing))
  )
    return 'pairs';
  return (await someName(listing.files, hasArchiveEnding)) ? 'packages' : undefined;
}

function* inTurn<T>(lists: readonly Iterable<T>[]): Generator<T> {
  for (const list of lists) yield* list;
}

const isEmpty = (list: Iterable<unknown>): boolean => {
  for (const _item of list) return false;
  return true;
};
