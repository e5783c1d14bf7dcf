// Which passkey was last used in this browser, so that a form with several chooses the one that lies here. It stays on the device.

const KEY = "clarion-passkey";

export function remember(credential: string): void {
  try {
    localStorage.setItem(KEY, credential);
  } catch {
    // A browser that keeps nothing asks each time.
  }
}

export function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
