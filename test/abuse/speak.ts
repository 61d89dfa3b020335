// HTTP by hand: what no well-mannered client would send.
import { connect } from 'node:net';

/**
 * Sends `text` to the server of `url` as it is, and gives what came back until the server closed, or
 * until `ms` milliseconds were over.
 */
export async function speak(
  url: string,
  text: string | Buffer,
  ms = 2000,
): Promise<{ text: string; closed: boolean }> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const parts: Buffer[] = [];
  let closed = false;
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => undefined);
  socket.write(text);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    socket.on('close', () => {
      closed = true;
      clearTimeout(timer);
      resolve();
    });
  });
  socket.destroy();
  return { text: Buffer.concat(parts).toString('latin1'), closed };
}
