import { describe, expect, it } from "vitest";
import { LogStore } from "./logStore";

const line = (n: number) => ({ n, stream: "stdout", text: `line ${n}` });
const at = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

describe("the lines of a job", () => {
  it("are there once and in order, however they overlap", () => {
    const store = new LogStore(1_000, () => undefined);
    store.add(at(1, 10));
    store.add(at(5, 12));
    store.add(at(12, 12));
    expect(store.all.map((one) => one.n)).toEqual(at(1, 12).map((one) => one.n));
    expect(store.last).toBe(12);
  });

  it("go on behind a gap", () => {
    const store = new LogStore(1_000, () => undefined);
    store.add([line(1), { n: 2, gap: 8 }, line(10)]);
    store.add([line(5), line(11)]);
    expect(store.all.map((one) => one.n)).toEqual([1, 2, 10, 11]);
  });

  it("are the latest ones where there are too many, and how many are gone is known", () => {
    const store = new LogStore(100, () => undefined);
    for (let from = 1; from <= 1_000; from += 7) store.add(at(from, Math.min(1_000, from + 6)));
    expect(store.all.length).toBeLessThanOrEqual(100);
    expect(store.all.at(-1)?.n).toBe(1_000);
    expect(store.dropped + store.all.length).toBe(1_000);
    expect(store.all[0]?.n).toBe(store.dropped + 1);
  });

  it("are told of once a frame", () => {
    const frames: (() => void)[] = [];
    const store = new LogStore(1_000, (tell) => frames.push(tell));
    let told = 0;
    store.subscribe(() => told++);
    for (let n = 1; n <= 50; n++) store.add([line(n)]);
    expect(frames).toHaveLength(1);
    frames.pop()!();
    expect(told).toBe(1);
    store.add([line(51)]);
    expect(frames).toHaveLength(1);
  });
});
