/** What is noted beside a figure: other files that show its picture, and texts as they were before a repair. */
import { repair, type FigureRecord, type Repair } from '#app/domain/figure.ts';

export const renditionNote = 'rendition';

export interface FigureNote {
  readonly kind: string;
  readonly text: string;
}

/** The notes of a record, in a fixed order. */
export function notesOfRecord({ renditions = [], repairs = [] }: FigureRecord): FigureNote[] {
  return [
    ...renditions.map((name) => ({ kind: renditionNote, text: name })),
    ...repairs.map(({ kind, field, before }) => ({ kind: `${kind} ${field}`, text: before })),
  ];
}

/** The repair that a note tells of. */
export function repairOf(note: string, before: string): Repair {
  const [kind, field] = note.split(' ');
  return repair.parse({ kind, field, before });
}
