// Every page in every state, at three widths, light and dark: axe-core finds nothing, nothing scrolls sideways,
// nothing breaks the content security policy, nothing asks another host.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { troublesIn } from "./axe.mjs";
import { listPages, openBrowser } from "./browser.mjs";
import { openServer } from "./server.mjs";

const VIEWS = [320, 390, 1280].flatMap((width) => ["light", "dark"].map((colours) => [width, colours]));
const PAGE_BYTES_MAX = 60_000;

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

async function visit(context, path) {
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // The pages of errors answer with their status; Chromium reports that as well.
    if (message.type() === "error" && !message.text().includes("status of")) troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) troubles.push(`other host: ${request.url()}`);
  });
  await page.goto(`${server.url}${path}`, { waitUntil: "load" });
  return { page, troubles };
}

async function checkPage(context, path, views) {
  const { page, troubles } = await visit(context, path);
  troubles.push(...(await troublesIn(page, views, path.slice(1))));
  await page.close();
  return troubles.map((trouble) => `${path}: ${trouble}`);
}

// Without scripts there is no axe, which is one itself: only the width is looked at.
async function checkWidth(context, path) {
  const { page, troubles } = await visit(context, path);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) troubles.push(`scrolls sideways by ${wide} pixels`);
  await page.close();
  return troubles.map((trouble) => `${path}: ${trouble}`);
}

async function check(prefix, look, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled });
  const paths = await listPages(server.url, prefix);
  const found = [];
  const walk = async () => {
    for (let path = paths.shift(); path; path = paths.shift()) found.push(...(await look(context, path)));
  };
  // Two pages at a time: one is drawn while the other is looked at.
  await Promise.all([walk(), walk()]);
  await context.close();
  assert.deepEqual(found, []);
}

describe("every page", () => {
  it("is sound at each width, light and dark", () => check("", (context, path) => checkPage(context, path, VIEWS)));
  it("is sound in Spanish at 320 pixels", () => check("/es", (context, path) => checkPage(context, path, VIEWS.slice(0, 1))));
  it("fits without scripts at 320 pixels", () => check("", checkWidth, false));
});

describe("the petition's page", () => {
  it("signs without scripts", async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.url}/styleguide/petition-open`);
    let sent = "";
    await page.route("**/styleguide", (route) => {
      sent = route.request().postData() ?? "";
      return route.fulfill({ status: 200, contentType: "text/html", body: "ok" });
    });
    await page.getByLabel("Given name").fill("Ada");
    await page.getByLabel("Family name").fill("Made-Up");
    await page.getByLabel("Email address").fill("ada@mail.example");
    await page.getByLabel("ZIP code").fill("45501");
    await page.getByRole("button", { name: "Sign the petition" }).click();
    await page.waitForLoadState();
    const names = [...new URLSearchParams(sent).keys()];
    assert.deepEqual(names, ["given_name", "family_name", "email", "zip", "comment", "stamp"]);
    await context.close();
  });

  it("weighs little over the wire", async () => {
    const html = await (await fetch(`${server.url}/styleguide/petition-open`)).text();
    let bytes = brotliCompressSync(html).length;
    for (const [, path] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)) {
      const answer = await fetch(`${server.url}${path}`, { headers: { "accept-encoding": "br" } });
      assert.equal(answer.headers.get("content-encoding"), "br");
      assert.match(answer.headers.get("cache-control"), /immutable/);
      bytes += brotliCompressSync(Buffer.from(await answer.arrayBuffer())).length;
    }
    console.log(`petition page, its style and script, compressed: ${bytes} bytes`);
    assert.ok(bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
  });
});
