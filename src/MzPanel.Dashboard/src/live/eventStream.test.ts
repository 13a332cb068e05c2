import { describe, expect, it } from "vitest";
import { ApiError } from "../api/apiError";
import { followStream } from "./eventStream";

function answer(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

function stub(answers: (() => Response | Promise<Response>)[]) {
  const asked: (string | null)[] = [];
  const send = ((_url: string, init: RequestInit) => {
    asked.push(new Headers(init.headers).get("Last-Event-ID"));
    return Promise.resolve(answers.shift()!());
  }) as unknown as typeof fetch;
  return { send, asked };
}

const noPause = () => Promise.resolve();

describe("a stream that is followed", () => {
  it("goes on behind the last id after a break, and ends when told", async () => {
    const { send, asked } = stub([
      () => answer("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: half"),
      () => Promise.reject(new TypeError("down")),
      () => answer("id: 3\ndata: c\n\nevent: end\ndata: {}\n\n"),
    ]);
    const heard: string[] = [];
    const states: string[] = [];
    await followStream({
      url: "/s",
      signal: new AbortController().signal,
      send,
      pause: noPause,
      onState: (state) => states.push(state),
      onEvent: ({ name, data }) => {
        heard.push(data);
        return name !== "end";
      },
    });
    expect(heard).toEqual(["a", "b", "c", "{}"]);
    expect(asked).toEqual([null, "2", "2"]);
    expect(states).toEqual(["opening", "open", "down", "down", "open"]);
  });

  it("comes back after 503 and 429, and stops at a refusal", async () => {
    const refusal = (status: number, code: string) => Response.json({ error: { code, message: code, details: {} } }, { status });
    const { send, asked } = stub([() => refusal(503, "unavailable"), () => refusal(429, "rate_limited"), () => refusal(401, "unauthenticated")]);
    const followed = followStream({ url: "/s", signal: new AbortController().signal, send, pause: noPause, onEvent: () => undefined });
    await expect(followed).rejects.toMatchObject({ code: "unauthenticated" } satisfies Partial<ApiError>);
    expect(asked).toHaveLength(3);
  });
});
