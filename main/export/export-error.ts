/** What goes wrong with the folder of an export, in words. */
import { errorRecord, FigscopeError, toFigscopeError } from '#app/util/error.ts';

/** Anything thrown while an export writes to `out`, as a FigscopeError that says what to do. */
export function exportError(thrown: unknown, out: string): FigscopeError {
  if (thrown instanceof FigscopeError) return thrown;
  const options = { cause: thrown };
  const facts = { path: out };
  const { code } = errorRecord(thrown);
  switch (code) {
    case 'storage-full':
      return new FigscopeError(
        code,
        {
          message: `The disk is full: the export into ${out} could not be completed.`,
          remedy: 'Free some space there and give the same command again; it goes on where this one stopped.',
          facts,
        },
        options,
      );
    case 'permission-denied':
      return new FigscopeError(
        code,
        {
          message: `${out} may not be written.`,
          remedy: 'Choose another folder, or allow your user to write there.',
          facts,
        },
        options,
      );
    case 'not-found':
      return new FigscopeError(
        'conflict',
        {
          message: `Files of the export in ${out} are gone.`,
          remedy: 'Export into a new folder.',
          facts,
        },
        options,
      );
    default:
      return toFigscopeError(thrown);
  }
}
