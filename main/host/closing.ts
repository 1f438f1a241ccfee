import { FigscopeError } from '#app/util/error.ts';

/** What is asked of a host that is on its way out. */
export const closing = (): FigscopeError =>
  new FigscopeError('cancelled', {
    message: 'Figscope is closing.',
    remedy: 'Start it again.',
  });
