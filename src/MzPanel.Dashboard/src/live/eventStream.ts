import { ApiError } from "../api/apiError";
import { SseParser, type SseEvent } from "./sseParser";

/** What a stream says of itself: it is being opened, is open, or is down and tried again. */
export type LinkState = "opening" | "open" | "down";

export interface StreamOptions {
  url: string;
  /** Where to go on; absent begins where the server begins. */
  lastId?: string | null;
  signal: AbortSignal;
  /** `false` ends the stream: there is nothing more to come. */
  onEvent: (event: SseEvent, lastId: string | null) => boolean | void;
  onState?: (state: LinkState) => void;
  send?: typeof fetch;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 10_000;
// The server says something every 15 s; a link that is silent for longer is none.
const SILENCE_MS = 40_000;

/**
 * Follows a stream over every break until it ends, is aborted, or is refused for good, which throws. It goes on behind the last
 * id that arrived, on whatever silo answers.
 */
export async function followStream(options: StreamOptions): Promise<void> {
  const { signal, onState, pause = pauseFor } = options;
  let lastId = options.lastId ?? null;
  for (let failures = 0; !signal.aborted; failures++) {
    onState?.(failures === 0 ? "opening" : "down");
    const outcome = await readOnce(options, lastId, () => {
      failures = 0;
      onState?.("open");
    });
    lastId = outcome.lastId;
    if (outcome.ended || signal.aborted) return;
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
    await pause(Math.max(wait, (outcome.retryAfterS ?? 0) * 1_000), signal);
  }
}

interface Outcome {
  ended: boolean;
  lastId: string | null;
  retryAfterS?: number | null;
}

async function readOnce({ url, signal, onEvent, send = fetch }: StreamOptions, lastId: string | null, onOpen: () => void): Promise<Outcome> {
  const parser = new SseParser(lastId);
  const link = new AbortController();
  const hangUp = () => link.abort();
  signal.addEventListener("abort", hangUp);
  let silence = setTimeout(hangUp, SILENCE_MS);
  try {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (lastId !== null) headers["Last-Event-ID"] = lastId;
    const response = await send(url, { headers, signal: link.signal, cache: "no-store" });
    if (!response.ok) return await refused(response, lastId);
    onOpen();
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(silence);
      silence = setTimeout(hangUp, SILENCE_MS);
      for (const event of parser.push(value)) {
        if (onEvent(event, parser.lastId) === false) {
          link.abort();
          return { ended: true, lastId: parser.lastId };
        }
      }
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // Broken off: tried again.
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", hangUp);
  }
  return { ended: false, lastId: parser.lastId };
}

async function refused(response: Response, lastId: string | null): Promise<Outcome> {
  const error = ApiError.of(response, await response.json().catch(() => undefined));
  const passes = response.status === 429 || response.status >= 500;
  if (!passes) throw error;
  return { ended: false, lastId, retryAfterS: error.retryAfterS };
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
