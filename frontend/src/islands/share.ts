// Shows the two ways to share that need a script: the phone's own share sheet, and copying the link.
// The plain links beside them work everywhere.

export function startShare(root: HTMLElement): void {
  const address = root.dataset.url ?? location.href;
  const title = root.dataset.title ?? document.title;
  const sheet = root.querySelector<HTMLButtonElement>("[data-share='sheet']");
  const copy = root.querySelector<HTMLButtonElement>("[data-share='copy']");
  if (sheet && typeof navigator.share === "function") {
    reveal(sheet);
    // Closing the sheet again is not an error.
    sheet.addEventListener("click", () => void navigator.share({ title, url: address }).catch(() => undefined));
  }
  if (copy && navigator.clipboard) {
    reveal(copy);
    copy.addEventListener("click", () => void copyAddress(root, address));
  }
}

// The whole list item is hidden until it works, so that it leaves no gap.
function reveal(button: HTMLElement): void {
  if (button.parentElement) button.parentElement.hidden = false;
}

async function copyAddress(root: HTMLElement, address: string): Promise<void> {
  const status = root.querySelector<HTMLElement>("[role='status']");
  try {
    await navigator.clipboard.writeText(address);
    if (status) status.textContent = root.dataset.copied ?? "";
  } catch {
    if (status) status.textContent = address;
  }
}
