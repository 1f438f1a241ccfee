/** Walks a tree of folders and finds the article packages in it. */
import { FileIndex } from '../file-index.ts';
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from '../file-names.ts';
import { Trail } from '../folder/trail.ts';
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
  const others: OtherDocument[] = [];
  let files: FileIndex | undefined;
  for (const file of listing.files) {
    if (!hasDocumentEnding(file.name)) continue;
    const root = await rootOf(file);
    if (holdsArticles(root)) {
      files ??= await filesOf(listing);
      yield { kind: 'package', package: { document: file, files } };
    } else others.push({ file, root });
  }
  if (files) for (const { file } of others) yield { kind: 'skipped', file };
  else yield* withoutArticle(listing, others, folder, insideArticle);
  for (const subfolder of listing.folders)
    yield* walk(subfolder, insideArticle || files !== undefined, inside);
}

interface OtherDocument {
  readonly file: SourceFile;
  readonly root: string | undefined;
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
  for (const file of listing.files) {
    if (hasDocumentEnding(file.name) && holdsArticles(await rootOf(file))) return true;
  }
  return false;
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
    if (!listing || (await holdsArticle(listing))) continue;
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
