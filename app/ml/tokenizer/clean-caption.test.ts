import { describe, expect, it } from 'vitest';
import { cleanCaption } from './clean-caption.ts';

// The expected texts are what open_clip 3.3 with ftfy 6.3.1 makes of them.
describe('cleanCaption', () => {
  it.each([
    ['plain text stays', 'plain text stays'],
    [' a\u00a0b\u2009c\tline\nbreak\u0085x\u2028y ', 'a b c line break…x y'],
    ['“don’t” ‘low’ ‟high‟', '"don\'t" \'low\' "high"'],
    ['ﬁbrosis ﬂow Ǆ ŉ', "fibrosis flow DŽ 'n"],
    ['ＦＵＬＬ　１２ ｶﾀｶﾅ', 'FULL 12 カタカナ'],
    ['&alpha; &amp;lt;b&gt; &EACUTE;COLE', 'α <b> ÉCOLE'],
    ['<i>p</i> &EACUTE; &eacute', '<i>p</i> &EACUTE; é'],
    ['&#150; &#x3b1; &#0; &#xD800; &#1; &#xFFFE;', '– α � �'],
    ['donâ€™t, 37 Â°C, Ã©tude', "don't, 37 °C, étude"],
    ['voilÃ  le travail', 'voilà le travail'],
    ['sÃƒÂ³ twice', 'só twice'],
    ['â€œlostâ€\ufffd', '"lost�'],
    ['Ð¿ÑÐ¸Ð²ÐµÑ', 'п\xd1иве\xd1'],
    ['AÇÃO 5 µm ± 2 Å', 'AÇÃO 5 µm ± 2 Å'],
    ['\x1b[31mred\x1b[0m \x07bell \ud800', 'red bell �'],
    ['a\u0301', 'á'],
  ])('cleans %j', (text, cleaned) => {
    expect(cleanCaption(text)).toBe(cleaned);
  });

  it('changes nothing more when it is applied again to ordinary captions', () => {
    const once = cleanCaption('Figure 1.  “Naïve” cells — 5 µm…');
    expect(cleanCaption(once)).toBe(once);
  });
});
