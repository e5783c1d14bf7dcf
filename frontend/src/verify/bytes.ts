// Bytes, their spellings and their hash. Every spelling is strict: what could be written in two ways is refused, so that no
// byte of a file can be changed unseen.

import type { Why } from "./words";

/** A file, or a part of it, that is not believed: why, and where. */
export class Refused extends Error {
  readonly why: Why;
  readonly where: string;

  constructor(why: Why, where = "") {
    super(`${why} ${where}`);
    this.why = why;
    this.where = where;
  }
}

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export function utf8(text: string): Bytes {
  return encoder.encode(text) as Bytes;
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Standard base64 with padding; undefined for any second spelling. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** base64url without padding; undefined for any second spelling. */
export function fromBase64url(text: string): Bytes | undefined {
  const standard = text.replace(/-/g, "+").replace(/_/g, "/");
  const bytes = fromBase64(standard + "=".repeat((4 - (standard.length % 4)) % 4));
  return bytes && toBase64url(bytes) === text ? bytes : undefined;
}

/** A hash of 32 bytes in base64url. */
export function hashOf(text: string): Bytes | undefined {
  const bytes = fromBase64url(text);
  return bytes?.length === 32 ? bytes : undefined;
}

/** A whole number in eight bytes, big endian. */
export function inEight(number: number): Bytes {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(number / 2 ** 32));
  view.setUint32(4, number % 2 ** 32);
  return bytes;
}

export function fromEight(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(0) * 2 ** 32 + view.getUint32(4);
}
