import { describe, expect, it } from "vitest";
import { SseParser } from "./sseParser";

describe("server-sent events", () => {
  it("come whole out of pieces cut anywhere", () => {
    const text = 'event: log\ndata: {"lines":[1]}\nid: 7\n\n:\n\nevent: status\ndata: {}\n\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new SseParser();
      const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
      expect(events).toEqual([
        { name: "log", data: '{"lines":[1]}' },
        { name: "status", data: "{}" },
      ]);
      expect(parser.lastId).toBe("7");
    }
  });

  it.each(["\n", "\r", "\r\n"])("end their lines with %j, cut anywhere", (ending) => {
    const text = ["event: a", "data: 1", "data: 2", "", "data: 3", "", ""].join(ending);
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new SseParser();
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual([
        { name: "a", data: "1\n2" },
        { name: "message", data: "3" },
      ]);
    }
  });

  it("move on with an id that has no data", () => {
    const parser = new SseParser("3");
    expect(parser.push(":\nid: 12\n\n")).toEqual([]);
    expect(parser.lastId).toBe("12");
  });

  it("do not move on with an id before its event is whole", () => {
    const parser = new SseParser("3");
    parser.push("id: 4\ndata: x\n");
    expect(parser.lastId).toBe("3");
  });
});
