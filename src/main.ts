// Dispatch: the server and repairs on the data folder live in src/app, everything else is a client.
const [command = 'help', ...args] = process.argv.slice(2);

async function main(): Promise<number> {
  if (command === 'serve') return await (await import('./app/serve.ts')).serve(args);
  if (command === 'restore') return await (await import('./app/restore.ts')).restore(args);
  if (command === 'admin') return await (await import('./app/admin.ts')).admin(args);
  return await (await import('./cli/main.ts')).run([command, ...args]);
}

process.exitCode = await main();
// A finished server has nothing left to wait for; a library's idle timer must not hold the exit.
if (['serve', 'restore', 'admin'].includes(command)) process.exit();
