/**
 * The inverse of the standard normal distribution function: algorithm AS 241, PPND16 (Wichura 1988), relative accuracy
 * about 1e-16. Used to draw normal and truncated normal numbers from uniform ones. Only arithmetic and square roots,
 * so that every machine gives the same bits.
 */

/** Coefficients lowest power first, as in the paper, rounded to double precision. */
const centralNumerator = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
] as const;
const centralDenominator = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
] as const;
const middleNumerator = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
] as const;
const middleDenominator = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
] as const;
const tailNumerator = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
] as const;
const tailDenominator = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
] as const;

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) value = value * x + coefficients[power];
  return value;
}

/** x with P(standard normal < x) = `probability`; -Infinity at 0, Infinity at 1, NaN outside [0, 1]. */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centralNumerator, r)) / polynomial(centralDenominator, r);
  }
  const tail = q < 0 ? probability : 1 - probability;
  if (!(tail >= 0)) return Number.NaN;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-naturalLogarithm(tail));
  const magnitude =
    r <= 5
      ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
      : polynomial(tailNumerator, r - 5) / polynomial(tailDenominator, r - 5);
  return q < 0 ? -magnitude : magnitude;
}

/** ln x for 0 < x <= 1 by arithmetic alone: x = m * 2^-n with m in [sqrt(1/2), sqrt(2)), ln m by the atanh series. */
export function naturalLogarithm(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < 2 ** -32) {
    mantissa *= 2 ** 32;
    halvings += 32;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    halvings += 1;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const zz = z * z;
  let series = 0;
  for (let odd = 23; odd >= 1; odd -= 2) series = series * zz + 1 / odd;
  return 2 * z * series - halvings * 0.6931471805599453;
}
