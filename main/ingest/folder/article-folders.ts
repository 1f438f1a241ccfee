/** Walks a tree of folders and finds the article packages in it. */
import type { ArticlePackage } from '../package.ts';
import { FileIndex } from '../package.ts';
import { hasRasterEnding } from '../jats/hrefs.ts';
import { reasonOf } from '../rejections.ts';
import type { RejectionCode } from '../rejections.ts';
import { holdsArticles, readHead, rootName } from '../sniff.ts';
import type { DiskFile } from './disk-file.ts';
import { listFolder } from './list-folder.ts';
import type { FolderListing, Subfolder } from './list-folder.ts';

/** What the walk finds, in the order of names. */
export type FolderFind =
  | { readonly kind: 'package'; readonly package: ArticlePackage }
  | { readonly kind: 'archive'; readonly file: DiskFile }
  | {
      readonly kind: 'rejected';
      readonly item: string;
      readonly code: RejectionCode;
      readonly message: string;
    };

const documentEnding = /\.n?xml$/i;
const archiveEnding = /\.(?:zip|tar|tgz|tar\.gz)$/i;

/**
 * Every article document below a folder, with the files beside it and in subfolders that hold no article of their own.
 * Archives count as packages only where no article stands beside them; there they are supplements.
 */
export async function* articleFolders(root: Subfolder): AsyncGenerator<FolderFind> {
  yield* walk(root, '', false, new Set());
}

async function* walk(
  folder: Subfolder,
  prefix: string,
  insideArticle: boolean,
  visited: Set<string>,
): AsyncGenerator<FolderFind> {
  if (visited.has(folder.identity)) return;
  visited.add(folder.identity);
  let listing: FolderListing;
  try {
    listing = await listFolder(folder.path, prefix);
  } catch (error) {
    if (prefix === '') throw error;
    yield {
      kind: 'rejected',
      item: prefix,
      code: 'unreadable',
      message: `The folder could not be read: ${reasonOf(error)}.`,
    };
    return;
  }
  const { articles, others } = await sortDocuments(listing.files);
  if (articles.length > 0) {
    const files = new FileIndex([...listing.files, ...(await filesBelow(listing.folders))]);
    for (const document of articles) yield { kind: 'package', package: { document, files } };
  } else if (!insideArticle) yield* withoutArticle(listing, others, prefix);
  for (const subfolder of listing.folders) {
    yield* walk(subfolder, subfolder.name, insideArticle || articles.length > 0, visited);
  }
}

interface OtherDocument {
  readonly file: DiskFile;
  readonly root: string | undefined;
}

/** XML files that hold articles, and the rest with the name of their root element. */
async function sortDocuments(
  files: readonly DiskFile[],
): Promise<{ readonly articles: readonly DiskFile[]; readonly others: readonly OtherDocument[] }> {
  const articles: DiskFile[] = [];
  const others: OtherDocument[] = [];
  for (const file of files) {
    if (!documentEnding.test(file.name)) continue;
    const head = await readHead(file.path).catch(() => new Uint8Array());
    const root = rootName(head);
    if (holdsArticles(root)) articles.push(file);
    else others.push({ file, root });
  }
  return { articles, others };
}

/** Images of an article may stand in subfolders, down to the next article. */
async function filesBelow(folders: readonly Subfolder[]): Promise<readonly DiskFile[]> {
  const found: DiskFile[] = [];
  for (const folder of folders) {
    const listing = await listFolder(folder.path, folder.name).catch(() => undefined);
    if (!listing || (await sortDocuments(listing.files)).articles.length > 0) continue;
    found.push(...listing.files, ...(await filesBelow(listing.folders)));
  }
  return found;
}

/** A folder without an article: archives to open, documents that are no articles, images that belong to nothing. */
function* withoutArticle(
  listing: FolderListing,
  others: readonly OtherDocument[],
  prefix: string,
): Generator<FolderFind> {
  for (const { file, root } of others) {
    const what =
      root === undefined ? 'It is not an XML document' : `Its root element is <${root}>, not an article`;
    yield { kind: 'rejected', item: file.name, code: 'xml-malformed', message: `${what}.` };
  }
  const archives = listing.files.filter((file) => archiveEnding.test(file.name));
  for (const file of archives) yield { kind: 'archive', file };
  const images = listing.files.filter((file) => hasRasterEnding(file.name)).length;
  if (images > 0 && others.length === 0) {
    const message = `The folder holds ${images === 1 ? 'an image' : `${images} images`} but no article.`;
    yield { kind: 'rejected', item: prefix === '' ? '.' : prefix, code: 'no-figures', message };
  }
}
