/** What goes to a thread that parses documents and what comes back, one document at a time. */
import * as z from 'zod';
import type { PackageMetadata } from './article.ts';
import { parseArticles, type ParsedArticle } from './parse-articles.ts';
import { XmlError } from '../xml/xml-error.ts';

export interface ParseOrder {
  readonly bytes: Uint8Array;
  readonly metadata: PackageMetadata;
}

export type ParseAnswer =
  | { readonly kind: 'parsed'; readonly articles: readonly ParsedArticle[] }
  | { readonly kind: 'malformed'; readonly message: string; readonly line: number }
  | { readonly kind: 'failed'; readonly message: string };

/** Answers of our own thread are looked at only as far as it takes to tell them apart. */
export const parseAnswer = z.custom<ParseAnswer>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value,
);

/** Orders likewise. */
export const parseOrder = z.custom<ParseOrder>(
  (value) => typeof value === 'object' && value !== null && 'bytes' in value && 'metadata' in value,
);

/** Does an order; never throws. */
export function answerOrder({ bytes, metadata }: ParseOrder): ParseAnswer {
  try {
    return { kind: 'parsed', articles: parseArticles(bytes, metadata) };
  } catch (error) {
    if (error instanceof XmlError) return { kind: 'malformed', message: error.message, line: error.line };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
