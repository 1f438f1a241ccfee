import { expect, it } from 'vitest';
import { newGrant, uploadAddress } from './upload.ts';

it('addresses files by grant and path, every part encoded, none that climbs', () => {
  expect(uploadAddress('grant-0001', 'Case 7/fig#1 (50%).png')).toBe(
    '/upload/grant-0001/Case%207/fig%231%20(50%25).png',
  );
  expect(uploadAddress('grant-0001', '../a/./b//c.xml')).toBe('/upload/grant-0001/a/b/c.xml');
});

it('invents grants that the host accepts', () => {
  expect(newGrant()).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  expect(newGrant()).not.toBe(newGrant());
});
