import { expect, it } from 'vitest';
import {
  formatAmount,
  formatBytes,
  formatCosine,
  formatCount,
  formatDuration,
  formatMoment,
  formatNoun,
  formatNumber,
  formatRate,
  formatShare,
} from './format.ts';

it('writes counts with thousands and a true minus', () => {
  expect(formatCount(15_282_336)).toBe('15,282,336');
  expect(formatCount(-1200)).toBe('−1,200');
  expect(formatNoun(1, 'figure')).toBe('1 figure');
  expect(formatNoun(0, 'figure')).toBe('0 figures');
  expect(formatNoun(3, 'query', 'queries')).toBe('3 queries');
});

it('says 0 and 100 % only for nothing and the whole', () => {
  expect(formatShare(0, 10)).toBe('0%');
  expect(formatShare(1, 100_000)).toBe('<1%');
  expect(formatShare(99_999, 100_000)).toBe('99%');
  expect(formatShare(10, 10)).toBe('100%');
  expect(formatShare(3, 0)).toBe('0%');
});

it('writes cosines without a leading zero', () => {
  expect(formatCosine(0.41272)).toBe('.4127');
  expect(formatCosine(-0.0086)).toBe('−.0086');
  expect(formatCosine(1)).toBe('1.0000');
  expect(formatCosine(-0.00001)).toBe('.0000');
});

it('writes durations in whole units', () => {
  expect(formatDuration(38)).toBe('38 ms');
  expect(formatDuration(1300)).toBe('1.3 s');
  expect(formatDuration(14_000)).toBe('14 s');
  expect(formatDuration(110_000)).toBe('1 m 50 s');
  expect(formatDuration(12 * 60_000)).toBe('12 m');
  expect(formatDuration(8_100_000)).toBe('2 h 15 m');
  expect(formatDuration(3 * 86_400_000 + 4 * 3_600_000)).toBe('3 d 4 h');
});

it('writes sizes and measurements', () => {
  expect(formatBytes(512)).toBe('512 bytes');
  expect(formatBytes(41_022)).toBe('41 KB');
  expect(formatBytes(2_412_000)).toBe('2.4 MB');
  expect(formatNumber(0.41234)).toBe('0.412');
  expect(formatNumber(0.000_29)).toBe('2.9e−4');
  expect(formatNumber(1912)).toBe('1,912');
  expect(formatNumber(Number.NaN)).toBe('NaN');
  expect(formatNumber(-Infinity)).toBe('−∞');
});

it('writes amounts and rates, bytes in their own units', () => {
  expect(formatAmount(371_000_000, 'bytes', 605_000_000)).toBe('371 MB of 605 MB');
  expect(formatAmount(1200, 'images', 2400)).toBe('1,200 of 2,400 images');
  expect(formatAmount(48, 'files')).toBe('48 files');
  expect(formatRate(12_400_000, 'bytes')).toBe('12 MB/s');
  expect(formatRate(1024, 'images')).toBe('1,024 images/s');
  expect(formatRate(0.42, 'steps')).toBe('0.42 steps/s');
});

it('names days relative to now', () => {
  const now = new Date(2026, 10, 23, 14, 0);
  expect(formatMoment(new Date(2026, 10, 23, 9, 5).toISOString(), now)).toBe('09:05');
  expect(formatMoment(new Date(2026, 10, 22, 23, 59).toISOString(), now)).toBe('Yesterday 23:59');
  expect(formatMoment(new Date(2025, 10, 21, 14, 2).toISOString(), now)).toBe('21 Nov 2025 14:02');
  expect(formatMoment('not a date', now)).toBe('not a date');
});
