/** Walks a tree of folders and finds the article packages in it. */
import { FileIndex } from '../file-index.ts';
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from '../file-names.ts';
import { reasonOf } from '../rejections.ts';
import type { RejectionCode } from '../rejections.ts';
import { headBytes, holdsArticles, isCompanion, rootName } from '../sniff.ts';
import type { Folder, FolderListing, SourceFile } from '../tree.ts';
import type { ArticlePackage } from './read-document.ts';

/** What the walk finds, in the order of names. */
export type PackageFind =
  | { readonly kind: 'package'; readonly package: ArticlePackage }
  | { readonly kind: 'archive'; readonly file: SourceFile }
  | { readonly kind: 'skipped'; readonly file: SourceFile }
  | {
      readonly kind: 'rejected';
      readonly item: string;
      readonly code: RejectionCode;
      readonly message: string;
    };

/**
 * Every article document below a folder, with the files beside it and in subfolders that hold no article of their own.
 * Archives count as packages only where no article stands beside or above them; there they are supplements.
 */
export async function* findPackages(root: Folder): AsyncGenerator<PackageFind> {
  yield* walk(root, false, new Set());
}

async function* walk(
  folder: Folder,
  insideArticle: boolean,
  visited: Set<string>,
): AsyncGenerator<PackageFind> {
  if (folder.identity !== undefined) {
    if (visited.has(folder.identity)) return;
    visited.add(folder.identity);
  }
  let listing: FolderListing;
  try {
    listing = await folder.list();
  } catch (error) {
    if (folder.name === '') throw error;
    const message = `The folder could not be read: ${reasonOf(error)}.`;
    yield { kind: 'rejected', item: folder.name, code: 'unreadable', message };
    return;
  }
  const { articles, others } = await sortDocuments(listing.files);
  if (articles.length > 0) {
    const files = await filesOf(listing);
    for (const document of articles) yield { kind: 'package', package: { document, files } };
    for (const { file } of others) yield { kind: 'skipped', file };
  } else yield* withoutArticle(listing, others, folder, insideArticle);
  for (const subfolder of listing.folders)
    yield* walk(subfolder, insideArticle || articles.length > 0, visited);
}

interface OtherDocument {
  readonly file: SourceFile;
  readonly root: string | undefined;
}

/** XML files that hold articles, and the rest with the name of their root element. */
async function sortDocuments(
  files: readonly SourceFile[],
): Promise<{ readonly articles: readonly SourceFile[]; readonly others: readonly OtherDocument[] }> {
  const articles: SourceFile[] = [];
  const others: OtherDocument[] = [];
  for (const file of files) {
    if (!hasDocumentEnding(file.name)) continue;
    const root = rootName(await file.head(headBytes).catch(() => new Uint8Array()));
    if (holdsArticles(root)) articles.push(file);
    else others.push({ file, root });
  }
  return { articles, others };
}

/** The files that an article standing in a folder may refer to. */
export async function filesAround(folder: Folder): Promise<FileIndex> {
  return filesOf(await folder.list());
}

async function filesOf(listing: FolderListing): Promise<FileIndex> {
  return new FileIndex([...listing.files, ...(await filesBelow(listing.folders))]);
}

/** Images of an article may stand in subfolders, down to the next article. */
async function filesBelow(folders: readonly Folder[]): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  for (const folder of folders) {
    const listing = await folder.list().catch(() => undefined);
    if (!listing || (await sortDocuments(listing.files)).articles.length > 0) continue;
    found.push(...listing.files, ...(await filesBelow(listing.folders)));
  }
  return found;
}

/** A folder without an article: archives to open, documents that are no articles, images that belong to nothing. */
function* withoutArticle(
  listing: FolderListing,
  others: readonly OtherDocument[],
  folder: Folder,
  insideArticle: boolean,
): Generator<PackageFind> {
  for (const { file, root } of others) {
    if (insideArticle || isCompanion(root)) yield { kind: 'skipped', file };
    else yield { kind: 'rejected', item: file.name, ...notAnArticle(file, root) };
  }
  if (insideArticle) return;
  for (const file of listing.files) if (hasArchiveEnding(file.name)) yield { kind: 'archive', file };
  const images = listing.files.filter((file) => hasRasterEnding(file.name)).length;
  if (images === 0 || others.length > 0) return;
  const message = `The folder holds ${images === 1 ? 'an image' : `${images} images`} but no article and no captions.`;
  yield { kind: 'rejected', item: folder.name === '' ? '.' : folder.name, code: 'no-figures', message };
}

function notAnArticle(
  file: SourceFile,
  root: string | undefined,
): { readonly code: RejectionCode; readonly message: string } {
  if (file.sizeBytes === 0) return { code: 'xml-malformed', message: 'The file is empty.' };
  const what =
    root === undefined ? 'It is not an XML document' : `Its root element is <${root}>, not an article`;
  return { code: 'xml-malformed', message: `${what}.` };
}
