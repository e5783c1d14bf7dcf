// The signed text of a notice: lines in one spelling.

import { Refused } from "./bytes";

export interface Words {
  lang: string;
  subject: string;
  text: string;
}

export interface Notice {
  name: string;
  code: string;
  kind: string;
  issued: string;
  words: Words[];
}

const FIELDS = ["coalition", "name", "id", "code", "kind", "issued", "page"];

export function readNotice(text: string): Notice {
  const lines = text.split("\n");
  if (lines.shift() !== "clarion notice v1" || lines.pop() !== "") throw new Refused("notice-form");
  const fields: { [name: string]: string } = {};
  for (const name of FIELDS) {
    const line = lines.shift() ?? "";
    if (!line.startsWith(`${name} `)) throw new Refused("notice-form");
    fields[name] = line.slice(name.length + 1);
  }
  while (lines[0]?.startsWith("link ")) lines.shift();
  const words: Words[] = [];
  while (lines.length > 0) {
    const [lang, subject] = [lines.shift() ?? "", lines.shift() ?? ""];
    if (!lang.startsWith("words ") || !subject.startsWith("subject ")) throw new Refused("notice-form");
    const text: string[] = [];
    while (lines[0]?.startsWith(">")) {
      const line = lines.shift() as string;
      text.push(line.startsWith("> ") ? line.slice(2) : line.slice(1));
    }
    words.push({ lang: lang.slice(6), subject: subject.slice(8), text: text.join("\n") });
  }
  if (words.length === 0) throw new Refused("notice-form");
  return { name: fields.name ?? "", code: fields.code ?? "", kind: fields.kind ?? "", issued: fields.issued ?? "", words };
}
