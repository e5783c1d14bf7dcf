// Whether a passkey signed some words: the check of a WebAuthn assertion (Web Authentication Level 3, section 7.2), as strict as
// the server's: the human was present and verified, on this very site, and not inside another site's page.

import { type Bytes, Refused, concat, equal, sha256, toBase64url, utf8 } from "./bytes";
import { Members, type Json } from "./canonical";

/** The point of a COSE_Key of ES256 (RFC 9053): 4, x, y; undefined for any other key. */
export function pointOf(cose: Bytes): Bytes | undefined {
  let at = 0;
  const head = (): [number, number] | undefined => {
    const first = cose[at++];
    if (first === undefined) return undefined;
    const [kind, short] = [first >> 5, first & 31];
    if (short < 24) return [kind, short];
    if (short > 25 || cose.length > 128) return undefined;
    let value = 0;
    for (let left = short === 24 ? 1 : 2; left > 0; left--) value = value * 256 + (cose[at++] ?? 0);
    return [kind, value];
  };
  const part = (): number | Bytes | undefined => {
    const [kind, value] = head() ?? [7, 0];
    if (kind === 0) return value;
    if (kind === 1) return -1 - value;
    if (kind !== 2 || at + value > cose.length) return undefined;
    at += value;
    return cose.slice(at - value, at);
  };
  const map = head();
  if (map?.[0] !== 5) return undefined;
  const members = new Map<number, number | Bytes>();
  for (let left = map[1]; left > 0; left--) {
    const [label, value] = [part(), part()];
    if (typeof label !== "number" || value === undefined || members.has(label)) return undefined;
    members.set(label, value);
  }
  const [x, y] = [members.get(-2), members.get(-3)];
  const isEs256 = members.get(1) === 2 && members.get(3) === -7 && members.get(-1) === 1;
  if (at !== cose.length || members.size !== 5 || !isEs256 || !(x instanceof Uint8Array) || !(y instanceof Uint8Array)) return undefined;
  return x.length === 32 && y.length === 32 ? concat(new Uint8Array([4]), x, y) : undefined;
}

/** A signature as authenticators write it (DER), as browsers check it (r and s, 32 bytes each). */
function rawSignature(der: Bytes): Bytes | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 80) return undefined;
  let at = 2;
  const number = (): Bytes | undefined => {
    const length = der[at + 1];
    if (der[at] !== 2 || length === undefined || length === 0 || at + 2 + length > der.length) return undefined;
    const bytes = der.slice(at + 2, at + 2 + length);
    at += 2 + length;
    const [first, second] = [bytes[0] as number, bytes[1] ?? 0];
    // Positive, and with no byte more than that needs.
    if (first >= 0x80 || (first === 0 && bytes.length > 1 && second < 0x80)) return undefined;
    const bare = first === 0 ? bytes.slice(1) : bytes;
    return bare.length > 32 ? undefined : concat(new Uint8Array(32 - bare.length), bare);
  };
  const [r, s] = [number(), number()];
  return r && s && at === der.length ? concat(r, s) : undefined;
}

export interface Site {
  id: string;
  origin: string;
}

/** Throws where the passkey did not sign this challenge here. */
export async function checkAssertion(value: Json, cose: Bytes, challenge: Bytes, site: Site): Promise<void> {
  const assertion = new Members(value, "authenticator_data client_data signature");
  const [authenticator, clientData] = [assertion.bytes("authenticator_data"), assertion.bytes("client_data")];
  const client = clientOf(clientData);
  if (client.type !== "webauthn.get" || client.challenge !== toBase64url(challenge)) throw new Refused("signed-other");
  if (client.origin !== site.origin || (client.crossOrigin ?? false) !== false || (client.topOrigin ?? null) !== null) {
    throw new Refused("signed-elsewhere");
  }
  const flags = authenticator[32] ?? 0;
  const lengthFits = (flags & 0x80) === 0 ? authenticator.length === 37 : authenticator.length > 37 && authenticator.length <= 1024;
  if (!lengthFits || (flags & 0x40) !== 0) throw new Refused("signature");
  if (!equal(authenticator.slice(0, 32), await sha256(utf8(site.id)))) throw new Refused("signed-elsewhere");
  const [point, signature] = [pointOf(cose), rawSignature(assertion.bytes("signature"))];
  if (!point || !signature) throw new Refused("signature");
  const key = await importPoint(point);
  const message = concat(authenticator, await sha256(clientData));
  if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message))) throw new Refused("signature");
  if ((flags & 0x05) !== 0x05) throw new Refused("nobody-there");
}

function clientOf(bytes: Bytes): { [key: string]: unknown } {
  try {
    const client: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof client === "object" && client !== null) return client as { [key: string]: unknown };
  } catch {
    // Told below.
  }
  throw new Refused("signature");
}

async function importPoint(point: Bytes): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    throw new Refused("signature");
  }
}
