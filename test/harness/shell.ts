// The command line as a person at a shell uses it, without a process.
import { run, type World } from '../../src/cli/main.ts';

/** What a command said, and its exit code. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

export interface Wish {
  stdin?: string;
  env?: Record<string, string>;
  /** Stdout, or stdin too, is a terminal of 60 columns. */
  terminal?: boolean;
  asked?: boolean;
}

/** Runs commands with these variables. */
export function shell(env: Record<string, string>) {
  return async (args: readonly string[], wish: Wish = {}): Promise<Said> => {
    const said = { code: 0, out: '', err: '' };
    const lines = (async function* () {
      yield wish.stdin ?? '';
    })();
    const world: World = {
      env: { TZ: 'Europe/Berlin', ...env, ...wish.env },
      stdout: {
        write: (text: string) => (said.out += text),
        isTTY: wish.terminal === true,
        columns: 60,
      },
      stderr: { write: (text: string) => (said.err += text) },
      stdin: Object.assign(lines, { isTTY: wish.asked === true }),
    };
    said.code = await run(args, world);
    return said;
  };
}
