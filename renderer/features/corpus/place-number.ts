/** The place that a text names: `1200000`, `1,200,000`, `1 200 000`, `1.2M`, `15k`; undefined for anything else. */
export function placeNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll(/(?<=\d)[,\s\u202f](?=\d{3}(?!\d))/g, '');
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kKmM]?)$/.exec(plain) ?? [];
  if (digits === undefined) return undefined;
  const factor = unit === undefined || unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1e3 : 1e6;
  const number = Number(digits) * factor;
  return Number.isInteger(Math.round(number)) && (factor > 1 || !digits.includes('.'))
    ? Math.round(number)
    : undefined;
}
