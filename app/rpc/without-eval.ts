/**
 * Imported before anything that declares a schema, where a content security policy forbids `eval`: zod would
 * otherwise try to compile its parsers, and the browser would report each try as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
