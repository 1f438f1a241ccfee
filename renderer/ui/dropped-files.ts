/** What a person dropped or chose, as a flat list: folders are walked, their paths kept. */

export interface DroppedFile {
  /** Relative path with `/`, starting with the folder that was dropped. */
  readonly path: string;
  readonly file: File;
}

/** True when a drag carries files (and not, say, text). */
export const carriesFiles = (transfer: DataTransfer | null): boolean =>
  transfer !== null && [...transfer.types].includes('Files');

/**
 * Files of a drop, folders walked to the bottom. Call it inside the drop event: the entries are taken at once, the
 * walk goes on afterwards.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  const loose = entries.length === 0 ? [...transfer.files] : [];
  const found: DroppedFile[] = loose.map((file) => ({ path: file.name, file }));
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

/** Files of an `<input type="file">`, with their paths when a folder was chosen. */
export const chosenFiles = (list: FileList): readonly DroppedFile[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function walk(entry: FileSystemEntry, folder: string, found: DroppedFile[]): Promise<void> {
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ path, file });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader hands out at most a hundred entries a time; an empty batch is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, path, found);
  }
}

// Browsers have these kinds of entry without having their classes as globals.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
