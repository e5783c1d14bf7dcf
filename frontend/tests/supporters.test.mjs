// One supporter in the console, by keyboard alone on a phone: corrected, asked for no more news, added by hand; and what people write
// never makes a page wider than the phone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { look, openAs, press, reach } from "./console.mjs";
import { serveDemo } from "./served.mjs";

const COORDINATOR = "wren@coordinators.example";
const PHONE = { width: 390, height: 800 };

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

async function openPerson() {
  const { page, group } = await openAs(browser, server, COORDINATOR);
  await page.setViewportSize(PHONE);
  await page.goto(`${server.url}${group}/supporters`);
  await press(page, 'th a[href*="/supporters/"]');
  return { page, group, person: new URL(page.url()).pathname };
}

const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe("a supporter", () => {
  it("is corrected, wants no more news, and another one is added, by keyboard", async () => {
    const { page, group, person } = await openPerson();
    await press(page, `main a[href="${person}/change"]`);
    await reach(page, "#family_name");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Lindqvist");
    await reach(page, "#phone");
    await page.keyboard.type("937 555 01");
    await press(page, `form[action="${person}/change"] button`);
    assert.match(await page.locator("#phone-error").innerText(), /area code/);
    assert.equal(await page.locator("#family_name").inputValue(), "Lindqvist", "nothing typed is lost");
    await reach(page, "#phone");
    await page.keyboard.press("End");
    await page.keyboard.type("43");
    await press(page, `form[action="${person}/change"] button`);
    await page.waitForURL(/done=person-changed$/);
    assert.match(await page.locator("main").innerText(), /Lindqvist[\s\S]*\+19375550143/);
    await press(page, `main a[href="${person}/no-news"]`);
    await press(page, `form[action="${person}/no-news"] button`);
    await page.waitForURL(/done=person-no-news$/);
    assert.match(await page.locator("section[aria-labelledby=consents]").innerText(), /they left[\s\S]*said to /);
    await page.goto(`${server.url}${group}/supporters`);
    await press(page, 'main a[href$="/supporters/add"]');
    await reach(page, "#email");
    await page.keyboard.type("new@mail.example");
    await reach(page, "#source");
    await page.keyboard.type("The fair of 2026");
    await press(page, 'form[action$="/supporters/add"] button');
    await page.waitForURL(/done=person-added$/);
    for (const path of [person, `${person}/change`, `${person}/no-news`, `${group}/supporters/add`]) await look(server, page, path);
  });

  it("has a page no wider than a phone, whatever people write", async () => {
    const { page, group, person } = await openPerson();
    const long = "x".repeat(50);
    const send = async (action, field, text) => {
      await page.goto(`${server.url}${person}`);
      await page.locator(`form[action="${person}/${action}"] [name=${field}]`).fill(text);
      await Promise.all([page.waitForNavigation(), page.locator(`form[action="${person}/${action}"] button`).click()]);
    };
    await send("notes", "text", `See https://mail.example/${"a".repeat(120)}?${"b".repeat(120)}`);
    await send("tags", "name", long);
    await page.goto(`${server.url}${person}`);
    await page.locator(`form[action="${person}/fields"] [name=field]`).fill("f".repeat(80));
    await page.locator(`form[action="${person}/fields"] [name=value]`).fill("v".repeat(300));
    await Promise.all([page.waitForNavigation(), page.locator(`form[action="${person}/fields"] button`).click()]);
    for (const path of [person, `/es${person}`, `${group}/supporters`]) {
      await page.goto(`${server.url}${path}`);
      assert.equal(await wide(page), 0, path);
    }
    await page.locator("details summary").first().click();
    assert.equal(await wide(page), 0, "with the questions open");
  });

  it("shows what was asked and the results, and keeps the questions folded", async () => {
    const { page, group } = await openAs(browser, server, COORDINATOR);
    await page.setViewportSize(PHONE);
    await page.goto(`${server.url}${group}/supporters?since=2020-01-01`);
    assert.match(await page.locator("form[role=search]").innerText(), /Asked: On the list since, at the earliest: 2020-01-01/);
    assert.equal(await page.locator("form[role=search] details").getAttribute("open"), null);
    const { y } = await page.locator(".table-people").boundingBox();
    assert.ok(y < 1_200, `the people begin at ${y}`);
    await look(server, page, `${group}/supporters?since=2026-13-45&zip=4550&state=ZZ`);
  });
});
