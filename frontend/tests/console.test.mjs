// Every page of the console that an owner reaches by links from the first one, on the real server with its demo: one of each kind is looked
// at by axe, on a phone in one language and on a desk in the other, and needs no scrolling sideways.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { examine, openAs } from "./console.mjs";
import { serveDemo } from "./served.mjs";

const COORDINATOR = "wren@coordinators.example";
// Fewer kinds of page would mean that the links are no longer found.
const KINDS_MIN = 35;

let server;
let browser;

before(async () => {
  server = await serveDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

// The address without what tells one group, petition or person from another.
function kindOf(path) {
  const names = /^(\/console\/(?:groups|coalitions|events)\/)(?!new$)[^/]+/;
  return path.replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, "/{id}").replace(names, "$1{slug}").replace(/\/versions\/\d+$/, "/versions/{n}");
}

describe("the console", () => {
  it("has no page in which axe finds a fault", async () => {
    const { page } = await openAs(browser, server, COORDINATOR);
    const seen = new Map([["/console", "/console"]]);
    const found = [];
    // A map may grow while it is walked.
    for (const path of seen.values()) {
      found.push(...(await examine(server, page, path, 320)));
      const links = await page.locator("a[href^='/console']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      for (const link of links) {
        const { pathname } = new URL(link, server.url);
        const isFile = (await page.locator(`a[download][href="${link}"]`).count()) > 0 || /\/(file|stream|refused)$/.test(pathname);
        if (!isFile && !seen.has(kindOf(pathname))) seen.set(kindOf(pathname), pathname);
      }
      found.push(...(await examine(server, page, `/es${path}`, 1280)));
    }
    assert.deepEqual(found, []);
    assert.ok(seen.size >= KINDS_MIN, `${seen.size} kinds of page: ${[...seen.keys()].join(", ")}`);
  });
});
