// Forms on the real server with its demo: written without scripts, published by somebody else with the keyboard alone, filled in on a
// phone without scripts, confirmed from the mail, and counted. Every page is looked at by axe, at phone and desktop width.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import * as console_ from "./console.mjs";
import { serveDemo } from "./served.mjs";

let server;
let browser;
let delegates;

before(async () => {
  server = await serveDemo();
  browser = await openBrowser();
  const { coalitions: [coalition] } = await server.run("demo");
  delegates = coalition.delegates;
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const openAs = (email, javaScriptEnabled) => console_.openAs(browser, server, email, javaScriptEnabled);
const look = (page, path) => console_.look(server, page, path);
const { press } = console_;

// The page of the link in a confirming mail.
async function confirmingLink(email) {
  const mail = await server.mailTo(email, true);
  return new URL(mail.match(/https?:\/\/[^\s"<>]+\/t\/[\w-]{22}/)[0]).pathname;
}

describe("a form", () => {
  it("is written, approved, filled in without scripts, confirmed and counted", async () => {
    const [first] = delegates;
    const writer = await openAs(first.delegate, false);
    const { page } = writer;
    await page.goto(`${server.url}${writer.group}/fields`);
    await page.locator("#name").fill("T-shirt");
    await page.locator("#choices").fill("Small\nLarge");
    await page.locator("form:has(#choices) button").click();
    await page.goto(`${server.url}${writer.group}/forms`);
    await page.getByRole("link", { name: "Write a form" }).click();
    await page.getByLabel("Survey: people answer questions").check();
    await page.locator("#title_en").fill("Which evening suits you?");
    await page.locator("#q1_en").fill("Which evening?");
    await page.locator("#q1_kind").selectOption("one");
    await page.locator("#q1_required").check();
    await page.locator("fieldset:has(#q1_en) summary").click();
    await page.locator("#q1_choices_en").fill("Tuesday");
    await page.locator("#q2_en").fill("What should be read?");
    await page.getByRole("button", { name: "Keep the draft" }).last().click();
    await page.getByRole("link", { name: "Question 1: Write 2 to 20 choices of at most 100 characters, one a line." }).waitFor();
    assert.equal(await page.locator("#q2_en").inputValue(), "What should be read?", "nothing typed is lost");
    await page.locator("#q1_choices_en").fill("Tuesday\nFriday");
    await page.getByRole("button", { name: "Add room for more questions" }).click();
    assert.equal(await page.locator("#q8_en").count(), 1);
    await page.locator("#q3_en").fill("Do you read aloud?");
    await page.locator("#q3_kind").selectOption("yes_no");
    await page.locator("#q4_en").fill("Your size?");
    await page.locator("#q4_kind").selectOption("one");
    await page.locator("#q4_field").selectOption({ label: "T-shirt (with choices)" });
    await page.getByRole("button", { name: "Keep the draft" }).last().click();
    await page.getByRole("button", { name: "Send for approval" }).waitFor();
    const draft = new URL(page.url()).pathname;
    await page.getByRole("button", { name: "Send for approval" }).click();
    await page.getByText("It waits for approval").waitFor();

    const reader = await openAs(first.deputy);
    await reader.page.goto(`${server.url}${reader.group}`);
    await press(reader.page, 'a[href$="/forms"]');
    await press(reader.page, `a[href="${draft}"]`);
    for (const path of [draft, `${draft}/preview`, `${draft}/words`, `${draft}/drop`]) await look(reader.page, path);
    await reader.page.goto(`${server.url}${draft}`);
    await reader.page.getByText("Fills the field “T-shirt” of your list").waitFor();
    await press(reader.page, 'form[action$="/publish"] button');
    await reader.page.getByText("Approved and published by").waitFor();
    for (const path of ["/forms/which-evening-suits-you", "/forms/read-in-if-called"]) await look(reader.page, path);

    const plain = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    const phone = await plain.newPage();
    await phone.goto(`${server.url}/forms/which-evening-suits-you`);
    const email = "dee@people.example";
    for (const [name, value] of [["given_name", "Dee"], ["family_name", "Example"], ["email", email], ["zip", "45501"]]) {
      await phone.locator(`[name=${name}]`).fill(value);
    }
    await phone.getByRole("button", { name: "Send my answers" }).click();
    await phone.getByRole("link", { name: "Answer the question" }).waitFor();
    assert.equal(await phone.locator("[name=email]").inputValue(), email, "nothing typed is lost");
    await phone.getByLabel("Friday").check();
    await phone.getByLabel("Large").check();
    await phone.getByLabel("What should be read?").fill("Poems");
    await phone.getByRole("button", { name: "Send my answers" }).click();
    await phone.getByRole("heading", { name: "Check your email" }).waitFor();
    const link = await confirmingLink(email);
    await look(reader.page, link);
    await phone.goto(`${server.url}${link}`);
    await phone.getByText("Poems").waitFor();
    await phone.getByRole("button", { name: "Yes, send my answers" }).click();
    await phone.getByText("Your answers are in").waitFor();
    await look(reader.page, link);

    for (const path of [draft, `${draft}/dates`]) await look(reader.page, path);
    await reader.page.goto(`${server.url}${draft}`);
    await reader.page.getByText("Most often: Friday").waitFor();
    await press(reader.page, 'a[href*="/submissions/"]');
    await reader.page.getByText("Poems").waitFor();
    await look(reader.page, new URL(reader.page.url()).pathname);
  });
});
