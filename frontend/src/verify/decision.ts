// A file, checked whole: a decision file, or the file of a notice. Nothing in it is believed.

import { BallotBox, both, confirmationOf, confirmerOf, entryOf, planOf, readFrozen, type Frozen } from "./ballot-box";
import { type Bytes, Refused, equal, fromBase64, hashOf, sha256, toBase64url, utf8 } from "./bytes";
import { Members, bytesOf, read, type Json } from "./canonical";
import { holds, openLog, readKey, signedWords, timeAndSalt, type Head, type Inclusion } from "./log";
import { readNotice, type Notice } from "./notice";
import type { Choice, Outcome } from "./rule";

export interface Checked {
  /** What was looked at: a decision, or a notice alone. */
  kind: "decision" | "notice";
  title: { en: string; es: string } | undefined;
  outcome: Outcome | undefined;
  isStarted: boolean;
  /** Two groups took it back while nothing was decided. */
  isWithdrawn: boolean;
  groups: { name: string; choice: Choice | undefined; left: boolean }[];
  records: number;
  passkeys: number;
  /** How long new passkeys waited, in minutes, as the plan says. */
  waitMinutes: number;
  /** Groups that vouched for passkeys which did not wait. */
  vouched: string[];
  notice: Notice | undefined;
  head: Head | undefined;
  sum: string;
}

/** Longer than any file that Clarion writes. */
export const FILE_BYTES_MAX = 128 * 1024 * 1024;

/** Checks a file; `vkey` is the log's public key as the reader knows it, or empty. */
export async function check(text: string, vkey: string): Promise<Checked> {
  if (text.startsWith('{\n  "clarion": "notice file v1"')) return checkNotice(text, vkey);
  return checkDecision(text.endsWith("\n") ? text.slice(0, -1) : text, vkey);
}

async function mustBe(head: Head, vkey: string): Promise<void> {
  if (vkey.trim() === "") return;
  const known = await readKey(vkey.trim());
  if (known.name !== head.key.name || !equal(known.public, head.key.public)) throw new Refused("other-key");
}

async function checkNotice(text: string, vkey: string): Promise<Checked> {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Refused("shape");
  }
  if (`${JSON.stringify(value, null, 2)}\n` !== text) throw new Refused("writing");
  const file = new Members(value, "clarion vkey witnesses notice proof");
  const [start, ...rest] = file.text("proof").split("\n\n");
  const lines = (start ?? "").split("\n");
  const extra = fromBase64(/^extra (\S+)$/.exec(lines[1] ?? "")?.[1] ?? "");
  const place = Number(/^index (\d+)$/.exec(lines[2] ?? "")?.[1] ?? "x");
  const hashes = lines.slice(3).map(fromBase64);
  if (lines[0] !== "c2sp.org/tlog-proof@v1" || !extra || !Number.isSafeInteger(place) || hashes.some((hash) => hash?.length !== 32)) {
    throw new Refused("proof");
  }
  const head = await openLog(file.text("vkey"), file.list("witnesses").map(String), rest.join("\n\n"));
  await mustBe(head, vkey);
  const signed = await signedWords(file.text("notice"), head.key);
  const inclusion = { ...timeAndSalt(extra), place, hashes: hashes as Bytes[] };
  if (!(await holds(head, "notice", utf8(file.text("notice")), inclusion))) throw new Refused("not-in-log", "notice");
  const notice = readNotice(signed.text);
  return { kind: "notice", title: undefined, outcome: undefined, isStarted: false, isWithdrawn: false, groups: [], records: 0, passkeys: 0, waitMinutes: 0, vouched: [], notice, head, sum: "" };
}

async function checkDecision(text: string, vkey: string): Promise<Checked> {
  const value = read(text);
  const file = new Members(value, "format frozen plan records head outcome notice sum proof");
  if (file.text("format") !== "clarion decision 1") throw new Refused("format");
  const frozen = readFrozen(file.value("frozen"));
  const plan = await planOf(frozen);
  if (file.hash("plan") !== toBase64url(plan)) throw new Refused("plan");
  const box = new BallotBox(frozen, plan);
  await box.begin();
  for (const record of file.list("records")) await takeOrSay(box, record);
  if (file.hash("head") !== toBase64url(box.head)) throw new Refused("chain");
  if (file.value("outcome") !== (box.stands() ?? null)) throw new Refused("outcome");
  if (file.hash("sum") !== toBase64url(await sumOf(value))) throw new Refused("sum");
  const log = file.value("proof") === null ? undefined : await checkProof(new Proof(file.value("proof")), file, frozen, box, vkey);
  if (!log && file.value("notice") !== null) throw new Refused("proof");
  const group = ({ id, name }: { id: string; name: string }) => {
    const state = box.groups.get(id);
    return { name, choice: state?.standing, left: state?.left ?? false };
  };
  return {
    kind: "decision",
    title: frozen.title,
    outcome: box.stands(),
    isStarted: box.phase === "started",
    isWithdrawn: box.phase === "withdrawn",
    groups: frozen.groups.map(group),
    records: box.records,
    passkeys: frozen.passkeys.length,
    waitMinutes: frozen.wait / 60_000_000,
    vouched: log?.vouched ?? [],
    notice: log?.notice,
    head: log?.head,
    sum: file.hash("sum"),
  };
}

async function takeOrSay(box: BallotBox, record: Json): Promise<void> {
  try {
    await box.take(record);
  } catch (error) {
    if (error instanceof Refused) throw new Refused(error.why, `#${box.records + 1}`);
    throw error;
  }
}

/** The hash of everything but itself, the proof and the texts of reasons. */
async function sumOf(value: Json): Promise<Bytes> {
  const bare = JSON.parse(JSON.stringify(value)) as { [name: string]: Json };
  [bare.sum, bare.proof] = [toBase64url(new Uint8Array(32)), null];
  for (const record of bare.records as { what: { signed?: { reason: string } } | string }[]) {
    if (typeof record.what === "object" && record.what.signed) record.what.signed.reason = "";
  }
  return sha256(bytesOf(bare));
}

class Proof {
  readonly log: Members;
  readonly plan: Inclusion;
  readonly decision: Inclusion | undefined;
  readonly withdrawals: Inclusion[];
  readonly halts: Inclusion[];
  readonly notice: Inclusion | undefined;
  readonly passkeys: { entered: Inclusion; confirmed: { word: Members; entered: Inclusion } | undefined }[];

  constructor(value: Json) {
    const names = "log plan decision halts notice passkeys";
    // Left out where nobody wanted the ballot withdrawn.
    const some = typeof value === "object" && value !== null && "withdrawals" in value;
    const proof = new Members(value, some ? `${names} withdrawals` : names);
    this.withdrawals = some ? proof.list("withdrawals").map(inclusion) : [];
    if (some && this.withdrawals.length === 0) throw new Refused("writing");
    const orNone = (name: string) => (proof.value(name) === null ? undefined : inclusion(proof.value(name)));
    this.log = new Members(proof.value("log"), "vkey witnesses checkpoint");
    this.plan = inclusion(proof.value("plan"));
    [this.decision, this.notice] = [orNone("decision"), orNone("notice")];
    this.halts = proof.list("halts").map(inclusion);
    this.passkeys = proof.list("passkeys").map((one) => {
      const passkey = new Members(one, "entered confirmed");
      const confirmed = passkey.value("confirmed") === null ? undefined : new Members(passkey.value("confirmed"), "word entered");
      return {
        entered: inclusion(passkey.value("entered")),
        confirmed: confirmed && {
          word: new Members(confirmed.value("word"), "words assertion"),
          entered: inclusion(confirmed.value("entered")),
        },
      };
    });
  }
}

function inclusion(value: Json): Inclusion {
  const one = new Members(value, "at salt place hashes");
  const hashes = one.list("hashes").map((hash) => hashOf(String(hash)));
  if (hashes.length > 63 || hashes.some((hash) => !hash)) throw new Refused("shape", "hashes");
  return { at: one.number("at"), salt: one.bytes("salt"), place: one.number("place"), hashes: hashes as Bytes[] };
}

interface InLog {
  head: Head;
  notice: Notice | undefined;
  vouched: string[];
}

/** The passkeys stood in the log in time, then the plan, the decision, and the notice with the words that the plan says. */
async function checkProof(proof: Proof, file: Members, frozen: Frozen, box: BallotBox, vkey: string): Promise<InLog> {
  const witnesses = proof.log.list("witnesses").map(String);
  const head = await openLog(proof.log.text("vkey"), witnesses, proof.log.text("checkpoint"));
  await mustBe(head, vkey);
  const mustHold = async (kind: string, document: Uint8Array, one: Inclusion) => {
    if (!(await holds(head, kind, document, one))) throw new Refused("not-in-log", kind);
  };
  await mustHold("plan", hashOf(file.hash("plan")) as Bytes, proof.plan);
  if ((proof.decision === undefined) !== (box.decision === undefined)) throw new Refused("proof");
  if (proof.decision && box.decision) await mustHold("decision", box.decision, proof.decision);
  if (proof.withdrawals.length !== box.withdrawals.length) throw new Refused("proof");
  for (const [at, one] of proof.withdrawals.entries()) await mustHold("withdrawal", box.withdrawals[at] as Bytes, one);
  if (proof.halts.length !== box.halts.length) throw new Refused("proof");
  for (const [at, halt] of proof.halts.entries()) await mustHold("halt", box.halts[at] as Bytes, halt);
  const note = file.value("notice") === null ? undefined : file.text("notice");
  if ((proof.notice === undefined) !== (note === undefined)) throw new Refused("proof");
  let notice: Notice | undefined;
  if (proof.notice && note !== undefined) {
    await mustHold("notice", utf8(note), proof.notice);
    notice = readNotice((await signedWords(note, head.key)).text);
    if (box.phase !== "started" || !box.outcome || !isAsFrozen(notice, frozen.words[box.outcome], box.outcome)) throw new Refused("notice-words");
  }
  const places = [proof.plan, ...proof.withdrawals, proof.decision, ...proof.halts, proof.notice].flatMap((one) => (one ? [one.place] : []));
  if (places.some((place, at) => at > 0 && place <= (places[at - 1] ?? 0))) throw new Refused("proof");
  return { head, notice, vouched: await checkPasskeys(proof, head, frozen) };
}

async function checkPasskeys(proof: Proof, head: Head, frozen: Frozen): Promise<string[]> {
  if (proof.passkeys.length !== frozen.passkeys.length) throw new Refused("proof");
  const vouched = [];
  for (const [at, passkey] of frozen.passkeys.entries()) {
    const one = proof.passkeys[at] as Proof["passkeys"][number];
    const entry = await entryOf(passkey);
    if (!(await holds(head, "passkey", entry, one.entered))) throw new Refused("not-in-log", "passkey");
    let countsFrom = one.entered.at + frozen.wait;
    if (one.confirmed) {
      const { word, entered } = one.confirmed;
      if (!(await holds(head, "passkey", confirmationOf(word), entered))) throw new Refused("not-in-log", "passkey");
      const signer = await confirmerOf(word, passkey, entry, frozen);
      const own = proof.passkeys[frozen.passkeys.indexOf(signer)] as Proof["passkeys"][number];
      const hadWaited = own.entered.at + frozen.wait <= entered.at && own.entered.place < entered.place;
      if (!hadWaited) throw new Refused("confirmation");
      if (one.entered.place >= entered.place || entered.place >= proof.plan.place) throw new Refused("passkey-time");
      countsFrom = entered.at;
      vouched.push(frozen.groups.find(({ id }) => id === signer.group)?.name ?? signer.group);
    }
    const inTime = passkey.countsFrom === countsFrom && countsFrom <= proof.plan.at && one.entered.place < proof.plan.place;
    if (!inTime) throw new Refused("passkey-time");
  }
  return vouched;
}

function isAsFrozen(notice: Notice, value: Json, outcome: Outcome): boolean {
  const frozen = new Members(value, "subject text waves");
  const [subject, text] = [both(frozen.value("subject")), both(frozen.value("text"))];
  const expected = [{ lang: "en", subject: subject.en, text: text.en }, { lang: "es", subject: subject.es, text: text.es }];
  return notice.kind === outcome && JSON.stringify(notice.words) === JSON.stringify(expected);
}
