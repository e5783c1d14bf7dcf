// The decision rule, as `docs/reference/decision-rule.md` defines it: what a count of ballots comes to.

import { Refused } from "./bytes";
import { Members, type Json } from "./canonical";

export type Outcome = "call" | "hold" | "stand-down";
export const CHOICES = ["call", "stand-down", "hold", "stand-aside", "block-call", "block-stand-down"] as const;
export type Choice = (typeof CHOICES)[number];
export type Moment = "consulting" | "voting" | "over";

const GROUPS_MAX = 500;

export interface Rule {
  call: string;
  standDown: string;
  quorumPercent: number;
  silenceHolds: boolean;
  asidesMax: number | undefined;
  blocksToStop: number;
}

export function readRule(value: Json): Rule {
  const rule = new Members(value, "call stand_down quorum_percent silence stand_asides_max blocks_to_stop");
  const [quorumPercent, asidesMax, blocksToStop] = [rule.number("quorum_percent"), rule.numberOrNone("stand_asides_max"), rule.number("blocks_to_stop")];
  const silence = rule.text("silence");
  const fits = quorumPercent <= 100 && (asidesMax ?? 0) < GROUPS_MAX && blocksToStop < GROUPS_MAX;
  if (!fits || !["not-counted", "hold"].includes(silence)) throw new Refused("shape", "rule");
  const [call, standDown] = [rule.text("call"), rule.text("stand_down")];
  needed(call, 1);
  needed(standDown, 1);
  return { call, standDown, quorumPercent, silenceHolds: silence === "hold", asidesMax, blocksToStop };
}

/** How many of the counted groups an outcome needs. */
function needed(agreement: string, counted: number): number {
  const majority = Math.floor(counted / 2) + 1;
  const fewer = /^consensus-minus-([1-9]\d{0,2})$/.exec(agreement)?.[1];
  if (fewer && Number(fewer) < GROUPS_MAX) return Math.max(counted - Number(fewer), majority);
  switch (agreement) {
    case "unanimity":
      return Math.max(counted, 1);
    case "three-quarters":
      return Math.max(Math.ceil((counted * 3) / 4), 1);
    case "two-thirds":
      return Math.max(Math.ceil((counted * 2) / 3), 1);
    case "majority":
      return majority;
    default:
      throw new Refused("shape", "rule");
  }
}

/** What is decided, or nothing yet. `standing` holds what each group of the electorate says, or nothing. */
export function decide(rule: Rule, standing: (Choice | undefined)[], moment: Moment): Outcome | undefined {
  const count = (choice: Choice) => standing.filter((said) => said === choice).length;
  const silent = standing.filter((said) => said === undefined).length;
  const [call, standDown, aside] = [count("call"), count("stand-down"), count("stand-aside")];
  const spoken = standing.length - silent;
  const counted = spoken - aside + (moment !== "over" || rule.silenceHolds ? silent : 0);
  const hasQuorum = spoken >= Math.ceil((standing.length * rule.quorumPercent) / 100);
  const mayPass = hasQuorum && (rule.asidesMax === undefined || aside <= rule.asidesMax);
  const isStopped = (blocks: number) => rule.blocksToStop > 0 && blocks >= rule.blocksToStop;
  if (moment === "consulting") return undefined;
  if (mayPass && !isStopped(count("block-call")) && call >= needed(rule.call, counted)) return "call";
  if (mayPass && !isStopped(count("block-stand-down")) && standDown >= needed(rule.standDown, counted)) return "stand-down";
  return moment === "over" || (silent === 0 && call === standDown) ? "hold" : undefined;
}
