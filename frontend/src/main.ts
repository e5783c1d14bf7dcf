// Wakes the islands a page has. Every page works without this script; nothing here is needed to sign.
import { startLiveCount } from "./islands/live-count";
import { startShare } from "./islands/share";

// A form that came back begins with what is wrong: whoever cannot see the top of the page is led there.
document.getElementById("errors")?.focus();

document.querySelectorAll<HTMLElement>("[data-island='live-count']").forEach(startLiveCount);
document.querySelectorAll<HTMLElement>("[data-island='share']").forEach(startShare);

document.querySelectorAll<HTMLFormElement>("form[data-pow]").forEach((form) => {
  // Loaded only here: it costs bytes and battery, and most pages never ask for it.
  void import("./islands/proof-of-work").then(({ startProofOfWork }) => startProofOfWork(form));
});

document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach((form) => {
  // Only organizers' pages have one.
  void import("./islands/passkey").then(({ startPasskey }) => startPasskey(form));
});

// Without this, somebody who taps twice on a slow line sends the form twice. Harmless to the count, but puzzling.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented) return;
  if (form.dataset.sent === "true") event.preventDefault();
  form.dataset.sent = "true";
});
// A page taken back from the browser's memory must be sendable again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
