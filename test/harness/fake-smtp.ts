// A mail server for tests: other people's code receives (smtp-server) and reads (postal-mime) the
// mail, so a message that only our own code understands is noticed. Refusals are scripted.
import type { AddressInfo, Socket } from 'node:net';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

import { waitUntil } from './wait.ts';

export interface ReceivedMail {
  /** Envelope sender and the recipients that were accepted. */
  from: string;
  to: string[];
  raw: string;
  parsed: Email;
  /** First value of a header by lower-case name. */
  header(name: string): string | undefined;
  /** The signed link: the line of the text part that is nothing but a URL with `/a/`. */
  link: string | undefined;
  secure: boolean;
  user: string | undefined;
}

/** A reply such as `550 5.1.1 No such user`, `reset` (TCP reset) or `hang` (no answer at all). */
export type SmtpFault = string;

/** What goes wrong at which step; an absent step goes well. */
export interface SmtpScript {
  connect?: SmtpFault;
  sender?: SmtpFault;
  recipient?: (address: string) => SmtpFault | undefined;
  /** After the whole message arrived: `reset` or `hang` here means nobody knows. */
  data?: SmtpFault;
}

export interface FakeSmtp {
  /** SMTP_URL without credentials. */
  url: string;
  port: number;
  /** Accepted messages, oldest first. */
  mails: ReceivedMail[];
  /** Messages that arrived whole although the answer was `reset` or `hang`. */
  lost: ReceivedMail[];
  /** Connections opened so far. */
  connections(): number;
  script(next: SmtpScript): void;
  /** Waits for the mail that fits, up to 5 s. */
  waitFor(fits: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
}

export interface FakeSmtpOptions {
  login?: { user: string; password: string };
  /** PEM key and certificate: offers STARTTLS. */
  tls?: { key: string; cert: string };
}

/** Starts on 127.0.0.1, any port. */
export async function startFakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  let script: SmtpScript = {};
  let connections = 0;
  const sockets = new Map<number, Socket>();
  const mails: ReceivedMail[] = [];
  const lost: ReceivedMail[] = [];

  const answer = (
    session: SMTPServerSession,
    fault: SmtpFault | undefined,
    callback: (error?: Error | null) => void,
  ): void => {
    if (fault === undefined) return callback();
    if (fault === 'hang') return;
    if (fault === 'reset') {
      sockets.get(session.remotePort)?.resetAndDestroy();
      return;
    }
    const responseCode = Number(fault.slice(0, 3));
    callback(Object.assign(new Error(fault.slice(4)), { responseCode }));
  };

  const server = new SMTPServer({
    ...options.tls,
    disabledCommands: [...(options.login ? [] : ['AUTH']), ...(options.tls ? [] : ['STARTTLS'])],
    authOptional: options.login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    closeTimeout: 100,
    onConnect: (session, callback) => answer(session, script.connect, callback),
    onAuth(auth, _session, callback) {
      const known = options.login;
      if (known && auth.username === known.user && auth.password === known.password) {
        return callback(null, { user: auth.username });
      }
      return callback(
        Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }),
      );
    },
    onMailFrom: (_address, session, callback) => answer(session, script.sender, callback),
    onRcptTo: (address, session, callback) =>
      answer(session, script.recipient?.(address.address), callback),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void read(Buffer.concat(chunks), session).then((mail) => {
          const kept = script.data === undefined;
          const taken = script.data === 'reset' || script.data === 'hang';
          if (kept) mails.push(mail);
          if (taken) lost.push(mail);
          if (kept) callback(null, `2.0.0 Ok: queued as FAKE${mails.length}`);
          else answer(session, script.data, callback);
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    connections += 1;
    const port = socket.remotePort;
    if (port === undefined) return;
    sockets.set(port, socket);
    socket.once('close', () => sockets.delete(port));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    lost,
    connections: () => connections,
    script: (next) => (script = next),
    waitFor: (fits, timeoutMs) => waitUntil('a mail', () => mails.find(fits), timeoutMs),
    async close() {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function read(raw: Buffer, session: SMTPServerSession): Promise<ReceivedMail> {
  const parsed = await PostalMime.parse(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map((entry) => entry.address),
    raw: raw.toString('utf8'),
    parsed,
    header: (name) => parsed.headers.find((header) => header.key === name)?.value,
    link: parsed.text?.split(/\r?\n/).find((line) => /^https?:\/\/\S+\/a\/\S+$/.test(line)),
    secure: session.secure,
    user: session.user === undefined ? undefined : String(session.user),
  };
}
