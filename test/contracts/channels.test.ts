// What every channel must do, whatever it speaks: run over the whole registry. A channel without a
// rig here fails the first test.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';

import webPushPackage from 'web-push';

import {
  channels,
  checkFields,
  sendThrough,
  type Channel,
  type Outcome,
  type Values,
} from '#channels';
import { sendInput } from '#harness/channel-rig';
import { startFakePush } from '#harness/fake-push';
import { startFakeSmtp } from '#harness/fake-smtp';
import { listenHttp, type FakeAnswer } from '#harness/listen';

type Kind = Outcome['kind'];
const permanent: readonly Kind[] = ['deadTarget', 'deadConfig'];

/** A provider that answers as told, and the settings that lead to it. */
interface Rig {
  settings: Values;
  target: Values;
  /** Values that no reason may repeat. */
  secrets: string[];
  /** Makes the provider misbehave on the next requests. */
  fault(what: Exclude<FakeAnswer, string> | string): void;
  /** The same ends, with nobody listening there. */
  away(port: number): { settings: Values; target: Values };
  close(): Promise<void>;
}

const ok: readonly Kind[] = ['accepted', 'delivered'];
const httpAnswers: readonly [number, readonly Kind[]][] = [
  ...[200, 201, 202].map((status): [number, readonly Kind[]] => [status, ok]),
  ...[408, 425, 429, 500, 502, 503, 504].map((status): [number, readonly Kind[]] => [
    status,
    ['retry'],
  ]),
  ...[301, 302, 307, 400, 401, 403, 404, 410, 413, 422].map((status): [number, readonly Kind[]] => [
    status,
    permanent,
  ]),
];
const smtpAnswers: readonly [string, readonly Kind[]][] = [
  ['421 4.3.2 Closing', ['retry']],
  ['450 4.2.1 Busy', ['retry']],
  ['451 4.3.0 Error', ['retry']],
  ['452 4.3.1 Full', ['retry']],
  ['550 5.1.1 Unknown', ['deadTarget']],
  ['553 5.1.3 Bad address', ['deadTarget']],
  ['550 5.7.1 No relay', ['deadConfig']],
];

interface Case {
  rig: () => Promise<Rig>;
  answers: readonly (readonly [number | string, readonly Kind[]])[];
}

const secretToken = 'tok-7f3a9c-secret';

async function httpRig(
  ends: (origin: string) => Pick<Rig, 'settings' | 'target' | 'secrets'>,
): Promise<Rig> {
  let next: FakeAnswer | null = null;
  const fake = await listenHttp((request) => {
    // A provider that repeats everything it was sent, as error pages like to.
    const echo = JSON.stringify({ headers: request.headers, body: request.body.toString() });
    const answer = next ?? { status: 200 };
    if (typeof answer === 'string') return answer;
    const body = answer.status < 300 ? '{"sid":"SM0123456789abcdef"}' : echo;
    return { ...answer, body, headers: { location: '/x', ...answer.headers } };
  });
  return {
    ...ends(fake.origin),
    fault: (what) => (next = typeof what === 'string' ? (what as FakeAnswer) : what),
    away: (port) => ends(`http://127.0.0.1:${port}`),
    close: () => fake.close(),
  };
}

const phoneRig = (): Promise<Rig> =>
  httpRig((baseUrl) => ({
    settings: { accountSid: 'AC1', authToken: secretToken, from: '+15005550006', baseUrl },
    target: { address: '+4915100000001' },
    secrets: [secretToken, Buffer.from(`AC1:${secretToken}`).toString('base64')],
  }));

const vapidKeys = webPushPackage.generateVAPIDKeys();

async function webPushRig(): Promise<Rig> {
  const browser = await startFakePush();
  const { keys } = browser.subscribe();
  await browser.close();
  return await httpRig((origin) => ({
    settings: { ...vapidKeys, subject: 'mailto:ops@example.com' },
    target: { address: `${origin}/push/1`, ...keys },
    secrets: [vapidKeys.privateKey, keys.auth],
  }));
}

async function smtpRig(): Promise<Rig> {
  const login = { user: 'ana', password: secretToken };
  const smtp = await startFakeSmtp({ login });
  const ends = (port: number): Pick<Rig, 'settings' | 'target'> => ({
    settings: {
      smtpUrl: `smtp://ana:${secretToken}@127.0.0.1:${port}`,
      from: 'Evenkeel <a@ops.example>',
    },
    target: { address: 'ana@example.com' },
  });
  return {
    ...ends(smtp.port),
    secrets: [secretToken, Buffer.from(`\0ana\0${secretToken}`).toString('base64')],
    fault(what) {
      const reply = typeof what === 'string' ? what : `${what.status} 5.0.0 Refused`;
      if (what === 'hang' || what === 'reset') smtp.script({ data: what });
      else smtp.script({ recipient: () => `${reply} for ${secretToken}` });
    },
    away: ends,
    close: () => smtp.close(),
  };
}

const cases: Record<Channel['id'], Case> = {
  email: { rig: smtpRig, answers: smtpAnswers },
  sms: { rig: phoneRig, answers: httpAnswers },
  voice: { rig: phoneRig, answers: httpAnswers },
  webhook: {
    rig: () =>
      httpRig((origin) => ({
        settings: {},
        target: {
          address: `${origin}/hook`,
          secret: `whsec_${Buffer.alloc(32, 's').toString('base64')}`,
        },
        secrets: [Buffer.alloc(32, 's').toString('base64')],
      })),
    answers: httpAnswers,
  },
  webPush: { rig: webPushRig, answers: httpAnswers },
};

test('every registered channel has a rig here and a test of its own', () => {
  assert.deepEqual(channels.map((channel) => channel.id).sort(), Object.keys(cases).sort());
  for (const { id } of channels) {
    const file = id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.ok(existsSync(new URL(`../../src/channels/${file}.test.ts`, import.meta.url)), file);
  }
});

async function closeBoth(input: { close(): void }, rig: Rig): Promise<void> {
  input.close();
  await rig.close();
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The values, and which of them were read. */
function watched(values: Values): { values: Values; read: Set<string> } {
  const read = new Set<string>();
  const proxy = new Proxy(values, {
    get(target, key) {
      if (typeof key === 'string') read.add(key);
      return Reflect.get(target, key) as unknown;
    },
  });
  return { values: proxy, read };
}

for (const channel of channels) {
  const { rig: makeRig, answers } = cases[channel.id];

  describe(`channel ${channel.id}`, () => {
    for (const [answer, kinds] of answers) {
      test(`${answer} means ${kinds.join(' or ')}`, async (t) => {
        const rig = await makeRig();
        const input = sendInput(rig, { timeoutMs: 1_500 });
        t.after(() => closeBoth(input, rig));
        rig.fault(typeof answer === 'number' ? { status: answer } : answer);
        const outcome = await sendThrough(channel, input);
        assert.ok(kinds.includes(outcome.kind), JSON.stringify(outcome));
        for (const secret of rig.secrets) {
          assert.ok(!JSON.stringify(outcome).includes(secret), 'a secret is in the reason');
        }
      });
    }

    test('no answer after it was sent is unknown, not failed', async (t) => {
      const rig = await makeRig();
      const input = sendInput(rig, { timeoutMs: 400 });
      t.after(() => closeBoth(input, rig));
      for (const what of ['hang', 'reset'] as const) {
        rig.fault(what);
        assert.equal((await sendThrough(channel, input)).kind, 'unknown', what);
      }
    });

    test('nobody there is tried again', async (t) => {
      const rig = await makeRig();
      const input = sendInput(rig.away(await unusedPort()));
      t.after(() => closeBoth(input, rig));
      assert.equal((await sendThrough(channel, input)).kind, 'retry');
    });

    test('an abort ends it at once', async (t) => {
      const rig = await makeRig();
      const controller = new AbortController();
      const input = sendInput(rig, { timeoutMs: 9_000, signal: controller.signal });
      t.after(() => closeBoth(input, rig));
      rig.fault('hang');
      const running = sendThrough(channel, input);
      setTimeout(() => controller.abort(), 250);
      const begun = performance.now();
      const outcome = await running;
      assert.ok(performance.now() - begun < 2_000);
      assert.ok(['unknown', 'retry'].includes(outcome.kind), JSON.stringify(outcome));
      const before = await sendThrough(channel, { ...input, signal: AbortSignal.abort() });
      assert.equal(before.kind, 'retry', 'given up before anything was sent');
    });

    test('its fields describe every setting, and each is used', async (t) => {
      const rig = await makeRig();
      const settings = watched(rig.settings);
      const target = watched(rig.target);
      const input = sendInput({ settings: settings.values, target: target.values });
      t.after(() => closeBoth(input, rig));
      assert.ok(ok.includes((await channel.send(input)).kind));
      assert.deepEqual(
        [...settings.read].sort(),
        channel.settings.map((field) => field.key).sort(),
      );
      assert.deepEqual([...target.read].sort(), channel.target.map((field) => field.key).sort());
      assert.deepEqual(checkFields(channel.settings, rig.settings), []);
      assert.deepEqual(checkFields(channel.target, rig.target), []);
    });

    test('what is secret is marked so', () => {
      for (const field of [...channel.settings, ...channel.target]) {
        const sounds = /token|secret|password|private|auth$|smtpUrl/i.test(field.key);
        assert.equal(field.secret, sounds, field.key);
      }
    });
  });
}
