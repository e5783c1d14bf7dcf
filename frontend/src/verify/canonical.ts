// Canonical JSON (RFC 8785, whole numbers only) and the shapes of documents: members that are not known, or missing, are refused.

import { type Bytes, Refused, fromBase64url, hashOf, utf8 } from "./bytes";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The one writing of a value. */
export function written(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Refused("shape");
    return String(value);
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  // Sorting by UTF-16 units is what the standard asks for, and what JavaScript does.
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${written(value[key] as Json)}`);
  return `{${members.join(",")}}`;
}

/** Reads a document from its canonical text, and from no other. */
export function read(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Refused("shape");
  }
  if (written(value) !== text) throw new Refused("writing");
  return value;
}

export function bytesOf(value: Json): Bytes {
  return utf8(written(value));
}

/** An object with exactly these members. */
export class Members {
  private readonly members: { [key: string]: Json };

  constructor(value: Json | undefined, names: string) {
    const wanted = names.split(" ").sort().join(" ");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject || Object.keys(value).sort().join(" ") !== wanted) throw new Refused("shape", names);
    this.members = value;
  }

  value(name: string): Json {
    return this.members[name] as Json;
  }

  text(name: string): string {
    const value = this.members[name];
    if (typeof value !== "string") throw new Refused("shape", name);
    return value;
  }

  number(name: string): number {
    const value = this.members[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Refused("shape", name);
    return value;
  }

  numberOrNone(name: string): number | undefined {
    return this.members[name] === null ? undefined : this.number(name);
  }

  list(name: string): Json[] {
    const value = this.members[name];
    if (!Array.isArray(value)) throw new Refused("shape", name);
    return value;
  }

  /** An id in its one writing. */
  id(name: string): string {
    const text = this.text(name);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new Refused("shape", name);
    return text;
  }

  bytes(name: string): Bytes {
    const bytes = fromBase64url(this.text(name));
    if (!bytes) throw new Refused("shape", name);
    return bytes;
  }

  hash(name: string): string {
    const text = this.text(name);
    if (!hashOf(text)) throw new Refused("shape", name);
    return text;
  }
}
