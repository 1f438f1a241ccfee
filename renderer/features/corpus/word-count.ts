/** Words of a text as a reader counts them; tokens depend on a model and are counted by the host. */
export const wordCount = (text: string): number => text.match(/\S+/g)?.length ?? 0;
