// The coalition's log: signed notes, checkpoints, cosignatures and inclusion, after C2SP and RFC 6962. Ed25519 is asked of the
// browser; one that has none is told so, and nothing is passed off as checked.

import { type Bytes, Refused, concat, equal, fromBase64, fromEight, inEight, sha256, utf8 } from "./bytes";

const PLAIN = 1;
const COSIGNATURE = 4;

export interface Key {
  name: string;
  kind: number;
  id: Bytes;
  public: Bytes;
}

export interface Note {
  text: string;
  signatures: { name: string; id: Bytes; bytes: Bytes }[];
}

export interface Head {
  key: Key;
  vkey: string;
  size: number;
  root: Bytes;
  cosigned: { witness: string; at: number }[];
  /** Whether this browser could check the signatures under it. */
  checked: boolean;
}

/** Reads a public key: name, id, kind and key. The id follows from the rest. */
export async function readKey(text: string): Promise<Key> {
  const [name, id, ...rest] = text.split("+");
  const decoded = fromBase64(rest.join("+"));
  if (!name || /\s/.test(name) || decoded?.length !== 33) throw new Refused("key");
  const kind = decoded[0] as number;
  const hash = (await sha256(utf8(`${name}\n`), decoded)).slice(0, 4);
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== id || (kind !== PLAIN && kind !== COSIGNATURE)) throw new Refused("key");
  return { name, kind, id: hash, public: decoded.slice(1) };
}

export function readNote(text: string): Note {
  const at = text.lastIndexOf("\n\n");
  if (at < 0 || !text.endsWith("\n")) throw new Refused("note");
  const lines = text.slice(at + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded ?? "");
    if (!name || !bytes || bytes.length <= 4) throw new Refused("note");
    return { name, id: bytes.slice(0, 4), bytes: bytes.slice(4) };
  });
  return { text: text.slice(0, at + 1), signatures };
}

async function ed25519(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean | undefined> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return undefined;
  }
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

/** Whether a key signed a note: undefined where this browser cannot tell. `at` is the time that a cosignature states. */
async function signedBy(note: Note, key: Key): Promise<{ holds: boolean | undefined; at: number } | undefined> {
  const line = note.signatures.find((signature) => signature.name === key.name && equal(signature.id, key.id));
  if (!line) return undefined;
  if (key.kind === PLAIN) return { holds: await ed25519(key.public, utf8(note.text), line.bytes), at: 0 };
  if (line.bytes.length !== 72) return { holds: false, at: 0 };
  const at = fromEight(line.bytes.slice(0, 8));
  const message = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
  return { holds: await ed25519(key.public, message, line.bytes.slice(8)), at };
}

/** The words of a note that a key alone has signed, and whether this browser could check it. */
export async function signedWords(text: string, key: Key): Promise<{ text: string; checked: boolean }> {
  const note = readNote(text);
  const signed = await signedBy(note, key);
  if (!signed || signed.holds === false || note.signatures.length !== 1) throw new Refused("notice-not-signed");
  return { text: note.text, checked: signed.holds === true };
}

/** Believes a checkpoint: of the log whose key this is, signed by it and by none but the named witnesses. */
export async function openLog(vkey: string, witnesses: string[], checkpoint: string): Promise<Head> {
  const key = await readKey(vkey);
  const note = readNote(checkpoint);
  const lines = note.text.split("\n");
  const [origin, digits, encodedRoot] = lines;
  const [size, root] = [Number(digits), fromBase64(encodedRoot ?? "")];
  if (lines.length !== 4 || String(size) !== digits || !Number.isSafeInteger(size) || size >= 2 ** 31 || root?.length !== 32) {
    throw new Refused("checkpoint");
  }
  const own = await signedBy(note, key);
  if (origin !== key.name || key.kind !== PLAIN || !own || own.holds === false) throw new Refused("checkpoint");
  const cosigned = [];
  for (const text of witnesses) {
    const witness = await readKey(text);
    const signed = witness.kind === COSIGNATURE ? await signedBy(note, witness) : undefined;
    if (witness.kind !== COSIGNATURE || signed?.holds === false) throw new Refused("checkpoint");
    if (signed) cosigned.push({ witness: witness.name, at: signed.at });
  }
  if (note.signatures.length !== 1 + cosigned.length) throw new Refused("checkpoint");
  return { key, vkey, size, root, cosigned, checked: own.holds === true };
}

const CONTEXT = utf8("clarion log document v1\n");

export interface Inclusion {
  at: number;
  salt: Bytes;
  place: number;
  hashes: Bytes[];
}

/** Whether a document of a kind stands in the log where the proof says. */
export async function holds(head: Head, kind: string, document: Uint8Array, inclusion: Inclusion): Promise<boolean> {
  const { at, salt, place, hashes } = inclusion;
  if (salt.length !== 32 || place >= head.size) return false;
  const hash = await sha256(CONTEXT, salt, new Uint8Array([kind.length]), utf8(kind), document);
  let root = await sha256(new Uint8Array([0, 1]), inEight(at), hash);
  let [node, last] = [place, head.size - 1];
  for (const sibling of hashes) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      root = await sha256(new Uint8Array([1]), sibling, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [node >> 1, last >> 1];
    } else {
      root = await sha256(new Uint8Array([1]), root, sibling);
    }
    [node, last] = [node >> 1, last >> 1];
  }
  return last === 0 && equal(root, head.root);
}

/** Puts bytes behind one another; here for proofs that come as text. */
export function timeAndSalt(extra: Bytes): { at: number; salt: Bytes } {
  if (extra.length !== 40) throw new Refused("proof");
  return { at: fromEight(concat(extra.slice(0, 8))), salt: extra.slice(8) };
}
