const TRIES = 3;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/**
 * A fetch that outlasts a silo's restart: what may be said twice (reads, and writes that carry their key) is said again where no
 * answer came or where the answer says to come back.
 */
export async function steadyFetch(request: Request, send: typeof fetch = fetch, wait: (ms: number) => Promise<void> = pause): Promise<Response> {
  const mayRepeat = request.method === "GET" || request.headers.has("Idempotency-Key");
  for (let tries = 1; ; tries++) {
    const last = !mayRepeat || tries === TRIES;
    try {
      const response = await send(last ? request : request.clone());
      if (last || response.status !== 503) return response;
      await wait(Math.min(LONGEST_WAIT_MS, Number(response.headers.get("Retry-After") ?? 1) * 1_000));
    } catch (error) {
      if (last || request.signal.aborted) throw error;
      await wait(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
