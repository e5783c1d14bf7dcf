// The page that checks decisions, from a file on the disk: a real decision holds, one with any byte changed is refused with a
// reason, and the page asks no computer anything. The file is written by the tests of the server, which hold it to be sound.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { troublesIn } from "./axe.mjs";
import { openBrowser } from "./browser.mjs";

const PAGE = new URL("../dist/verify.html", import.meta.url);
const decision = readFileSync(new URL("decision.json", import.meta.url));
const withdrawn = readFileSync(new URL("withdrawn.json", import.meta.url));
const notice = readFileSync(new URL("notice.json", import.meta.url));
const key = JSON.parse(decision).proof.log.vkey;

let browser;
let page;
const asked = [];

before(async () => {
  if (!existsSync(PAGE)) throw new Error("dist/verify.html is missing: npm run build");
  browser = await openBrowser();
  // The policy of the page itself would keep the accessibility rules out.
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 390, height: 800 }, bypassCSP: true });
  page = await context.newPage();
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(PAGE.href);
});

after(() => browser?.close());

// What the page says of these bytes: the heading and all of its text.
async function look(bytes, name = "decision.json") {
  await page.locator("#result").evaluate((result) => result.replaceChildren());
  await page.setInputFiles("#file", { name, mimeType: "application/json", buffer: Buffer.from(bytes) });
  await page.locator("#result .box").waitFor();
  return { box: await page.locator("#result .box").innerText(), all: await page.locator("#result").innerText() };
}

describe("the page that checks decisions", () => {
  it("names a ballot that was withdrawn, and refuses one whose withdrawal was changed", async () => {
    const { box, all } = await look(withdrawn, "withdrawn.json");
    assert.match(box, /Two groups withdrew this ballot: nothing was decided/);
    assert.doesNotMatch(box, /The groups decided|no outcome yet/);
    assert.match(all, /Group 2: call\n.*Group 3: stand aside/s);
    const file = JSON.parse(withdrawn);
    file.proof.withdrawals.pop();
    const { box: fewer } = await look(`${JSON.stringify(file)}\n`);
    assert.match(fewer, /Do not believe this file/);
    assert.match(fewer, /a part is missing, too much, or out of order/);
    file.proof.withdrawals = [];
    assert.match((await look(`${JSON.stringify(file)}\n`)).box, /Do not believe this file/);
  });

  it("believes a real one, and says what it checked", async () => {
    await page.fill("#key", "");
    const { box, all } = await look(decision);
    assert.match(box, /It holds/);
    assert.match(box, /The groups decided to call/);
    assert.match(all, /Group 0: call\n.*Group 1: call\n.*Group 2: stand aside\n.*Group 3: hold/s);
    assert.match(all, /13 passkeys stood in the log/);
    assert.match(all, /has new passkeys wait: 1440 min/);
    assert.match(all, /Group 0 signed for a passkey that did not wait/);
    assert.match(all, /witnesses: 1/);
    assert.match(all, /You gave no key/);
    await page.fill("#key", key);
    assert.match((await look(decision)).all, /The log is the one whose key you gave/);
    await page.fill("#key", "");
  });

  it("tells a slip in the key from a file that is not to be believed", async () => {
    await look(decision);
    for (const wrong of [key.replace("act.example", "bad.example"), key.slice(0, -2), `${key}A`, "something"]) {
      await page.fill("#key", wrong);
      await page.dispatchEvent("#key", "change");
      await page.getByText("This key cannot be read").waitFor();
      assert.equal(await page.locator("#result .box").count(), 0, "nothing is said of the file");
    }
    await page.fill("#key", key);
    await page.dispatchEvent("#key", "change");
    await page.getByText("The log is the one whose key you gave").waitFor();
    assert.equal(await page.getByText("This key cannot be read").count(), 0);
    await page.fill("#key", JSON.parse(decision).proof.log.witnesses[0]);
    await page.dispatchEvent("#key", "change");
    await page.getByText("of another log than the key you gave").waitFor();
    await page.fill("#key", "");
  });

  it("believes a notice alone, and none that was changed", async () => {
    const { box, all } = await look(notice, "notice.json");
    assert.match(box, /It holds, if the key below/);
    assert.match(all, /It is called/);
    for (const [from, to] of [["> It is called", "> It is off"], ["index ", "index 1"], ["extra A", "extra B"], ["  \"vkey\"", "\t\"vkey\""]]) {
      const changed = notice.toString().replace(from, to);
      assert.notEqual(changed, notice.toString(), from);
      assert.match((await look(changed, "notice.json")).box, /Do not believe this file/, from);
    }
  });

  it("refuses one with any byte changed, with the reason", async () => {
    const reasons = new Map();
    const step = process.env.CLARION_LONG === "1" ? 1 : 61;
    for (let at = 0; at < decision.length - 1; at += step) {
      const changed = Buffer.from(decision);
      changed[at] ^= 1 << (at % 7);
      const { box } = await look(changed);
      assert.match(box, /Do not believe this file\n.*\.$/ms, `byte ${at}: ${box}`);
      const [, reason] = box.split(/\n+/);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    assert.ok(reasons.size >= 8, JSON.stringify([...reasons]));
  });

  it("finds what a hostile operator changes", async () => {
    const text = decision.toString();
    const changed = [
      [text.replace("It is called", "It is cancelled"), /plan was changed/],
      [text.replace(/"notice":"[^"]*"/, '"notice":null'), /its sum is another/],
      [text.slice(0, -40), /no decision and no notice/],
      [text.replace('{"format"', '{ "format"').replace("{", "{ "), /not written as Clarion writes it/],
    ];
    for (const [file, reason] of changed) assert.match((await look(file)).box, reason);
  });

  it("speaks Spanish, is labelled, and fits a narrow screen", async () => {
    const found = [];
    for (const [lang, bytes] of [["en", decision], ["es", decision], ["es", decision.subarray(1)]]) {
      if ((await page.evaluate(() => document.documentElement.lang)) !== lang) await page.click("#lang");
      await look(bytes);
      found.push(...(await troublesIn(page, [[320, "dark"], [1280, "light"]], `verify-${lang}`)));
    }
    assert.deepEqual(found, []);
    assert.match(await page.locator("#result").innerText(), /No crea en este archivo/);
    await page.click("#lang");
  });

  it("counts by the rule that the server counts by", async () => {
    const entry = fileURLToPath(new URL("../src/verify/rule.ts", import.meta.url));
    const lib = { entry, formats: ["es"], fileName: "rule" };
    const [built] = await build({ configFile: false, publicDir: false, logLevel: "warn", build: { write: false, lib } });
    const { CHOICES, decide, readRule } = await import(`data:text/javascript,${encodeURIComponent(built.output[0].code)}`);
    const said = [undefined, ...CHOICES];
    const counts = [];
    const add = (groups, from, soFar) => {
      if (soFar.length === groups) counts.push(soFar);
      else for (let at = from; at < said.length; at++) add(groups, at, [...soFar, said[at]]);
    };
    for (const groups of [2, 3, 4, 5]) add(groups, 0, []);
    for (const { rule, ...verdicts } of JSON.parse(readFileSync(new URL("rules.json", import.meta.url)))) {
      for (const [moment, expected] of Object.entries(verdicts)) {
        const given = counts.map((count) => decide(readRule(rule), count, moment)?.[0] ?? "-").join("");
        assert.equal(given, expected, `${JSON.stringify(rule)} ${moment}`);
      }
    }
    assert.equal(counts.length, 784);
  });

  it("asks no computer anything, and its own policy lets it run", async () => {
    assert.deepEqual(asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:")), []);
    const context = await browser.newContext({ locale: "en-US" });
    const strict = await context.newPage();
    const troubles = [];
    strict.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    await strict.goto(PAGE.href);
    await strict.setInputFiles("#file", fileURLToPath(new URL("decision.json", import.meta.url)));
    await strict.getByText("It holds").waitFor();
    const refused = await strict.evaluate(() => fetch("https://act.example/").then(() => "asked", () => "refused"));
    assert.equal(refused, "refused");
    assert.deepEqual(troubles.filter((text) => !text.includes("act.example")), []);
    await context.close();
  });
});
