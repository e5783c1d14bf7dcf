// Sheets on paper on the real server, of a petition and of a form: printed, then entered and counted with the keyboard alone. Every page
// is looked at by axe, at phone and desktop width, and a sheet fills exactly one page of either paper.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import * as console_ from "./console.mjs";
import { serveDemo } from "./served.mjs";

let server;
let browser;
let coordinator;

before(async () => {
  server = await serveDemo();
  browser = await openBrowser();
  const { coalitions: [coalition] } = await server.run("demo");
  coordinator = coalition.delegates;
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const look = (page, path) => console_.look(server, page, path);
const { press } = console_;

// Somebody of the group whose petition the demo has; the petition's address in the console.
async function organiser(javaScriptEnabled = true) {
  for (const { delegate, deputy } of coordinator) {
    const { page, group } = await console_.openAs(browser, server, delegate, javaScriptEnabled);
    await page.goto(`${server.url}${group}/petitions`);
    const found = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")).find((href) => /petitions\/[0-9a-f-]{36}$/.test(href)));
    if (found) {
      await page.goto(`${server.url}${found}`);
      if (await page.locator('a[href$="/sheets"]').count()) return { page, petition: found, deputy };
    }
  }
  return assert.fail("nobody has a published petition");
}

// What is printed is cut off nowhere, and a sheet is a page, on both papers.
async function fillsPages(page) {
  const printed = page.url();
  for (const paper of ["a4", "letter"]) {
    await page.goto(printed.replace(/paper=\w+/, `paper=${paper}`));
    await page.emulateMedia({ media: "print" });
    const tooTall = await page.locator(".paper-sheet").evaluateAll((all) => all.filter((sheet) => sheet.scrollHeight > sheet.clientHeight + 1).length);
    assert.equal(tooTall, 0, "nothing is cut off");
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type ?\/Page\b/g).length;
    assert.equal(pages, await page.locator(".paper-sheet").count(), "a sheet is a page");
    await page.emulateMedia({ media: "screen" });
  }
}

describe("a sheet on paper", () => {
  it("is printed, entered and counted with the keyboard alone", async () => {
    const { page, petition } = await organiser();
    await press(page, 'a[href$="/sheets"]');
    await press(page, 'form[action$="/sheets"] button');
    await fillsPages(page);
    const code = (await page.locator(".paper-typed").last().textContent()).trim();
    await page.goto(`${server.url}/console/sheets`);
    await console_.reach(page, "#code");
    await page.keyboard.type(code.toLowerCase());
    await Promise.all([page.waitForURL("**/sheets/*"), page.keyboard.press("Enter")]);
    const sheet = new URL(page.url()).pathname;
    await press(page, 'form[action$="/take"] button');
    await page.waitForFunction(() => document.activeElement?.id === "name");
    let loads = 0;
    page.on("load", () => (loads += 1));
    const lines = [["Ana Paper", "ana@paper.example", "", "20001"], ["Bo Paper", "", "202 555 0143", ""], ["Cy Paper", "", "", "45501"], ["?", "", "", ""], ["Ana Paper", "ana@paper.example", "", ""]];
    for (const [at, cells] of lines.entries()) {
      await page.waitForFunction((number) => document.activeElement?.id === "name" && document.querySelector("input[name=number]")?.value === number, String(at + 1));
      for (const [place, cell] of cells.entries()) {
        if (place) await page.keyboard.press("Tab");
        await page.keyboard.type(cell);
      }
      await page.keyboard.press("Enter");
    }
    await page.getByRole("status").getByText("Line 5 is equal to line 1").waitFor();
    assert.equal(loads, 0, "no page is loaded between lines");
    await look(page, sheet);
    await look(page, `${sheet}?line=2`);
    await page.goto(`${server.url}${sheet}`);
    await press(page, 'form[action$="/close"] button');
    await page.getByText("2 with an email or phone, 1 with a name alone").waitFor();
    for (const path of [sheet, `${petition}/sheets`, "/console/sheets"]) await look(page, path);
    await page.goto(`${server.url}${petition}`);
    await page.getByText("3 on paper").waitFor();
  });

  it("is entered without scripts, too", async () => {
    const { page, petition } = await organiser(false);
    await page.goto(`${server.url}${petition}/sheets`);
    await page.locator('form[action$="/sheets"] button').click();
    const code = (await page.locator(".paper-typed").last().textContent()).trim();
    await page.goto(`${server.url}/console/sheets/${code}`);
    await page.locator('form[action$="/take"] button').click();
    await page.locator("#name").fill("Di Paper");
    await page.locator("#email").fill("di at paper");
    await page.keyboard.press("Enter");
    await page.getByText("This cannot be an email").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "Di Paper", "nothing typed is lost");
    await page.locator("#email").fill("di@paper.example");
    await page.keyboard.press("Enter");
    await page.getByText("Line 1 stands: Di Paper.").waitFor();
  });

  it("of a form has its questions, and is entered with the keyboard alone", async () => {
    const { page, deputy } = await organiser();
    const group = new URL(page.url()).pathname.split("/petitions")[0];
    await page.goto(`${server.url}${group}/forms/new`);
    await page.locator("#title_en").fill("Help at the lantern walk");
    for (const [name, kind, words, choices] of [["q1", "one", "Which day suits you best of these two?", "Saturday\nSunday"], ["q2", "several", "What do you bring along?", "Ladder\nLantern\nTea"], ["q3", "short", "Name on your badge?", ""], ["q4", "long", "Why?", ""]]) {
      await page.locator(`#${name}_en`).fill(words);
      await page.locator(`#${name}_kind`).selectOption(kind);
      if (choices) {
        await page.locator(`#${name}_choices_en`).evaluate((area) => (area.closest("details").open = true));
        await page.locator(`#${name}_choices_en`).fill(choices);
      }
    }
    await page.getByRole("button", { name: "Keep the draft" }).last().click();
    await page.getByRole("button", { name: "Send for approval" }).click();
    await page.getByText("It waits for approval").waitFor();
    const form = new URL(page.url()).pathname;
    const { page: approver } = await console_.openAs(browser, server, deputy);
    await approver.goto(`${server.url}${form}`);
    await press(approver, 'form[action$="/publish"] button');
    await page.goto(`${server.url}${form}`);
    await press(page, 'a[href$="/sheets"]');
    await look(page, `${form}/sheets`);
    await press(page, 'form[action$="/sheets"] button');
    await fillsPages(page);
    const code = (await page.locator(".paper-typed").last().textContent()).trim();
    await page.goto(`${server.url}/console/sheets/${code}`);
    const sheet = new URL(page.url()).pathname;
    await press(page, 'form[action$="/take"] button');
    await page.waitForFunction(() => document.activeElement?.id === "name");
    for (const key of ["Ana Paper", "Tab", "ana@paper.example", "Tab", "Tab", "20001", "Tab", "Su", "Tab", "Space", "Tab", "Tab", "Tab", "Ana", "Enter"]) {
      if (["Tab", "Space", "Enter"].includes(key)) await page.keyboard.press(key);
      else await page.keyboard.type(key);
    }
    await page.getByText("Sunday · Ladder · Ana").waitFor();
    await look(page, `${sheet}?line=1`);
    await page.goto(`${server.url}${sheet}`);
    await press(page, 'form[action$="/close"] button');
    await page.getByText("1 with an email or phone").waitFor();
    await page.goto(`${server.url}${form}`);
    await page.getByText("1 on paper").waitFor();
  });
});
