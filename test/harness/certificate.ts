// A self-signed certificate made for one test run, so that no private key lies in the repository
// and none expires. DER by hand (X.690), read back by Node's own X509Certificate in the test.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface TestCertificate {
  /** PEM of the private key. */
  key: string;
  /** PEM of the certificate, its own authority. */
  cert: string;
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const size = Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x82]), size, body]);
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (at: Temporal.ZonedDateTime): Buffer => {
  const digits = at.toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/\D/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`));
};

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const localhostAddress = Buffer.from([127, 0, 0, 1]);

/** A certificate for `localhost`, 127.0.0.1 and further names, valid from yesterday for ten days. */
export function makeCertificate(...names: string[]): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const now = Temporal.Now.zonedDateTimeISO('UTC');
  const name = sequence(
    der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('evenkeel test')))),
  );
  const alternatives = sequence(
    ...['localhost', ...names].map((dns) => der(0x82, Buffer.from(dns))),
    der(0x87, localhostAddress),
  );
  const extensions = sequence(
    sequence(oid('551d11'), der(0x04, alternatives)),
    sequence(
      oid('551d13'),
      der(0x01, Buffer.from([0xff])),
      der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
    ),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(utcTime(now.subtract({ days: 1 })), utcTime(now.add({ days: 9 }))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const whole = sequence(body, ecdsaWithSha256, signature).toString('base64');
  const lines = whole.match(/.{1,64}/g)?.join('\n') ?? '';
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
