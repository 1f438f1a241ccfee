/** A document that is not well-formed; `message` is a plain sentence with the line. */
export class XmlError extends Error {
  /** 1-based line of the fault. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'XmlError';
    this.line = line;
  }
}
