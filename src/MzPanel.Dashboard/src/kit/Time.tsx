import { useSyncExternalStore } from "react";
import { duration, exact, relative } from "./times";

// One clock for all that is shown.
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((each) => each());
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** How long ago, with the exact moment on hover. */
export function Time({ at }: { at: string }) {
  const text = useSyncExternalStore(subscribe, () => relative(at, now));
  return (
    <time dateTime={at} title={exact(at)}>
      {text}
    </time>
  );
}

/** What has passed since, counting. */
export function Running({ since }: { since: string }) {
  const text = useSyncExternalStore(subscribe, () => duration(Math.max(0, Math.floor((now - new Date(since).getTime()) / 1_000) * 1_000)));
  return <span className="number">{text}</span>;
}
