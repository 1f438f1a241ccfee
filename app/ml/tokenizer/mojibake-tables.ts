/**
 * Tables of the mojibake repair, after ftfy 6.3 (Robyn Speer, Apache License 2.0): which characters the bytes 0x80 to
 * 0xFF become in the single-byte encodings that text is most often misread in, and the groups of characters from which
 * misread UTF-8 is recognised.
 */

/** A single-byte encoding. */
export interface ByteEncoding {
  readonly name: string;
  /** The 128 characters of bytes 0x80 to 0xFF. */
  readonly upperHalf: string;
  /**
   * A forgiving reading of an encoding with unassigned bytes: they stand for the C1 control of the same number, and
   * U+FFFD, whose byte is lost, is written as byte 0x1A.
   */
  readonly isSloppy: boolean;
}

/** In the order in which they are tried. */
export const byteEncodings: readonly ByteEncoding[] = [
  {
    name: 'latin-1',
    upperHalf: Array.from({ length: 128 }, (_, i) => String.fromCharCode(0x80 + i)).join(''),
    isSloppy: false,
  },
  {
    name: 'windows-1252',
    upperHalf:
      '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ\xa0¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»' +
      '¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷' +
      'øùúûüýþÿ',
    isSloppy: true,
  },
  {
    name: 'windows-1251',
    upperHalf:
      'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\x98™љ›њќћџ\xa0ЎўЈ¤Ґ¦§Ё©Є«¬\xad®Ї°±Ііґµ¶·ё№є»' +
      'јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцч' +
      'шщъыьэюя',
    isSloppy: true,
  },
  {
    name: 'windows-1250',
    upperHalf:
      '€\x81‚\x83„…†‡\x88‰Š‹ŚŤŽŹ\x90‘’“”•–—\x98™š›śťžź\xa0ˇ˘Ł¤Ą¦§¨©Ş«¬\xad®Ż°±˛ł´µ¶·¸ąş»' +
      'Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷' +
      'řůúűüýţ˙',
    isSloppy: true,
  },
  {
    name: 'windows-1253',
    upperHalf:
      '€\x81‚ƒ„…†‡\x88‰\x8a‹\x8c\x8d\x8e\x8f\x90‘’“”•–—\x98™\x9a›\x9c\x9d\x9e\x9f\xa0΅Ά£¤¥¦§¨©ª«¬\xad®―°±²³΄µ¶·ΈΉΊ»' +
      'Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡÒΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχ' +
      'ψωϊϋόύώÿ',
    isSloppy: true,
  },
  {
    name: 'windows-1254',
    upperHalf:
      '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8d\x8e\x8f\x90‘’“”•–—˜™š›œ\x9d\x9eŸ\xa0¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»' +
      '¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷' +
      'øùúûüışÿ',
    isSloppy: true,
  },
  {
    name: 'windows-1257',
    upperHalf:
      '€\x81‚\x83„…†‡\x88‰\x8a‹\x8c¨ˇ¸\x90‘’“”•–—\x98™\x9a›\x9c¯˛\x9f\xa0¡¢£¤¥¦§Ø©Ŗ«¬\xad®Æ°±²³´µ¶·ø¹ŗ»' +
      '¼½¾æĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷' +
      'ųłśūüżž˙',
    isSloppy: true,
  },
  {
    name: 'iso-8859-2',
    upperHalf:
      '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f\xa0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\xadŽŻ°ą˛ł´ľśˇ¸šşť' +
      'ź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷' +
      'řůúűüýţ˙',
    isSloppy: false,
  },
  {
    name: 'mac-roman',
    upperHalf:
      'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ª' +
      'ºΩæø¿¡¬√ƒ≈∆«»…\xa0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜' +
      '¯˘˙˚¸˝˛ˇ',
    isSloppy: false,
  },
  {
    name: 'cp437',
    upperHalf:
      'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗' +
      '╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈' +
      '°∙·√ⁿ²■\xa0',
    isSloppy: false,
  },
];

/** Groups of characters that occur in misread UTF-8, written as the inside of a character class. */
export const mojibakeGroups = {
  /** In many contexts; not bad by themselves. */
  common: '\xa0\xad·´–—―…’',
  /** C1 controls: only ever found in misread text. */
  c1: '\x80-\x9f',
  /** Found almost only in misread text. */
  bad: '¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\ufffdªº',
  law: '¶§',
  currency: '¢£¥₧€',
  startPunctuation: '¡«¿©΄΅‘‚“„•‹\uf8ff',
  endPunctuation: '®»˝”›™',
  numeric: '²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№',
  kaomoji: 'Ò-ÖÙ-Üò-öø-üŐŌŪŲ°',
  upperAccented: 'À-ÑØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ',
  lowerAccented: 'ßà-ñăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґﬁﬂ',
  upperCommon: 'ÞΑ-ΩΆΈΉΊΌΎΏΪΫЁ-Я',
  lowerCommon: 'α-ωάέήίΰа-џ',
  box: '│┌┐┘├┤┬┼═-╬▀▄█▌▐░▒▓',
} as const;

/** What the lead and continuation bytes of UTF-8 look like in the encodings above, as insides of character classes. */
export const utf8Clues = {
  leadOfTwo:
    'ĂÂÄĀÅÃÆĆČÇĎĐÉĚÊËĖÈĒĘÐĞĢÍÎÏİÌĪĶĹĻŁŃŇŅÑÓÔÖŐÒŌØÕŘŚŠŞŢÞÚÛÜŰÙŪŲŮÝ' +
    'ŹŽŻß×ΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫ' +
    'ЬЭЮЯ',
  leadOfThree: 'áăâäàāąåãæćčçďéěêëėèēęęģíîïìīįķĺļŕźΰαβγδεζηθικλμνξοабвгдежзи' + 'йклмноп',
  leadOfFour: 'đðğóšπσру',
  /** With a space, which often stands where a no-break space was. */
  continuation:
    '\x80-\xbf' +
    ' ĄÆĽŁØŖŚŠŞŤŸŹŽŻŒąæƒľłøŗśšşťźžżœˆˇ˘˛˜˝΄΅ΆΈΉΊΌΎΏЁЂЃЄЅІЇЈЉЊЋЌЎЏ' +
    'ёђѓєѕіїјљњћќўџҐґ–—―‘’‚“”„†‡•…‰‹›€№™',
  /** Without the quotes, dashes and spaces that stand for themselves beside misread text. */
  continuationStrict:
    '\x80-\xbf' + 'ĄÆĽŁØŖŚŠŞŤŸŹŽŻŒąæƒľłøŗśšşťźžżœˆˇ˘˛˜˝΄΅ΆΈΉΊΌΎΏЁЂЃЄЅІЇЈЉЊЋЌЎЏё' + 'ђѓєѕіїјљњћќўџҐґ†‡‰‹›€№™',
} as const;
