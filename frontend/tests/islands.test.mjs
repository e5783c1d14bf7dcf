// The islands, each against answers made up here: the count moves without moving the page, the work that a busy
// petition asks for ends in a payload, sharing offers the link.
import assert from "node:assert/strict";
import { createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { openServer } from "./server.mjs";

let server;
let browser;

before(async () => {
  server = await openServer();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

// The page as the server made it, with the address that a handler would have put in.
async function open(path, change) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.route(`**${path}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: change(await answer.text()) });
  });
  return page;
}

describe("the live count", () => {
  it("shows what the server sends, without moving anything", async () => {
    const page = await open("/styleguide/petition-open", (html) =>
      html.replace('data-island="live-count"', 'data-island="live-count" data-src="/live"'));
    const count = { confirmed: 42000, asserted: 1300, goal: 50000, as_of: "2026-03-03T20:05:00Z", states: { CA: 100, WY: 25, VT: 0 } };
    let sent = () => {};
    const asked = new Promise((resolve) => { sent = resolve; });
    await page.route("**/live", async (route) => {
      await asked;
      await route.fulfill({ contentType: "text/event-stream", body: `event: count\ndata: ${JSON.stringify(count)}\n\n` });
    });
    await page.goto(`${server.url}/styleguide/petition-open`);
    const place = () => page.evaluate(() => document.querySelector(".petition-text").getBoundingClientRect().top);
    const before = await place();
    sent();
    await page.waitForFunction(() => document.querySelector("[data-live=confirmed]").textContent === "42,000");
    assert.equal(await place(), before);
    assert.equal(await page.textContent("[data-live=asserted]"), "1,300");
    assert.equal(await page.textContent("[data-live=as-of]"), "Tuesday, March 3, 2026, 3:05 PM EST");
    assert.equal(await page.textContent("[data-live=state-WY]"), "25");
    assert.equal(await page.getAttribute("#area-CA", "class"), "area step-4");
    assert.equal(await page.getAttribute("#area-WY", "class"), "area step-2");
    assert.equal(await page.getAttribute("#area-VT", "class"), "area step-0");
    assert.equal(await page.evaluate(() => document.querySelector("progress").value), 42000);
    await page.context().close();
  });
});

describe("the proof of work", () => {
  it("is not loaded unless the page asks", async () => {
    const page = await browser.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${server.url}/styleguide/petition-open`);
    await page.waitForLoadState("networkidle");
    assert.ok(!asked.some((url) => /proof-of-work|pbkdf2|challenge/.test(url)), asked.join(" "));
    await page.close();
  });

  it("sends a payload that the server's rule accepts", async () => {
    const page = await browser.newPage();
    const parameters = {
      algorithm: "PBKDF2/SHA-256", cost: 100, keyLength: 32, keyPrefix: "0",
      nonce: randomBytes(16).toString("hex"), salt: randomBytes(16).toString("hex"),
    };
    const signature = createHmac("sha256", "made-up").update(JSON.stringify(parameters)).digest("hex");
    await page.route("**/styleguide/challenge", (route) => route.fulfill({ json: { parameters, signature } }));
    let sent = "";
    await page.route("**/styleguide", (route) => {
      sent = route.request().postData() ?? "";
      return route.fulfill({ status: 200, contentType: "text/html", body: "ok" });
    });
    await page.goto(`${server.url}/styleguide/petition-over-limit`);
    await page.getByLabel("Given name").fill("Ada");
    await page.getByRole("button", { name: "Sign the petition" }).click();
    await page.waitForURL("**/styleguide");
    const payload = JSON.parse(Buffer.from(new URLSearchParams(sent).get("altcha"), "base64").toString());
    assert.deepEqual(payload.challenge, { parameters, signature });
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(payload.solution.counter);
    const password = Buffer.concat([Buffer.from(parameters.nonce, "hex"), counter]);
    const key = pbkdf2Sync(password, Buffer.from(parameters.salt, "hex"), parameters.cost, 32, "sha256").toString("hex");
    assert.equal(payload.solution.derivedKey, key);
    assert.ok(key.startsWith("0"));
    await page.close();
  });

  it("lets the form go when there is no challenge", async () => {
    const page = await browser.newPage();
    await page.route("**/styleguide/challenge", (route) => route.fulfill({ status: 503, body: "" }));
    let sent = null;
    await page.route("**/styleguide", (route) => {
      sent = route.request().postData() ?? "";
      return route.fulfill({ status: 200, contentType: "text/html", body: "ok" });
    });
    await page.goto(`${server.url}/styleguide/petition-over-limit`);
    await page.getByRole("button", { name: "Sign the petition" }).click();
    await page.waitForURL("**/styleguide");
    assert.equal(new URLSearchParams(sent).get("altcha"), "");
    await page.close();
  });
});

describe("sharing", () => {
  it("copies the link and says so", async () => {
    const context = await browser.newContext();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    await page.goto(`${server.url}/styleguide/petition-open`);
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.waitForFunction(() => document.querySelector(".share [role=status]").textContent !== "");
    assert.equal(await page.textContent(".share [role=status]"), "The link is copied.");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.endsWith("/styleguide/petition-open"), copied);
    await context.close();
  });
});
