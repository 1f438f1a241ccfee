/** Character references and entities of XML text. */
import { decodeHTMLStrict } from 'entities';

/** A document may not grow by more characters than this through its own entities. */
const maxExpansionCharacters = 1_000_000;
const maxDepth = 8;

/** Thrown when a document's own entities expand without bound. */
export class EntityExpansionError extends Error {}

/**
 * Decodes text of one document: the predefined entities, numeric references, the HTML names (which contain the ISO
 * sets that JATS declares in its DTD), and the document's own internal entities with bounded expansion. External
 * entities are never fetched; an unknown name stays as written.
 */
export class EntityDecoder {
  private readonly declared: ReadonlyMap<string, string>;
  private expandedCharacters = 0;

  constructor(declared: ReadonlyMap<string, string>) {
    this.declared = declared;
  }

  decode(raw: string): string {
    if (!raw.includes('&')) return raw;
    return this.declared.size === 0 ? decodeHTMLStrict(raw) : this.expand(raw, 0);
  }

  private expand(raw: string, depth: number): string {
    if (depth > maxDepth) throw new EntityExpansionError('Its entities refer to each other too deeply.');
    return raw.replace(/&(#?[\w.:-]+);/g, (reference, name: string) => {
      const replacement = this.declared.get(name);
      if (replacement === undefined) return decodeHTMLStrict(reference);
      this.expandedCharacters += replacement.length;
      if (this.expandedCharacters > maxExpansionCharacters) {
        throw new EntityExpansionError('Its entities expand to too much text.');
      }
      return stripTags(this.expand(replacement, depth + 1));
    });
  }
}

/** Replacement text may hold markup; only its text is of use here. */
function stripTags(text: string): string {
  return text.includes('<') ? text.replace(/<[^<>]*>/g, '') : text;
}
