import type { Site } from "../api/resources";
import { Badge } from "../kit/Status";
import { Time } from "../kit/Time";

/** What browsers are shown. */
export function Certificate({ ssl }: { ssl: Site["ssl"] }) {
  if (ssl.expires_at)
    return (
      <span className="row wrap">
        <Badge tone={ssl.status === "failed" ? "warn" : "ok"}>{ssl.status === "failed" ? "renewal failed" : "valid"}</Badge>
        <span className="muted wide">
          ends <Time at={ssl.expires_at} />
        </span>
      </span>
    );
  if (ssl.status === "pending") return <Badge tone="busy">being fetched</Badge>;
  if (ssl.status === "failed") return <Badge tone="bad">failed</Badge>;
  return <span className="muted">self-signed</span>;
}
