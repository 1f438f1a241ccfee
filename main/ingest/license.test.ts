import { expect, test } from 'vitest';
import { licenseFrom } from './license.ts';

test.each([
  ['CC BY', 'CC-BY'],
  ['cc by-nc-nd', 'CC-BY-NC-ND'],
  ['CC-BY-NC-SA 4.0', 'CC-BY-NC-SA'],
  ['CC BY-ND', 'CC-BY-ND'],
  ['CC BY-SA', 'CC-BY-SA'],
  ['CC0', 'CC0'],
  ['TDM', 'TDM'],
  ['PD', 'PD'],
  ['http://creativecommons.org/licenses/by-nc/3.0/', 'CC-BY-NC'],
  ['https://creativecommons.org/publicdomain/zero/1.0/', 'CC0'],
  ['https://creativecommons.org/publicdomain/mark/1.0/', 'PD'],
  [
    'This is distributed under the Creative Commons Attribution License, which permits unrestricted use.',
    'CC-BY',
  ],
  ['Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International License', 'CC-BY-NC-ND'],
  ['Creative Commons Attribution Non-Commercial Share Alike', 'CC-BY-NC-SA'],
  ['made available under the Creative Commons CC0 public domain dedication', 'CC0'],
  ['This work is in the public domain in the United States.', 'PD'],
  ['Available for text and data mining only.', 'TDM'],
  [
    'under the terms of the Creative Commons Attribution License (http://creativecommons.org/licenses/by/4.0). The Creative Commons Public Domain Dedication waiver (http://creativecommons.org/publicdomain/zero/1.0/) applies to the data.',
    'CC-BY',
  ],
])('%s', (text, code) => {
  expect(licenseFrom(text)).toBe(code);
});

test.each([undefined, '', 'All rights reserved.', 'NO-CC CODE', 'Copyright 2012 the authors', 'null'])(
  'names no licence: %s',
  (text) => {
    expect(licenseFrom(text)).toBeUndefined();
  },
);
