import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { makeCertificate } from '#harness/certificate';

import { internalReason, parseAllowList } from './addresses.ts';
import { createEgress, EgressError, type Egress, type EgressRequest } from './egress.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let handler: Handler = (_request, response) => response.end('ok');
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} host=${request.headers.host}`);
  handler(request, response);
});
let port = 0;
const closers: (() => void)[] = [];

async function listen(target: Server): Promise<number> {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  return (target.address() as AddressInfo).port;
}

before(async () => {
  port = await listen(server);
});
after(() => {
  server.closeAllConnections();
  server.close();
  for (const close of closers) close();
});

const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  url,
  method: 'GET',
  ...more,
});

async function failure(egress: Egress, request: EgressRequest): Promise<EgressError> {
  const error = await egress.fetch(request).then(
    () => assert.fail(`${String(request.url)} was answered`),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof EgressError, String(error));
  return error;
}

describe('egress: addresses that users may not reach', () => {
  const open = createEgress({ allow: [], resolve: () => Promise.resolve(['93.184.216.34']) });

  // X63: every spelling of an internal address.
  for (const host of [
    '127.0.0.1',
    '127.1',
    '0',
    '0.0.0.0',
    '0177.0.0.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.0.0.1.',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:7f00:1]',
    '[::ffff:8.8.8.8]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2001::1]',
    '[2001:db8::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '１２７.０.０.１',
    '169。254。169。254',
    '%31%32%37.0.0.1',
    'localhost',
    'localhost.',
    'a.localhost',
    'metadata',
    'metadata.google.internal',
    'METADATA.google.internal.',
  ]) {
    test(`X63 refuses http://${host}/`, async () => {
      const error = await failure(open, get(`http://${host}/latest/meta-data`));
      assert.equal(error.kind, 'refused');
      assert.equal(error.refused, 'address');
      assert.equal(error.sent, false);
    });
  }

  for (const addresses of [
    ['127.0.0.1'],
    ['::1'],
    ['10.1.2.3', '192.168.0.1'],
    ['fe80::1%eth0'],
    ['64:ff9b::a9fe:a9fe'],
    ['::ffff:169.254.169.254'],
  ]) {
    test(`X63 refuses a name that resolves to ${addresses.join(', ')}`, async () => {
      const egress = createEgress({ allow: [], resolve: () => Promise.resolve(addresses) });
      const error = await failure(egress, get('https://attacker.example/'));
      assert.equal(error.refused, 'address');
    });
  }

  test('judges the edges of ranges', () => {
    for (const fine of [
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '128.0.0.1',
    ]) {
      assert.equal(internalReason(fine), null, fine);
    }
    for (const fine of [
      '172.15.255.255',
      '172.32.0.0',
      '169.253.1.1',
      '2606:4700::1111',
      '2a00::1',
    ]) {
      assert.equal(internalReason(fine), null, fine);
    }
    for (const bad of ['172.16.0.0', '172.31.0.1', '239.1.1.1', '4000::1', 'not an ip', '']) {
      assert.notEqual(internalReason(bad), null, bad);
    }
  });

  test('X64 refuses credentials and reads each URL once, as the URL standard does', async () => {
    for (const url of [
      'http://user@93.184.216.34/',
      'http://user:secret@93.184.216.34/',
      'http://example.com:x@169.254.169.254/',
      'http://169.254.169.254@example.com/',
    ]) {
      const error = await failure(open, get(url));
      assert.equal(error.refused, 'credentials', url);
      assert.ok(!error.message.includes('secret'));
    }
    // A backslash ends the host: the part after it is a path, not another host.
    assert.equal(open.check('http://example.com\\@169.254.169.254/').hostname, 'example.com');
    assert.equal(open.check('http://example.com#@169.254.169.254/').hostname, 'example.com');
  });

  test('X69 refuses other schemes, unreadable URLs and other ports', async () => {
    for (const url of [
      'file:///etc/passwd',
      'gopher://example.com/',
      'unix:/run/docker.sock',
      'data:text/plain,a',
      'ws://example.com/',
    ]) {
      assert.match((await failure(open, get(url))).refused ?? '', /scheme|url/, url);
    }
    for (const url of [
      '',
      'http://',
      'example.com',
      '//example.com',
      'http://a b/',
      'http://[fe80::1%25eth0]/',
    ]) {
      assert.equal((await failure(open, get(url))).refused, 'url', url);
    }
    for (const bad of [22, 25, 6379, 5432, 11211, 9200, 2375, 1]) {
      assert.equal(
        (await failure(open, get(`http://example.com:${bad}/`))).refused,
        'port',
        String(bad),
      );
    }
  });
});

describe('egress: what is connected to', () => {
  test('X65 connects to the judged address only, though the name also has internal ones', async () => {
    const egress = createEgress({
      allow: ['127.0.0.1/32'],
      resolve: () => Promise.resolve(['127.0.0.2', '10.0.0.1', '127.0.0.1', '::1']),
    });
    const answer = await egress.fetch(get(`http://mixed.example:${port}/mixed`));
    assert.equal(answer.status, 200);
    assert.ok(
      seen.includes(`GET /mixed host=mixed.example:${port}`),
      'the Host header stays the name',
    );
  });

  test('X65 asks the resolver once, so a second, different answer reaches nobody', async () => {
    let asked = 0;
    const egress = createEgress({
      allow: ['127.0.0.1/32'],
      resolve: () => {
        asked += 1;
        return Promise.resolve(asked === 1 ? ['127.0.0.1'] : ['127.0.0.9']);
      },
    });
    await egress.fetch(get(`http://rebind.example:${port}/`));
    assert.equal(asked, 1);
    const error = await failure(egress, get(`http://rebind.example:${port}/`));
    assert.equal(error.refused, 'address');
  });

  test('X66 does not follow a redirect', async () => {
    handler = (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    const egress = createEgress({ allow: ['127.0.0.1'] });
    const before = seen.length;
    const answer = await egress.fetch(get(`http://127.0.0.1:${port}/go`));
    handler = (_request, response) => response.end('ok');
    assert.equal(answer.status, 302);
    assert.equal(answer.headers['location'], 'http://169.254.169.254/');
    assert.equal(seen.length, before + 1);
  });

  test('X68 host names in EGRESS_ALLOW are whole names, not parts', async () => {
    const egress = createEgress({
      allow: ['hook.internal', '10.9.0.0/16'],
      resolve: (name) => Promise.resolve([name === 'hook.internal' ? '127.0.0.1' : '192.168.7.7']),
    });
    assert.equal((await egress.fetch(get(`http://hook.internal:${port}/`))).status, 200);
    for (const host of [
      'xhook.internal',
      'hook.internal.attacker.example',
      'a.hook.internal',
      'hook.interna',
    ]) {
      const error = await failure(egress, get(`http://${host}:${port}/?x=hook.internal`));
      assert.equal(error.refused, 'address', host);
    }
  });

  test('X71 a CIDR opens internal addresses and their ports, and no others', async () => {
    const egress = createEgress({ allow: ['127.0.0.1/32'] });
    assert.equal((await egress.fetch(get(`http://127.0.0.1:${port}/`))).status, 200);
    assert.equal((await failure(egress, get(`http://127.0.0.2:${port}/`))).refused, 'address');
    const none = createEgress({ allow: [] });
    assert.equal((await failure(none, get(`http://127.0.0.1:${port}/`))).refused, 'address');
  });

  test('reads EGRESS_ALLOW and names what it cannot read', () => {
    const allow = parseAllowList([
      '10.0.0.0/8',
      ' fd00::/8 ',
      '192.0.2.7',
      '[::1]',
      'Bücher.example',
      '',
    ]);
    assert.ok(allow.address('10.255.0.1'));
    assert.ok(allow.address('fd12::1'));
    assert.ok(allow.address('::1'));
    assert.ok(allow.address('192.0.2.7'));
    assert.ok(!allow.address('11.0.0.1'));
    assert.ok(!allow.address('192.0.2.8'));
    assert.ok(allow.host('xn--bcher-kva.example'));
    for (const bad of [
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/x',
      'host/24',
      '*.example.com',
      'http://x',
      'a:80',
      'a b',
    ]) {
      assert.throws(() => parseAllowList([bad]), /EGRESS_ALLOW/, bad);
    }
  });

  test('trusted configuration is not judged, but keeps scheme and credential rules', async () => {
    const egress = createEgress({ allow: [] });
    const answer = await egress.fetch(get(`http://127.0.0.1:${port}/`, { trusted: true }));
    assert.equal(answer.status, 200);
    assert.equal(
      (await failure(egress, get('file:///etc/passwd', { trusted: true }))).refused,
      'scheme',
    );
  });
});

describe('egress: limits and what is known about a failure', () => {
  const egress = createEgress({ allow: ['127.0.0.1'] });
  const url = (path = '/'): string => `http://127.0.0.1:${port}${path}`;

  test('sends method, headers and body, asks for identity, gives status, headers and body', async () => {
    const got: Record<string, unknown> = {};
    handler = (request, response) => {
      Object.assign(got, { method: request.method, ...request.headers });
      request.setEncoding('utf8').on('data', (chunk: string) => (got['body'] = chunk));
      request.on('end', () =>
        response.writeHead(429, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end('slow'),
      );
    };
    const answer = await egress.fetch({
      url: url(),
      method: 'POST',
      headers: { 'X-A': 'b' },
      body: 'hello é',
    });
    assert.equal(answer.status, 429);
    assert.equal(answer.headers['retry-after'], '7');
    assert.equal(answer.headers['set-cookie'], 'a=1');
    assert.equal(answer.body.toString(), 'slow');
    assert.deepEqual(
      [got['method'], got['x-a'], got['body'], got['accept-encoding'], got['connection']],
      ['POST', 'b', 'hello é', 'identity', 'close'],
    );
  });

  test('X70 an endless answer is cut at 1 MB, its status is known', async () => {
    handler = (_request, response) => {
      const pump = (): void => {
        while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
        response.once('drain', pump);
      };
      response.writeHead(200);
      pump();
    };
    const error = await failure(egress, get(url()));
    assert.deepEqual([error.kind, error.sent, error.status], ['network', true, 200]);
  });

  test('X70 a compressed answer is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    handler = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const answer = await egress.fetch(get(url()));
    assert.equal(answer.body.length, bomb.length);
  });

  test('X70 a slow answer ends with a time-out that was sent', async () => {
    handler = () => undefined;
    const error = await failure(egress, get(url(), { timeoutMs: 80 }));
    assert.deepEqual([error.kind, error.sent, error.status], ['timeout', true, undefined]);
  });

  test('X70 a body that trickles ends with a time-out that knows the status', async () => {
    handler = (_request, response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    };
    const error = await failure(egress, get(url(), { timeoutMs: 120 }));
    assert.deepEqual([error.kind, error.sent, error.status], ['timeout', true, 202]);
  });

  test('a refused connection was not sent', async () => {
    const closed = createTcpServer();
    const free = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const error = await failure(egress, get(`http://127.0.0.1:${free}/`));
    assert.deepEqual([error.kind, error.sent], ['network', false]);
    assert.match(error.message, /ECONNREFUSED/);
  });

  test('a connection that is reset after the request was sent says so', async () => {
    handler = (request) => request.socket.resetAndDestroy();
    const error = await failure(egress, get(url()));
    assert.deepEqual([error.kind, error.sent], ['network', true]);
  });

  test('a name that never resolves is a time-out that was not sent', async () => {
    const stuck = createEgress({ allow: [], resolve: () => new Promise(() => undefined) });
    const keep = setTimeout(() => undefined, 5000);
    const error = await failure(stuck, get('http://slow.example/', { timeoutMs: 50 }));
    clearTimeout(keep);
    assert.deepEqual([error.kind, error.sent], ['timeout', false]);
  });

  test('a name that does not exist is a network failure', async () => {
    const gone = createEgress({
      allow: [],
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    const error = await failure(gone, get('http://gone.example/'));
    assert.deepEqual([error.kind, error.sent], ['network', false]);
    assert.match(error.message, /ENOTFOUND/);
  });

  test('a TLS handshake that fails was not sent', async () => {
    const plain = createTcpServer((socket: Socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    const plainPort = await listen(plain);
    closers.push(() => plain.close());
    const error = await failure(egress, get(`https://127.0.0.1:${plainPort}/`));
    assert.deepEqual([error.kind, error.sent], ['network', false]);
  });

  test('TLS is verified against the name of the URL, at the judged address', async () => {
    const made = makeCertificate('hook.example');
    const secure = createTlsServer(made, (_request, response) => response.end('secret'));
    const securePort = await listen(secure);
    closers.push(
      () => secure.closeAllConnections(),
      () => secure.close(),
    );
    const resolve = (): Promise<string[]> => Promise.resolve(['127.0.0.1']);
    const knowing = createEgress({ allow: ['127.0.0.1'], resolve, ca: made.cert });
    const answer = await knowing.fetch(get(`https://hook.example:${securePort}/`));
    assert.equal(answer.body.toString(), 'secret');
    const wrongName = await failure(knowing, get(`https://other.example:${securePort}/`));
    assert.match(wrongName.message, /ERR_TLS_CERT_ALTNAME_INVALID/);
    assert.equal(wrongName.sent, false);
    const unknowing = createEgress({ allow: ['127.0.0.1'], resolve });
    assert.equal(
      (await failure(unknowing, get(`https://hook.example:${securePort}/`))).sent,
      false,
    );
  });

  test('abort ends the request, before and while it runs', async () => {
    handler = () => undefined;
    const controller = new AbortController();
    const running = failure(egress, get(url(), { signal: controller.signal }));
    setTimeout(() => controller.abort(), 40);
    assert.equal((await running).kind, 'aborted');
    const error = await failure(egress, get(url(), { signal: AbortSignal.abort() }));
    assert.deepEqual([error.kind, error.sent], ['aborted', false]);
  });

  test('X74 a header with a line break is not sent', async () => {
    const before = seen.length;
    const error = await failure(egress, get(url(), { headers: { 'x-a': 'b\r\nx-c: d' } }));
    assert.deepEqual([error.kind, error.sent, seen.length], ['network', false, before]);
  });
});
