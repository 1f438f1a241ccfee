/** An open archive: its members as files, and what was refused while looking at it. */
import { safeRelativeName } from '../file-names.ts';
import type { RejectionCode } from '../rejections.ts';
import type { Folder } from '../tree.ts';

/** Something about an archive that was not taken; `item` is the member, '' for the archive as a whole. */
export interface ArchiveProblem {
  readonly item: string;
  readonly code: RejectionCode;
  readonly message: string;
}

/** Members with safe names as a tree of folders, in archive order. Dispose it to close the file and its scratch copy. */
export interface Archive extends AsyncDisposable {
  readonly tree: Folder;
  readonly problems: readonly ArchiveProblem[];
}

/** As many as a report keeps; an archive of millions of links would fill the memory with what is wrong with it. */
const mostProblems = 100_000;

/** What is wrong with an archive: the first ones one by one, the others as a number. */
export class ProblemList {
  readonly #first: ArchiveProblem[] = [];
  #others = 0;

  add(problem: ArchiveProblem): void {
    if (this.#first.length < mostProblems) this.#first.push(problem);
    else this.#others += 1;
  }

  all(): readonly ArchiveProblem[] {
    if (this.#others === 0) return this.#first;
    const message = `${this.#others.toLocaleString('en')} more members were refused.`;
    return [...this.#first, { item: '', code: 'archive-unsafe', message }];
  }
}

/** A member's name made safe, or the problem with it. */
export function memberName(name: string): { readonly name: string } | { readonly problem: ArchiveProblem } {
  const safe = safeRelativeName(name);
  if (safe !== undefined) return { name: safe };
  const message = 'The path of this member points outside the archive; it was not read.';
  return { problem: { item: name.replaceAll('\0', '?'), code: 'archive-unsafe', message } };
}

/** The problem of a member that is a link, a device or the like. */
export function notAFile(name: string, what: string): ArchiveProblem {
  return {
    item: name,
    code: 'archive-unsafe',
    message: `This member is ${what}, not a file; it was not followed.`,
  };
}
