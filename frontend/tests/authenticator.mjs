// A device of its own: a context with its cookies, and the passkeys that Chromium's authenticator holds for it.
export async function openDevice(browser, viewport = { width: 390, height: 800 }) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  const setVerified = (isUserVerified) => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { context, page, setVerified };
}

// The link of the next mail that holds one; others tell that something changed.
export async function mailedLink(server, email) {
  for (;;) {
    const mail = await server.mailTo(email, true);
    const [link] = mail.match(/https?:\/\/[^\s"<>]+\/console\/sign-in\/link\/[\w-]{22}/) ?? [];
    if (link) return link;
  }
}
