// An authenticator in software: makes and uses one passkey as WebAuthn level 3 writes it down
// (attestation none, ES256), and lies wherever a test wants it to.
import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

export interface Lies {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
  /** Flips a bit of the signature. */
  badSignature?: boolean;
}

interface Options {
  challenge: string;
  rp?: { id?: string };
  rpId?: string;
  user?: { id: string };
}

export class FakePasskey {
  readonly id = randomBytes(32);
  readonly origin: string;
  counter = 1;
  private readonly privateKey: KeyObject;
  private readonly cose: Buffer;
  private userHandle = '';

  constructor(origin: string) {
    this.origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.privateKey = privateKey;
    const coordinate = (label: number, value: string): Buffer =>
      Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    this.cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
      coordinate(0x21, x),
      coordinate(0x22, y),
    ]);
  }

  /** What navigator.credentials.create gives. */
  create(given: unknown, lies: Lies = {}): Record<string, unknown> {
    const options = given as Options;
    this.userHandle = options.user?.id ?? '';
    const authData = Buffer.concat([
      this.head(lies.rpId ?? options.rp?.id ?? '', 0x40, lies),
      Buffer.alloc(16),
      Buffer.from([0, this.id.length]),
      this.id,
      this.cose,
    ]);
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const attestation = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from('fmt'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0x67]),
      Buffer.from('attStmt'),
      Buffer.from([0xa0, 0x68]),
      Buffer.from('authData'),
      Buffer.from([0x59, authData.length >> 8, authData.length & 255]),
      authData,
    ]);
    return this.answer({
      clientDataJSON: this.client('webauthn.create', options, lies).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What navigator.credentials.get gives. */
  get(given: unknown, lies: Lies = {}): Record<string, unknown> {
    const options = given as Options;
    this.counter += 1;
    const authData = this.head(lies.rpId ?? options.rpId ?? '', 0, lies);
    const client = this.client('webauthn.get', options, lies);
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
    const signature = createSign('sha256').update(signed).sign(this.privateKey);
    if (lies.badSignature === true) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    return this.answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: lies.userHandle ?? this.userHandle,
    });
  }

  private head(rpId: string, flags: number, lies: Lies): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.counter ?? this.counter);
    const verified = lies.userVerified === false ? 0 : 0x04;
    return Buffer.concat([
      createHash('sha256').update(rpId).digest(),
      Buffer.from([0x01 | verified | flags]),
      counter,
    ]);
  }

  private client(type: string, options: Options, lies: Lies): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? options.challenge,
        origin: lies.origin ?? this.origin,
        crossOrigin: false,
      }),
    );
  }

  private answer(response: Record<string, unknown>): Record<string, unknown> {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }
}
