// Every page in every state, at three widths, light and dark: axe-core finds nothing, nothing scrolls sideways,
// nothing breaks the content security policy, nothing asks another host. Leaves a screenshot of each.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { listPages, openBrowser } from "./browser.mjs";
import { openServer } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const WIDTHS = [320, 390, 1280];
const PAGE_BYTES_MAX = 60_000;
const shots = new URL("../screenshots/", import.meta.url);

let server;
let browser;

before(async () => {
  mkdirSync(shots, { recursive: true });
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

async function look(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.any[0]?.message ?? ""})`).slice(0, 3).join("; ")}`);
}

async function checkPage(context, path, suffix, scripts) {
  const { page, troubles } = await visit(context, path);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) troubles.push(`scrolls sideways by ${wide} pixels`);
  // axe is a script itself: without scripts only the width is looked at.
  if (scripts) {
    troubles.push(...(await look(page)));
    const name = `${path.slice(1).replaceAll("/", "-")}-${suffix}.png`;
    await page.screenshot({ path: new URL(name, shots).pathname, fullPage: true });
  }
  await page.close();
  return troubles.map((trouble) => `${path}: ${trouble}`);
}

async function check(prefix, width, colorScheme, scripts = true) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: scripts });
  const paths = await listPages(server.url, prefix);
  const found = [];
  const walk = async () => {
    for (let path = paths.shift(); path; path = paths.shift()) {
      found.push(...(await checkPage(context, path, `${width}-${colorScheme}`, scripts)));
    }
  };
  // Two pages at a time: one is drawn while the other is looked at.
  await Promise.all([walk(), walk()]);
  await context.close();
  assert.deepEqual(found, []);
}

describe("every page", () => {
  for (const width of WIDTHS) {
    for (const colorScheme of ["light", "dark"]) {
      it(`is sound at ${width} pixels, ${colorScheme}`, () => check("", width, colorScheme));
    }
  }
  it("is sound in Spanish at 320 pixels", () => check("/es", 320, "light"));
  it("fits without scripts at 320 pixels", () => check("", 320, "light", false));
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
