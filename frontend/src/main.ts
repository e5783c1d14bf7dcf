// Wakes the islands a page has. Every page works without this script; nothing here is needed to sign.
import { startLiveCount } from "./islands/live-count";
import { startShare } from "./islands/share";

// A form that came back begins with what is wrong: whoever cannot see the top of the page is led there.
document.getElementById("errors")?.focus();

function wake(page: ParentNode): void {
  page.querySelectorAll<HTMLElement>("[data-island='live-count']").forEach(startLiveCount);
  page.querySelectorAll<HTMLElement>("[data-island='share']").forEach(startShare);
  page.querySelectorAll<HTMLFormElement>("form[data-pow]").forEach((form) => {
    // Loaded only here: it costs bytes and battery, and most pages never ask for it.
    void import("./islands/proof-of-work").then(({ startProofOfWork }) => startProofOfWork(form));
  });
  // Only organizers' pages have one of these.
  page.querySelectorAll<HTMLElement>("[data-island='live-page']").forEach((root) => {
    void import("./islands/live-page").then(({ startLivePage }) => startLivePage(root, wake));
  });
  page.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach((form) => {
    void import("./islands/passkey").then(({ startPasskey }) => startPasskey(form));
  });
  page.querySelectorAll<HTMLElement>("[data-island='countdown']").forEach((place) => {
    void import("./islands/countdown").then(({ startCountdown }) => startCountdown(place));
  });
  page.querySelectorAll<HTMLElement>("[data-island='paper']").forEach((root) => {
    void import("./islands/paper").then(({ startPaper }) => startPaper(root));
  });
  page.querySelectorAll<HTMLFormElement>("form[data-island='ballot']").forEach((form) => {
    void import("./islands/ballot").then(({ startBallot }) => startBallot(form));
  });
}
wake(document);

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
