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

describe("the states of an open page", () => {
  const event = (states) => {
    const confirmed = Object.values(states).reduce((sum, count) => sum + count, 0);
    return `event: count\ndata: ${JSON.stringify({ confirmed, asserted: 0, goal: null, as_of: "2026-03-03T20:05:00Z", states })}\n\n`;
  };
  const none = { en: "No state has a confirmed signature yet", es: "Todavía no hay firmas confirmadas en ningún estado" };
  const later = {
    en: ["All signatures so far come from Ohio", "People signed in 2 states and territories. Wyoming has the most"],
    es: ["Hasta ahora todas las firmas vienen de Ohio", "Hay firmas de 2 estados y territorios; donde más, en Wyoming"],
  };
  const time = { en: "Tuesday, March 3, 2026, 3:05 PM EST", es: "martes 3 de marzo de 2026, 3:05 p. m. EST" };

  for (const lang of ["en", "es"]) {
    for (const width of [390, 1280]) {
      it(`do not say that nobody signed beside a signature (${lang}, ${width} pixels)`, async () => {
        const path = `${lang === "es" ? "/es" : ""}/styleguide/petition-young`;
        const page = await open(path, (html) => html.replace('data-island="live-count"', 'data-island="live-count" data-src="/live"'));
        await page.setViewportSize({ width, height: 800 });
        // Each answer ends its stream, and the page asks again after a second or three.
        const answers = [{ OH: 1 }, { OH: 1, WY: 5 }].map((states) => {
          let send;
          return { body: new Promise((resolve) => { send = () => resolve(event(states)); }), send };
        });
        const left = [...answers];
        await page.route("**/live", async (route) => {
          const answer = left.shift();
          if (answer) await route.fulfill({ contentType: "text/event-stream", body: await answer.body });
        });
        await page.goto(`${server.url}${path}`);
        const heading = () => page.textContent("#states-heading");
        const first = () => page.textContent("[data-live=states] tr:first-child");
        const places = () => page.evaluate(() => [".map", ".scroll", ".site-foot"].map((one) => {
          const { top, height } = document.querySelector(one).getBoundingClientRect();
          return [top, height];
        }));
        assert.equal(await heading(), none[lang]);
        const before = await places();
        for (const [at, words] of later[lang].entries()) {
          answers[at].send();
          await page.waitForFunction((wanted) => document.querySelector("#states-heading").textContent === wanted, words);
          assert.deepEqual(await places(), before, "the page moved");
        }
        assert.equal(await first(), "Wyoming5");
        assert.equal(await page.textContent("[data-live=states] tr:nth-child(2)"), "Ohio1");
        assert.equal(await page.textContent("[data-live=states] tr:nth-child(3)"), "Alabama0");
        assert.equal(await page.getAttribute("#area-WY", "class"), "area step-4");
        assert.equal(await page.textContent("[data-live=as-of]"), time[lang]);
        await page.context().close();
      });
    }
  }
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
