/** A figure with its image, ready to be written in any format. */
import type { FigureDetail } from '#app/domain/corpus.ts';
import { exportedArticle, exportedVersion, type ExportedFigure } from '#app/domain/exported-figure.ts';
import type { ExportImage } from './export-image.ts';

export interface Sample {
  readonly figure: FigureDetail;
  readonly image: ExportImage;
  readonly fields: ExportedFigure;
}

export function sampleOf(figure: FigureDetail, image: ExportImage): Sample {
  const { caption, originalCaption, renditions, repairs } = figure;
  const { status, tags } = figure.curation;
  return {
    figure,
    image,
    fields: {
      figscope: exportedVersion,
      ...exportedArticle(figure.article),
      figure: figure.figureId,
      label: figure.label,
      mentions: figure.mentions.map(({ text }) => text),
      panels: figure.panels,
      modality: figure.modality,
      split: figure.split,
      ...(renditions.length === 0 ? {} : { renditions }),
      ...(repairs.length === 0 ? {} : { repairs }),
      sha256: image.sha256,
      width: image.width,
      height: image.height,
      format: image.format,
      bytes: image.bytes.length,
      ...(image.convertedFrom === undefined
        ? {}
        : { original_sha256: figure.image.sha256, original_format: image.convertedFrom }),
      ...(originalCaption === caption ? {} : { original_caption: originalCaption }),
      ...(status === 'pending' ? {} : { status }),
      ...(tags.length === 0 ? {} : { tags }),
    },
  };
}

const imagesPerFolder = 1000;

/** A name that no two rows share, and that sorts as the rows do. */
export const sampleName = (id: number): string => String(id).padStart(9, '0');

/** Where the image of a row lies below a folder: a thousand to a folder, more make file systems slow. */
export function imagePath(folder: string, { figure, image }: Sample): string {
  const group = String(Math.floor(figure.id / imagesPerFolder)).padStart(6, '0');
  return [folder, group, `${sampleName(figure.id)}.${image.ending}`].filter((part) => part !== '').join('/');
}
