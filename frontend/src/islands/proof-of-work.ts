// Lets the browser do the small piece of work that a very busy petition asks for, while the person still types.
// altcha's own worker does it; its widget weighs thirty times as much and would show nothing that we need.
// Whoever has no script, or no time, may send the form anyway: their mail then waits in the slower queue.
import workerAddress from "altcha/workers/pbkdf2?worker&url";

interface Solution {
  counter: number;
  derivedKey: string;
  time: number;
}

// A phone from 2019 needs a few seconds; past this the person should not wait for us.
const WORK_MS_MAX = 60_000;

export function startProofOfWork(form: HTMLFormElement): void {
  const address = form.dataset.pow;
  const field = form.querySelector<HTMLInputElement>("input[name='altcha']");
  const status = form.querySelector<HTMLElement>("[data-pow-status]");
  if (!address || !field) return;
  let work: Promise<void> | null = null;
  const begin = (): Promise<void> => {
    work = work ?? solve(address).then((payload) => void (field.value = payload), () => undefined);
    return work;
  };
  form.addEventListener("focusin", () => void begin(), { once: true });
  form.addEventListener("submit", (event) => {
    if (field.value !== "" || form.dataset.worked === "true") return;
    event.preventDefault();
    if (status) status.textContent = form.dataset.powWorking ?? "";
    // Solved or not, the form is sent: the server decides which queue its mail goes to.
    void begin().then(() => {
      form.dataset.worked = "true";
      form.submit();
    });
  });
}

async function solve(address: string): Promise<string> {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit" });
  if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
  const challenge: unknown = await answer.json();
  const solution = await runWorker(challenge);
  return btoa(JSON.stringify({ challenge, solution }));
}

function runWorker(challenge: unknown): Promise<Solution> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerAddress);
    worker.onmessage = ({ data }: MessageEvent<Solution | { error: unknown } | null>): void => {
      worker.terminate();
      if (data && "derivedKey" in data) resolve(data);
      else reject(new Error("no solution in time"));
    };
    worker.onerror = (): void => {
      worker.terminate();
      reject(new Error("the worker could not start"));
    };
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: WORK_MS_MAX });
  });
}
