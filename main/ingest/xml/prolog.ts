/** What stands before the root element: declaration, comments, processing instructions, document type. */

export interface Prolog {
  /** Where the root element's `<` is, or the length of the text when there is none. */
  readonly rootOffset: number;
  /** Internal general entities by name, literal value. Parameter and external entities are left out. */
  readonly entities: ReadonlyMap<string, string>;
}

/** Reads the prolog of a decoded document. Never fails: what it cannot understand is left to the parser. */
export function readProlog(text: string): Prolog {
  const entities = new Map<string, string>();
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    const start = text.indexOf('<', offset);
    if (start < 0) return { rootOffset: text.length, entities };
    if (text.startsWith('<?', start)) offset = endOf(text, '?>', start + 2);
    else if (text.startsWith('<!--', start)) offset = endOf(text, '-->', start + 4);
    else if (text.startsWith('<!', start)) offset = skipDocumentType(text, start + 2, entities);
    else return { rootOffset: start, entities };
  }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

/** Steps over `DOCTYPE ... [ internal subset ] >`, collecting internal entities. */
function skipDocumentType(text: string, from: number, entities: Map<string, string>): number {
  let index = from;
  while (index < text.length) {
    const character = text[index];
    if (character === '"' || character === "'") index = endOf(text, character, index + 1);
    else if (character === '[') index = skipInternalSubset(text, index + 1, entities);
    else if (character === '>') return index + 1;
    else index += 1;
  }
  return index;
}

const entityDeclaration = /^<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/;

function skipInternalSubset(text: string, from: number, entities: Map<string, string>): number {
  let index = from;
  while (index < text.length) {
    const character = text[index];
    if (character === ']') return index + 1;
    if (text.startsWith('<!--', index)) index = endOf(text, '-->', index + 4);
    else if (text.startsWith('<?', index)) index = endOf(text, '?>', index + 2);
    else if (text.startsWith('<!', index)) {
      const declaration = entityDeclaration.exec(text.slice(index, index + 100_000));
      const name = declaration?.[1];
      if (name !== undefined && !entities.has(name)) {
        entities.set(name, declaration?.[2] ?? declaration?.[3] ?? '');
      }
      index = skipDeclaration(text, index + 2);
    } else index += 1;
  }
  return index;
}

function skipDeclaration(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    const character = text[index];
    if (character === '"' || character === "'") index = endOf(text, character, index + 1);
    else if (character === '>') return index + 1;
    else index += 1;
  }
  return index;
}
