// An organizer at their browser, with an authenticator that Chromium plays: a mailed link, a passkey, signing in with it, and the
// sessions. On the real server with its demo.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mailedLink, openDevice } from "./authenticator.mjs";
import { troublesIn } from "./axe.mjs";
import { openBrowser } from "./browser.mjs";
import { serveDemo } from "./served.mjs";

const COORDINATOR = "wren@coordinators.example";
const VIEWS = [[320, "dark"], [390, "light"], [1280, "light"]];

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

async function look(page, name) {
  const found = await troublesIn(page, VIEWS, `access-${name}`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 800 });
  assert.deepEqual(found, []);
}

async function askForLink(page, prefix = "") {
  await page.goto(`${server.url}${prefix}/console/sign-in`);
  await page.locator("[name=email]").fill(COORDINATOR);
  await page.locator("form:has([name=email]) button").click();
  await page.waitForURL("**/check-mail");
}

describe("an organizer", () => {
  it("signs in by mail, adds a passkey, signs in with it and ends a session", async () => {
    const { context, page, setVerified } = await openDevice(browser);
    const troubles = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("status of")) troubles.push(message.text());
    });
    await page.goto(`${server.url}/console`);
    assert.ok(page.url().endsWith("/console/sign-in"), "a stranger is led to sign-in");
    await look(page, "sign-in");
    await askForLink(page);
    await look(page, "check-mail");
    const link = await mailedLink(server, COORDINATOR);
    await page.goto(link);
    await look(page, "link");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/console");
    await look(page, "dashboard");

    await page.getByRole("link", { name: "Add a passkey" }).click();
    await page.waitForURL("**/console/account#passkeys");
    await look(page, "account-young");
    await page.getByLabel("Name of the new passkey").fill("My phone");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.waitForURL(/\/console\/account\?added=[0-9a-f-]+#passkeys$/);
    await page.getByText("Signs in, and signs ballots").waitFor();
    // The same device is told that it has one.
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("already has a passkey").waitFor();
    await page.getByRole("button", { name: "Make new codes" }).click();
    await look(page, "codes");
    const code = await page.locator(".codes code").first().textContent();
    await page.getByRole("link", { name: "I have kept them" }).click();
    await page.getByText("8 codes still work").waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/console/sign-in");
    await setVerified(false);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("That did not work").waitFor();
    await setVerified(true);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL("**/console");

    const other = await openDevice(browser);
    await other.page.goto(`${server.url}/es/console/sign-in/code`);
    await look(other.page, "es-code");
    await other.page.locator("[name=email]").fill(COORDINATOR);
    await other.page.locator("[name=code]").fill(code.toLowerCase());
    await other.page.getByRole("button").click();
    await other.page.waitForURL("**/es/console");
    await look(other.page, "es-dashboard");
    await page.goto(`${server.url}/console/account`);
    await page.getByText("Signed in with a recovery code").waitFor();
    await look(page, "account");
    await page.getByRole("button", { name: "End Chrome on Linux" }).click();
    await page.waitForURL("**/console/account#sessions");
    await other.page.reload();
    assert.ok(other.page.url().includes("/es/console/sign-in"), "the ended session is led to sign-in");

    await page.getByRole("button", { name: "Remove My phone" }).click();
    await page.getByText("You have no passkey yet").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("We do not know this passkey").waitFor();
    await look(page, "passkey-unknown");
    assert.deepEqual(troubles, []);
    await other.context.close();
    await context.close();
  });

  it("signs in by mail without scripts, in Spanish, at 320 pixels", async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await askForLink(page, "/es");
    await page.goto(await mailedLink(server, COORDINATOR));
    assert.ok(page.url().includes("/es/console/sign-in/link/"));
    await page.getByRole("button", { name: "Iniciar sesión" }).click();
    await page.waitForURL("**/es/console");
    await page.goto(`${server.url}/es/console/account`);
    assert.equal(await page.locator("[data-passkey]").isVisible(), false);
    await page.getByText("Este navegador no puede crear llaves de acceso").waitFor();
    await page.getByRole("button", { name: "Cerrar sesión" }).click();
    await page.waitForURL("**/es/console/sign-in");
    await context.close();
  });
});
