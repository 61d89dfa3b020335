/** Runs a client command. Resolves to the exit code. */
export function run(args: readonly string[]): Promise<number> {
  process.stderr.write(`evenkeel: unknown command ${args[0]}\n`);
  return Promise.resolve(2);
}
