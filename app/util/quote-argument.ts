/** Quotes an argument for a POSIX shell, only where it must be. */
export function quoteArgument(argument: string): string {
  if (argument !== '' && /^[\w@%+=:,./~-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
