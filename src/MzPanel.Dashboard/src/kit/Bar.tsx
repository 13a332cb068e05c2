import { memo } from "react";
import "./bar.css";

const WARN = 75;
const BAD = 90;

/** How full something is, 0 to 100. */
export const Bar = memo(function Bar({ label, value, text }: { label: string; value: number | undefined; text?: string }) {
  const known = value !== undefined && Number.isFinite(value);
  const width = known ? Math.min(100, Math.max(0, value)) : 0;
  const tone = width >= BAD ? "bad" : width >= WARN ? "warn" : "ok";
  return (
    <div
      className={`bar ${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(width)}
      aria-valuetext={known ? (text ?? `${Math.round(width)} %`) : "unknown"}
      title={known ? `${label}: ${text ?? `${width.toFixed(1)} %`}` : `${label}: unknown`}
    >
      <div style={{ width: `${width}%` }} />
    </div>
  );
});
