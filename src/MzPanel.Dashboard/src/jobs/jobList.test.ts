import { describe, expect, it } from "vitest";
import type { Job, JobStatus } from "../api/resources";
import { fitsFilter, mergeJob } from "./jobList";

const job = (id: string, status: JobStatus, minute: number) => ({ id, status, server_id: "srv_1", kind: "shell.run", created_at: `2026-01-01T00:0${minute}:00.000Z` }) as Job;
const list = (...jobs: Job[]) => ({ pages: [{ data: jobs, next_cursor: "more" }], pageParams: [null] });
const ids = (of: ReturnType<typeof mergeJob>) => of.pages.flatMap((page) => page.data.map((one) => `${one.id} ${one.status}`));

describe("a list of jobs that hears of one", () => {
  it("changes it in its place", () => {
    expect(ids(mergeJob(list(job("b", "queued", 2), job("a", "running", 1)), job("a", "succeeded", 1), {}))).toEqual(["b queued", "a succeeded"]);
  });

  it("takes a new one in front, where it fits", () => {
    const before = list(job("a", "running", 1));
    expect(ids(mergeJob(before, job("b", "queued", 2), {}))).toEqual(["b queued", "a running"]);
    expect(mergeJob(before, job("b", "queued", 2), { status: "running" })).toBe(before);
    expect(mergeJob(before, job("b", "queued", 2), { server_id: "srv_2" })).toBe(before);
  });

  it("lets go of one that no longer fits, and leaves old ones to their page", () => {
    expect(ids(mergeJob(list(job("a", "running", 1)), job("a", "failed", 1), { status: "running" }))).toEqual([]);
    const before = list(job("b", "failed", 2));
    expect(mergeJob(before, job("a", "failed", 1), {})).toBe(before);
  });

  it("asks of a job what the API asks", () => {
    expect(fitsFilter(job("a", "queued", 1), { kind: "shell.run", server_id: "srv_1", status: "queued" })).toBe(true);
    expect(fitsFilter(job("a", "queued", 1), { site_id: "site_1" })).toBe(false);
  });
});
