/** DICOM transfer syntaxes (PS3.5 chapter 10): how the pixel data of an object are stored. */

export interface TransferSyntax {
  /** As people know it. */
  readonly name: string;
  /** How Figscope reads its pixels; `none`: not at all. */
  readonly pixels: 'native' | 'rle' | 'jpeg' | 'none';
  readonly isBigEndian: boolean;
}

const little = (name: string, pixels: TransferSyntax['pixels']): TransferSyntax => ({
  name,
  pixels,
  isBigEndian: false,
});

const known: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': little('implicit little endian', 'native'),
  '1.2.840.10008.1.2.1': little('explicit little endian', 'native'),
  '1.2.840.10008.1.2.1.99': little('deflated explicit little endian', 'native'),
  '1.2.840.10008.1.2.2': { name: 'explicit big endian', pixels: 'native', isBigEndian: true },
  '1.2.840.10008.1.2.5': little('run-length encoding (RLE lossless)', 'rle'),
  '1.2.840.10008.1.2.4.50': little('baseline JPEG', 'jpeg'),
  '1.2.840.10008.1.2.4.51': little('extended JPEG', 'jpeg'),
  '1.2.840.10008.1.2.4.57': little('lossless JPEG', 'none'),
  '1.2.840.10008.1.2.4.70': little('lossless JPEG', 'none'),
  '1.2.840.10008.1.2.4.80': little('lossless JPEG-LS', 'none'),
  '1.2.840.10008.1.2.4.81': little('near-lossless JPEG-LS', 'none'),
  '1.2.840.10008.1.2.4.90': little('lossless JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.91': little('JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.92': little('lossless multi-component JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.93': little('multi-component JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.100': little('MPEG-2 video', 'none'),
  '1.2.840.10008.1.2.4.101': little('MPEG-2 video', 'none'),
  '1.2.840.10008.1.2.4.102': little('MPEG-4 video', 'none'),
  '1.2.840.10008.1.2.4.103': little('MPEG-4 video', 'none'),
  '1.2.840.10008.1.2.4.107': little('HEVC video', 'none'),
  '1.2.840.10008.1.2.4.108': little('HEVC video', 'none'),
  '1.2.840.10008.1.2.4.110': little('lossless JPEG XL', 'none'),
  '1.2.840.10008.1.2.4.111': little('JPEG XL (recompressed JPEG)', 'none'),
  '1.2.840.10008.1.2.4.112': little('JPEG XL', 'none'),
  '1.2.840.10008.1.2.4.201': little('lossless high-throughput JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.202': little('lossless high-throughput JPEG 2000', 'none'),
  '1.2.840.10008.1.2.4.203': little('high-throughput JPEG 2000', 'none'),
};

export function transferSyntaxOf(uid: string): TransferSyntax {
  return known[uid] ?? little(`transfer syntax ${uid}`, 'none');
}
