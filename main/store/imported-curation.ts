/**
 * What people decided about a figure in the corpus that it was exported from: status, tags and the edited caption
 * arrive as one step of history, by "import". It is no edit of anybody here, so undo does not reach it.
 */
import type { FigureRecord } from '#app/domain/figure.ts';
import { CurationAction } from './curation-log.ts';
import type { CurationStatements } from './curation-statements.ts';

/** The caption that a figure had when it was published: what its row begins with. */
export const publishedCaption = ({ caption, curation }: FigureRecord): string =>
  curation?.originalCaption ?? caption;

/** A row that was just added and brings decisions along. */
export interface AddedFigure {
  readonly id: number;
  readonly record: FigureRecord;
}

/** Writes down what the records of added rows bring along, in the transaction of the rows. */
export function writeImportedCuration(statements: CurationStatements, added: readonly AddedFigure[]): void {
  if (added.length === 0) return;
  const action = new CurationAction(statements);
  for (const { id, record } of added) {
    const { status = 'pending', tags = [] } = record.curation ?? {};
    action.change(id, () => ({ status, tags, caption: record.caption }));
  }
  action.finish('import', null, 'import', `Taken over for ${added.length.toLocaleString('en')} figures`);
}
