const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const dayOnly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relatively = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

/** In the viewer's zone, to the second. */
export function exact(at: string): string {
  return exactly.format(new Date(at));
}

/** As one would say it: "3 min. ago", and a date where that says more. */
export function relative(at: string, now: number): string {
  const past = new Date(at).getTime() - now;
  const size = Math.abs(past);
  if (size < 10_000) return past > 5_000 ? "in a few seconds" : "just now";
  if (size < MINUTE) return relatively.format(Math.round(past / 1_000), "second");
  if (size < HOUR) return relatively.format(Math.round(past / MINUTE), "minute");
  if (size < DAY) return relatively.format(Math.round(past / HOUR), "hour");
  if (size < 14 * DAY) return relatively.format(Math.round(past / DAY), "day");
  return dayOnly.format(new Date(at));
}

/** "0.4 s", "12 s", "3 min 5 s", "2 h 4 min", "3 d 4 h". */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const s = Math.round(ms / 1_000);
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
}
