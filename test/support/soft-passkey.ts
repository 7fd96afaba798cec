import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

// An authenticator in software (W3C Web Authentication, sections 6.1 and 6.5): what a browser hands to a page.

export interface SoftPasskey {
  /** @returns the answer to an offer of a new passkey, in JSON */
  create(offer: { readonly challenge: string }, changes?: Changes): string;
  /** @returns the answer to a request, in JSON */
  answer(request: { readonly challenge: string }, changes?: Changes): string;
}

/** What differs from what a browser of its person would say. */
interface Changes {
  readonly origin?: string;
  /** Without finger, face or PIN. */
  readonly isUnverified?: boolean;
  readonly key?: KeyObject;
}

export function createSoftPasskey(origin: string): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const authData = (flags: number, rest: Buffer) => {
    // As those that are kept on several devices: they count nothing.
    const count = Buffer.alloc(4);
    return Buffer.concat([sha256(Buffer.from(new URL(origin).hostname)), Buffer.from([flags]), count, rest]);
  };
  const verified = ({ isUnverified }: Changes) => (isUnverified === true ? 0x01 : 0x05);
  const wrap = (response: Record<string, string>) =>
    JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      response,
      clientExtensionResults: {},
    });
  return {
    create({ challenge }, changes = {}) {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const length = Buffer.from([0, id.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, encodeKey(x, y)]);
      const data = authData(verified(changes) | 0x40, attested);
      const attestation = Buffer.concat([
        ...[Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0])],
        ...[text('authData'), Buffer.from([0x58, data.length]), data],
      ]);
      const said = clientData('webauthn.create', challenge, changes.origin ?? origin);
      return wrap({
        clientDataJSON: said.toString('base64url'),
        attestationObject: attestation.toString('base64url'),
      });
    },
    answer({ challenge }, changes = {}) {
      const said = clientData('webauthn.get', challenge, changes.origin ?? origin);
      const data = authData(verified(changes), Buffer.alloc(0));
      const signer = createSign('sha256').update(Buffer.concat([data, sha256(said)]));
      return wrap({
        clientDataJSON: said.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signer.sign(changes.key ?? privateKey).toString('base64url'),
      });
    },
  };
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A COSE key in CBOR (RFC 9053 section 7.1.1): ES256 on P-256. */
function encodeKey(x: string, y: string): Buffer {
  const point = (label: number, value: string) =>
    Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
  return Buffer.concat([head, point(0x21, x), point(0x22, y)]);
}

function text(word: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
}
