// Everything that happened in a ballot, folded in its order by the same rules as the server's (docs/reference/decision-rule.md): a
// record counts only if the rule leaves the ballot open at its instant, and each is chained to the one before.

import { type Bytes, Refused, concat, equal, fromBase64url, hashOf, sha256, toBase64url, utf8 } from "./bytes";
import { Members, bytesOf, read, type Json } from "./canonical";
import { checkAssertion, pointOf, type Site } from "./passkey";
import { CHOICES, decide, readRule, type Choice, type Moment, type Outcome, type Rule } from "./rule";

const MINUTE = 60_000_000;
const CHANGES_MAX = 50;
const RECORDS_MAX = 30_000;
const REASON_CHARS_MAX = 1_000;

export interface Passkey {
  id: string;
  key: Bytes;
  holder: number;
  power: string;
  countsFrom: number;
  group: string;
}

export interface Frozen {
  value: Json;
  coalition: string;
  ballot: string;
  title: { en: string; es: string };
  site: Site;
  wait: number;
  rule: Rule;
  deadline: number;
  consult: number;
  coolingOff: number;
  startsAt: number | undefined;
  words: { [outcome in Outcome]: Json };
  groups: { id: string; name: string }[];
  passkeys: Passkey[];
}

export function both(value: Json): { en: string; es: string } {
  const words = new Members(value, "en es");
  return { en: words.text("en"), es: words.text("es") };
}

/** Reads a frozen plan and checks what a ballot relies on. */
export function readFrozen(value: Json): Frozen {
  const frozen = new Members(value, "format coalition plan version ballot salt site passkey_wait_minutes document events electorate");
  const names = "title scenarios rule deadline time_zone consult_minutes cooling_off_minutes starts_at call hold stand_down";
  const document = new Members(frozen.value("document"), names);
  const site = new Members(frozen.value("site"), "id origin");
  if (frozen.text("format") !== "clarion plan 1" || frozen.bytes("salt").length !== 32) throw new Refused("shape", "frozen");
  const groups: Frozen["groups"] = [];
  const passkeys: Passkey[] = [];
  for (const one of frozen.list("electorate")) {
    const group = new Members(one, "group name passkeys");
    groups.push({ id: group.id("group"), name: group.text("name") });
    for (const other of group.list("passkeys")) passkeys.push(readPasskey(other, group.id("group")));
  }
  const inOrder = groups.every((group, at) => at === 0 || (groups[at - 1]?.id ?? "") < group.id);
  if (groups.length < 2 || groups.length > 500 || !inOrder) throw new Refused("electorate");
  checkPasskeys(passkeys);
  return {
    value,
    coalition: frozen.id("coalition"),
    ballot: frozen.id("ballot"),
    title: both(document.value("title")),
    site: { id: site.text("id"), origin: site.text("origin") },
    wait: frozen.number("passkey_wait_minutes") * MINUTE,
    rule: readRule(document.value("rule")),
    deadline: document.number("deadline"),
    consult: document.number("consult_minutes") * MINUTE,
    coolingOff: document.number("cooling_off_minutes") * MINUTE,
    startsAt: document.numberOrNone("starts_at"),
    words: { call: document.value("call"), hold: document.value("hold"), "stand-down": document.value("stand_down") },
    groups,
    passkeys,
  };
}

function readPasskey(value: Json, group: string): Passkey {
  const passkey = new Members(value, "passkey key holder power counts_from");
  const power = passkey.text("power");
  if (!["delegate", "deputy", "member"].includes(power)) throw new Refused("shape", "power");
  const [id, key, holder] = [passkey.id("passkey"), passkey.bytes("key"), passkey.number("holder")];
  return { id, key, holder, power, countsFrom: passkey.number("counts_from"), group };
}

/** Every passkey can vote and stands once, and nobody holds passkeys of two groups. */
function checkPasskeys(passkeys: Passkey[]): void {
  const holders = new Map<number, string>();
  for (const { holder, group, key } of passkeys) {
    if ((holders.get(holder) ?? group) !== group || !pointOf(key)) throw new Refused("electorate");
    holders.set(holder, group);
  }
  const [ids, keys] = [new Set(passkeys.map(({ id }) => id)), new Set(passkeys.map(({ key }) => toBase64url(key)))];
  if (ids.size !== passkeys.length || keys.size !== passkeys.length) throw new Refused("electorate");
}

export interface Group {
  standing?: Choice;
  latest: string;
  changes: number;
  recallBy: Set<number>;
  recalled: boolean;
  left: boolean;
  opened: boolean;
  halts: boolean;
  withdraws: boolean;
}

type Phase = "prepared" | "open" | "decided" | "halted" | "withdrawn" | "started";

const NONE = toBase64url(new Uint8Array(32));

/** A ballot that is counted again. */
export class BallotBox {
  readonly groups = new Map<string, Group>();
  phase: Phase = "prepared";
  outcome: Outcome | undefined;
  head: Bytes = new Uint8Array(32);
  /** The end of the chain with the decision. */
  decision: Bytes | undefined;
  /** The ends of the chain with each halt: nothing else is signed once something is decided. */
  readonly halts: Bytes[] = [];
  /** The ends of the chain with each group's word for a withdrawal. */
  readonly withdrawals: Bytes[] = [];
  records = 0;
  private lastAt = 0;
  private consultUntil = 0;
  private startsAt = 0;
  private readonly challenges = new Set<string>();
  private readonly frozen: Frozen;
  private readonly plan: Bytes;

  constructor(frozen: Frozen, plan: Bytes) {
    this.frozen = frozen;
    this.plan = plan;
    for (const { id } of frozen.groups) {
      const nothing = { latest: NONE, changes: 0, recallBy: new Set<number>(), recalled: false, left: false, opened: false, halts: false, withdraws: false };
      this.groups.set(id, nothing);
    }
  }

  async begin(): Promise<void> {
    this.head = await sha256(utf8("clarion ballot box 1"), this.plan);
  }

  /** What stands after all records. */
  stands(): Outcome | undefined {
    return this.phase === "halted" ? "hold" : this.outcome;
  }

  async take(value: Json): Promise<void> {
    const record = new Members(value, "number at what");
    const at = record.number("at");
    if (record.number("number") !== this.records + 1 || at < this.lastAt || this.records >= RECORDS_MAX) throw new Refused("order");
    const [wasDecided, wanted] = [this.phase === "decided", this.withdrawing()];
    const what = record.value("what");
    const bare = await this.takeWhat(what, at);
    this.records += 1;
    this.lastAt = at;
    this.head = await sha256(this.head, bytesOf({ number: record.value("number"), at: record.value("at"), what: bare }));
    if (this.phase === "decided" && !this.decision) this.decision = this.head;
    if (this.withdrawing() > wanted) this.withdrawals.push(this.head);
    if (wasDecided && typeof what === "object" && what !== null && "signed" in what) this.halts.push(this.head);
  }

  /** Takes what a record says; the same without the text of a reason, as the chain holds it. */
  private async takeWhat(what: Json, at: number): Promise<Json> {
    if (what === "started") {
      if (this.phase !== "decided" || at < this.startsAt) throw new Refused("not-the-outcome");
      this.phase = "started";
      return what;
    }
    const kind = typeof what === "object" && what !== null ? Object.keys(what)[0] : undefined;
    const said = new Members(what, kind ?? "signed").value(kind ?? "signed");
    if (kind === "decided") {
      const decided = new Members(said, "outcome starts_at");
      const outcome = this.due(at);
      if (!outcome || decided.text("outcome") !== outcome || decided.number("starts_at") !== this.startOf(outcome, at)) {
        throw new Refused("not-the-outcome");
      }
      [this.phase, this.outcome, this.startsAt] = ["decided", outcome, decided.number("starts_at")];
      return what;
    }
    if (kind === "left") {
      this.takeLeft(new Members(said, "group").id("group"), at);
      return what;
    }
    if (kind !== "signed") throw new Refused("shape", "what");
    const signed = new Members(said, "words reason assertion");
    await this.takeSigned(signed, at);
    return { signed: { words: signed.text("words"), reason: "", assertion: signed.value("assertion") } };
  }

  private withdrawing(): number {
    return [...this.groups.values()].filter(({ withdraws }) => withdraws).length;
  }

  /** Whether neither outcome can be met any more, even if every group that can still speak were for it. */
  private isStuck(): boolean {
    return (["call", "stand-down"] as const).every((outcome) => {
      const said = [...this.groups].map(([id, group]) => (this.canSpeak(id, group) ? outcome : undefined));
      return decide(this.frozen.rule, said, "over") !== outcome;
    });
  }

  private canSpeak(id: string, group: Group): boolean {
    const speaks = ({ power }: Passkey) => power === "deputy" || (power === "delegate" && !group.recalled);
    return !group.left && this.frozen.passkeys.some((passkey) => passkey.group === id && speaks(passkey));
  }

  private startOf(outcome: Outcome, at: number): number {
    return outcome === "hold" ? at : Math.max(at + this.frozen.coolingOff, this.frozen.startsAt ?? at);
  }

  /** The outcome that is due at an instant and was not yet noted. */
  private due(at: number): Outcome | undefined {
    if (this.phase !== "open") return undefined;
    const moment: Moment = at >= this.frozen.deadline ? "over" : at < this.consultUntil ? "consulting" : "voting";
    return decide(this.frozen.rule, [...this.groups.values()].map((group) => group.standing), moment);
  }

  private mustBeOpen(at: number): void {
    if (this.phase !== "open" || this.due(at)) throw new Refused("not-open");
  }

  private takeLeft(id: string, at: number): void {
    if (this.phase === "open") this.mustBeOpen(at);
    else if (this.phase !== "decided" && this.phase !== "prepared") throw new Refused("not-open");
    const group = this.groups.get(id);
    if (!group || group.left) throw new Refused("not-in-electorate");
    [group.left, group.standing, group.halts, group.withdraws] = [true, undefined, false, false];
  }

  private async takeSigned(signed: Members, at: number): Promise<void> {
    const text = signed.text("words");
    const value = read(text);
    const isAct = typeof value === "object" && value !== null && "act" in value;
    const names = isAct ? "format coalition plan act subject group passkey words nonce" : "format coalition plan ballot group passkey choice reason nonce";
    const words = new Members(value, names);
    if (words.text("format") !== (isAct ? "clarion act 1" : "clarion ballot 1") || text.length > 1024) throw new Refused("shape", "words");
    const challenge = await sha256(utf8(text));
    const [group, passkey] = this.signer(words, words.id(isAct ? "subject" : "ballot"), toBase64url(challenge));
    const [reason, stated] = [signed.text("reason"), words.hash(isAct ? "words" : "reason")];
    const isAsSigned = stated === toBase64url(await sha256(utf8(reason)));
    if ((!isAsSigned && reason !== "") || [...reason].length > REASON_CHARS_MAX) throw new Refused("other-reason");
    await checkAssertion(signed.value("assertion"), passkey.key, challenge, this.frozen.site);
    const hasReason = !isAsSigned || reason.trim() !== "";
    if (isAct) this.takeAct(words, group, passkey, hasReason, at);
    else this.takeBallot(words, group, passkey, hasReason, at, toBase64url(challenge));
    this.challenges.add(toBase64url(challenge));
  }

  /** Who signed: a passkey that was frozen for this very group, over words of this very ballot, never used before. */
  private signer(words: Members, ballot: string, challenge: string): [Group, Passkey] {
    const isOther = words.id("coalition") !== this.frozen.coalition || ballot !== this.frozen.ballot;
    if (isOther || !equal(hashOf(words.hash("plan")) ?? new Uint8Array(), this.plan)) throw new Refused("other-ballot");
    const group = this.groups.get(words.id("group"));
    const passkey = this.frozen.passkeys.find(({ id }) => id === words.id("passkey"));
    if (!group || group.left) throw new Refused("not-in-electorate");
    if (passkey?.group !== words.id("group")) throw new Refused("other-passkey");
    if (this.challenges.has(challenge)) throw new Refused("used-twice");
    return [group, passkey];
  }

  private takeBallot(words: Members, group: Group, passkey: Passkey, hasReason: boolean, at: number, challenge: string): void {
    this.mustBeOpen(at);
    mustSpeakFor(group, passkey);
    const choice = CHOICES.find((known) => known === words.text("choice"));
    const nonce = fromBase64url(words.text("nonce"));
    if (!choice || nonce?.length !== 48) throw new Refused("shape", "words");
    if (choice.startsWith("block") && !hasReason) throw new Refused("other-reason");
    if (toBase64url(nonce.slice(16)) !== group.latest || group.changes >= CHANGES_MAX) throw new Refused("order");
    [group.standing, group.latest] = [choice, challenge];
    group.changes += 1;
  }

  private takeAct(words: Members, group: Group, passkey: Passkey, hasReason: boolean, at: number): void {
    if (words.bytes("nonce").length !== 16) throw new Refused("shape", "words");
    switch (words.text("act")) {
      case "open-ballot":
        return this.takeOpening(group, at);
      case "recall-delegate":
        this.mustBeOpen(at);
        if (group.recalled || group.recallBy.has(passkey.holder)) throw new Refused("used-twice");
        group.recallBy.add(passkey.holder);
        if (group.recallBy.size === 2) [group.recalled, group.standing] = [true, undefined];
        return;
      case "halt":
        if (this.phase !== "decided" || this.outcome === "hold" || at >= this.startsAt) throw new Refused("not-open");
        mustSpeakFor(group, passkey);
        if (!hasReason || group.halts) throw new Refused("used-twice");
        group.halts = true;
        if ([...this.groups.values()].filter(({ halts }) => halts).length === 2) this.phase = "halted";
        return;
      case "withdraw-ballot":
        this.mustBeOpen(at);
        if (!this.isStuck()) {
          if (this.frozen.coolingOff === 0) throw new Refused("not-open");
          mustSpeakFor(group, passkey);
        }
        if (!hasReason || group.withdraws) throw new Refused("used-twice");
        group.withdraws = true;
        if (this.withdrawing() === 2) this.phase = "withdrawn";
        return;
      default:
        throw new Refused("shape", "act");
    }
  }

  private takeOpening(group: Group, at: number): void {
    const consultUntil = at + this.frozen.consult;
    if (this.phase !== "prepared" || group.opened || consultUntil >= this.frozen.deadline) throw new Refused("not-open");
    group.opened = true;
    if ([...this.groups.values()].filter(({ opened, left }) => opened && !left).length === 2) {
      [this.phase, this.consultUntil] = ["open", consultUntil];
    }
  }
}

/** Only the delegate and the deputy speak for a group; after a recall the deputy alone. */
function mustSpeakFor(group: Group, passkey: Passkey): void {
  if (passkey.power === "member" || (passkey.power === "delegate" && group.recalled)) throw new Refused("not-delegate");
}

/** The bytes of a passkey's entry in the log. */
export async function entryOf(passkey: Passkey): Promise<Bytes> {
  const key = toBase64url(await sha256(passkey.key));
  return bytesOf({ format: "clarion passkey 1", group: passkey.group, key, passkey: passkey.id, power: passkey.power });
}

/** The bytes of a word for such an entry, as the log holds them: with the signature. */
export function confirmationOf(word: Members): Bytes {
  return bytesOf({ assertion: word.value("assertion"), format: "clarion passkey confirmation 2", words: word.text("words") });
}

/** Who signed that a passkey counts before its time: a passkey of another group of the electorate, over this very entry. */
export async function confirmerOf(word: Members, passkey: Passkey, entry: Bytes, frozen: Frozen): Promise<Passkey> {
  const text = word.text("words");
  const words = new Members(read(text), "format coalition plan act subject group passkey words nonce");
  const isAct = words.text("format") === "clarion act 1" && words.text("act") === "confirm-passkey" && text.length <= 1024;
  const isOfThis = words.id("coalition") === frozen.coalition && words.hash("plan") === NONE && words.id("subject") === passkey.id;
  const isOfEntry = words.hash("words") === toBase64url(await sha256(entry)) && words.bytes("nonce").length === 16;
  const signer = frozen.passkeys.find(({ id, group }) => id === words.id("passkey") && group === words.id("group"));
  if (!isAct || !isOfThis || !isOfEntry || !signer || signer.group === passkey.group) throw new Refused("confirmation");
  await checkAssertion(word.value("assertion"), signer.key, await sha256(utf8(text)), frozen.site);
  return signer;
}

/** The plan's hash. */
export function planOf(frozen: Frozen): Promise<Bytes> {
  return sha256(concat(bytesOf(frozen.value)));
}
