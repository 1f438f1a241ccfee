/** Walks a tree of folders and finds the article packages in it. */
import { FileIndex } from '../file-index.ts';
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from '../file-names.ts';
import { Trail } from '../folder/trail.ts';
import { reasonOf } from '../rejections.ts';
import type { RejectionCode } from '../rejections.ts';
import { headBytes, holdsArticles, isCompanion, rootName } from '../sniff.ts';
import {
  countNames,
  type FileList,
  type Folder,
  type FolderListing,
  placesOf,
  type SourceFile,
} from '../tree.ts';
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
  yield* walk(root, false, Trail.start());
}

async function* walk(folder: Folder, insideArticle: boolean, trail: Trail): AsyncGenerator<PackageFind> {
  const inside = trail.into(folder);
  if (!inside) return;
  let listing: FolderListing;
  try {
    listing = await folder.list();
  } catch (error) {
    if (folder.name === '') throw error;
    const message = `The folder could not be read: ${reasonOf(error)}.`;
    yield { kind: 'rejected', item: folder.name, code: 'unreadable', message };
    return;
  }
  const files = (await holdsArticle(listing)) ? await filesOf(listing) : undefined;
  if (files) yield* articlesOf(listing, files);
  else yield* withoutArticle(listing, folder, insideArticle);
  for (const subfolder of listing.folders)
    yield* walk(subfolder, insideArticle || files !== undefined, inside);
}

async function* articlesOf(listing: FolderListing, files: FileIndex): AsyncGenerator<PackageFind> {
  for await (const place of placesOf(listing.files, hasDocumentEnding)) {
    const file = listing.files.at(place);
    if (holdsArticles(await rootOf(file))) yield { kind: 'package', package: { document: file, files } };
    else yield { kind: 'skipped', file };
  }
}

/** Most documents show their root early; only a long document type declaration needs the longer look. */
async function rootOf(file: SourceFile): Promise<string | undefined> {
  for (const sizeBytes of [4096, headBytes]) {
    const root = rootName(await file.head(sizeBytes).catch(() => new Uint8Array()));
    if (root !== undefined || file.sizeBytes <= sizeBytes) return root;
  }
  return undefined;
}

/** Whether a folder holds an article of its own. */
export async function holdsArticle(listing: FolderListing): Promise<boolean> {
  for await (const place of placesOf(listing.files, hasDocumentEnding))
    if (holdsArticles(await rootOf(listing.files.at(place)))) return true;
  return false;
}

/** The files that an article standing in a folder may refer to. */
export async function filesAround(folder: Folder): Promise<FileIndex> {
  return filesOf(await folder.list());
}

async function filesOf(listing: FolderListing): Promise<FileIndex> {
  const lists: FileList[] = [listing.files];
  for await (const files of filesBelow(listing.folders)) lists.push(files);
  return FileIndex.of(lists);
}

/** Images of an article may stand in subfolders, down to the next article. */
async function* filesBelow(folders: Iterable<Folder>): AsyncGenerator<FileList> {
  for (const folder of folders) {
    const listing = await folder.list().catch(() => undefined);
    if (!listing || (await holdsArticle(listing))) continue;
    if (listing.files.length > 0) yield listing.files;
    yield* filesBelow(listing.folders);
  }
}

/** A folder without an article: archives to open, documents that are no articles, images that belong to nothing. */
async function* withoutArticle(
  { files }: FolderListing,
  folder: Folder,
  insideArticle: boolean,
): AsyncGenerator<PackageFind> {
  let documents = 0;
  for await (const place of placesOf(files, hasDocumentEnding)) {
    const file = files.at(place);
    const root = await rootOf(file);
    documents += 1;
    if (insideArticle || isCompanion(root)) yield { kind: 'skipped', file };
    else yield { kind: 'rejected', item: file.name, ...notAnArticle(file, root) };
  }
  if (insideArticle) return;
  for await (const place of placesOf(files, hasArchiveEnding))
    yield { kind: 'archive', file: files.at(place) };
  const images = await countNames(files, hasRasterEnding);
  if (images === 0 || documents > 0) return;
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
