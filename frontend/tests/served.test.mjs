// The pages as a visitor of the demo meets them, on the real server: axe-core finds nothing, nothing scrolls sideways,
// signing works with scripts off on a small screen, and the count moves in another tab.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as axe from "./axe.mjs";
import { openBrowser } from "./browser.mjs";
import { serveDemo } from "./served.mjs";

const WIDTHS = [320, 1280];

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

const troublesOf = async (page) => (await axe.troublesOf(page)).map((trouble) => `${page.url()}: ${trouble}`);

async function linksOf(path) {
  const html = await (await fetch(`${server.url}${path}`)).text();
  return [...html.matchAll(/href="(\/[^"#]*)"/g)].map(([, link]) => link);
}

async function firstLink(path, start) {
  const link = (await linksOf(path)).find((found) => found.startsWith(start));
  assert.ok(link, `${path} links no ${start}`);
  return link;
}

// The demo's public pages, found as a visitor finds them.
async function demoPages() {
  const petition = await firstLink("/", "/petitions/");
  const group = await firstLink(petition, "/groups/");
  const office = await firstLink(petition, "/officials/");
  const coalition = await firstLink(group, "/coalitions/");
  const pages = ["/", "/es", coalition, group, office, petition, `/es${petition}`, `${petition}/check-mail`, `/es${petition}/check-mail`];
  return [...pages, `/report?page=${petition}`, `/es/report?page=${group}`];
}

async function fill(page, email) {
  await page.locator("[name=given_name]").fill("Ada");
  await page.locator("[name=family_name]").fill("Made-Up");
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=zip]").fill("45501");
  await page.locator("form button").first().click();
  await page.waitForURL("**/check-mail");
}

async function linkFor(email) {
  const mail = await server.mailTo(email);
  const [link] = mail.slice(mail.indexOf("\r\n\r\n")).match(/https?:\/\/[^\s"<>]+\/t\/[^\s"<>#/]+/) ?? [];
  assert.ok(link, "the mail holds a link");
  return link;
}

describe("the demo's pages", () => {
  for (const width of WIDTHS) {
    it(`are sound at ${width} pixels`, async () => {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      const found = [];
      page.on("pageerror", (error) => found.push(`${page.url()}: ${error.message}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) found.push(`other host: ${request.url()}`);
      });
      for (const path of await demoPages()) {
        const answer = await page.goto(`${server.url}${path}`);
        assert.equal(answer.status(), 200, path);
        found.push(...(await troublesOf(page)));
      }
      await page.close();
      assert.deepEqual(found, []);
    });

    it(`are sound from the mail to the thanks at ${width} pixels`, async () => {
      const email = `looks-${width}@people.example`;
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      await page.goto(`${server.url}${await firstLink("/", "/petitions/")}`);
      await fill(page, email);
      const link = await linkFor(email);
      await page.goto(`${link}/unsubscribe`);
      const found = await troublesOf(page);
      await page.goto(link);
      found.push(...(await troublesOf(page)));
      await page.locator("form button").first().click();
      await page.waitForLoadState();
      assert.equal(await page.locator("form[action*=version]").count(), 0, "the thanks follow");
      found.push(...(await troublesOf(page)));
      await page.close();
      assert.deepEqual(found, []);
    });
  }
});

describe("reporting", () => {
  it("is offered on every public page, and works without scripts at 320 pixels", async () => {
    const pages = (await demoPages()).filter((path) => !path.includes("/report"));
    for (const path of pages) {
      const of = path.replace(/^\/es/, "") || "/";
      assert.ok((await linksOf(path)).some((link) => link.endsWith(`/report?page=${of}`)), `${path} links no report of itself`);
    }
    const plain = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${server.url}${pages[2]}`);
    await page.getByRole("link", { name: "Report this page" }).click();
    await page.getByLabel("Something else").check();
    await page.getByRole("button", { name: "Send the report" }).click();
    await page.getByRole("alert").getByRole("link", { name: "Tell us in a few words what is wrong" }).click();
    assert.ok(await page.getByLabel("Something else").isChecked(), "what was chosen is not lost");
    await page.getByLabel("Tell us more").fill("The picture shows another library.");
    await page.getByRole("button", { name: "Send the report" }).click();
    await page.waitForURL(/\/report\/sent\?page=/);
    await page.getByRole("link", { name: "Back to the page" }).click();
    assert.equal(new URL(page.url()).pathname, pages[2]);
    await plain.close();
  });
});

describe("signing", () => {
  it("works without scripts at 320 pixels, and the count moves in another tab", async () => {
    const petition = await firstLink("/", "/petitions/");
    const watching = await browser.newPage();
    await watching.goto(`${server.url}${petition}`);
    const number = async () => Number((await watching.textContent("[data-live=confirmed]")).replace(/\D/g, ""));
    const before = await number();
    const plain = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${server.url}${petition}`);
    await fill(page, "plain@people.example");
    assert.equal(await page.locator("h1").count(), 1);
    assert.equal(await number(), before, "a form alone counts nothing");
    await page.goto(await linkFor("plain@people.example"));
    await page.locator("form button").first().click();
    await page.waitForLoadState();
    await watching.waitForFunction((wanted) => {
      return Number(document.querySelector("[data-live=confirmed]").textContent.replace(/\D/g, "")) === wanted;
    }, before + 1);
    await plain.close();
    await watching.close();
  });
});
