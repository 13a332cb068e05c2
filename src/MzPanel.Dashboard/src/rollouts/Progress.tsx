import { shares, type Rollout } from "./rollouts";
import "./rollouts.css";

/** How many servers are where. */
export function Progress({ rollout }: { rollout: Rollout }) {
  const parts = shares(rollout);
  const { summary } = rollout;
  return (
    <div
      className="rollout-progress"
      role="progressbar"
      aria-label={`Progress of ${rollout.kind}`}
      aria-valuemin={0}
      aria-valuemax={summary.servers}
      aria-valuenow={summary.succeeded + summary.failed + summary.skipped}
      aria-valuetext={parts.map((part) => `${part.count} ${part.name}`).join(", ")}
    >
      <div className="rollout-bar">
        {parts.map((part) => (
          <div key={part.name} className={part.name} style={{ width: `${part.share}%` }} />
        ))}
      </div>
      <div className="rollout-counts">
        {parts.map((part) => (
          <span key={part.name}>
            <span className={`rollout-key ${part.name}`} />
            {part.count} {part.name}
          </span>
        ))}
      </div>
    </div>
  );
}
