// Hears what the server says of an open page, while the page is seen. After a break it waits a random while and longer each
// time: EventSource itself would knock again every few seconds, and after a restart that is everybody at once.

const RETRY_DELAY_MS_MIN = 2_000;
const RETRY_DELAY_MS_MAX = 60_000;

// Gives the data of each event of this name to `take`, which answers whether more can come.
export function listen(address: string, name: string, take: (data: string) => boolean): void {
  if (!("EventSource" in window)) return;
  let source: EventSource | null = null;
  let timer = 0;
  let delayMs = RETRY_DELAY_MS_MIN;
  let isOver = false;

  const close = (): void => {
    window.clearTimeout(timer);
    if (source) source.close();
    source = null;
  };
  const open = (): void => {
    close();
    if (isOver) return;
    source = new EventSource(address);
    source.addEventListener(name, (event) => {
      delayMs = RETRY_DELAY_MS_MIN;
      isOver = !take((event as MessageEvent<string>).data);
      if (isOver) close();
    });
    source.onerror = (): void => {
      close();
      timer = window.setTimeout(open, delayMs * (0.5 + Math.random()));
      delayMs = Math.min(delayMs * 2, RETRY_DELAY_MS_MAX);
    };
  };
  const followVisibility = (): void => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", followVisibility);
  window.addEventListener("pagehide", close);
  followVisibility();
}
