/** How much an archive may hold. An archive that claims or turns out to hold more is refused, not unpacked. */

/** Members of one archive. */
export const maxMembers = 20_000_000;
/** One member, unpacked. */
export const maxMemberBytes = 2 * 1024 ** 3;
/** A whole archive, unpacked. */
export const maxUnpackedBytes = 512 * 1024 ** 3;
/** Unpacked over packed size. Text packs about 20 to 1, a blank scan a few hundred to 1; a bomb packs 1,000 to 1. */
const maxRatio = 400;
/** Below this unpacked size the ratio says nothing and does no harm. */
const ratioFreeBytes = 64 * 1024 ** 2;

/** Why these sizes are refused, in words; undefined when they are fine. */
export function sizeObjection(packedBytes: number, unpackedBytes: number): string | undefined {
  if (unpackedBytes > ratioFreeBytes && unpackedBytes > packedBytes * maxRatio) {
    return `It unpacks to more than ${maxRatio} times its size, as archives made to fill a disk do`;
  }
  return undefined;
}
