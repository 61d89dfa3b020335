// Dispatch: the server and repairs on the data folder live in src/app, everything else is a client.
const programs = ['serve', 'restore', 'admin'];
const [first = 'help', second = ''] = process.argv.slice(2);
// Programs bring their own help: `help serve` is `serve --help`.
const asks = first === 'help' && programs.includes(second);
const command = asks ? second : first;
const args = asks ? ['--help'] : process.argv.slice(3);

async function main(): Promise<number> {
  if (command === 'serve') return await (await import('./app/serve.ts')).serve(args);
  if (command === 'restore') return await (await import('./app/restore.ts')).restore(args);
  if (command === 'admin') return await (await import('./app/admin.ts')).admin(args);
  return await (await import('./cli/main.ts')).run([command, ...args]);
}

process.exitCode = await main();
// A finished server has nothing left to wait for; a library's idle timer must not hold the exit.
if (programs.includes(command)) process.exit();
