import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useLinkState } from "../live/LiveContext";

// A silo that restarts is back before anybody should be told.
const PATIENCE_MS = 2_000;

/** Says when what is shown may be old. */
export function LinkBanner() {
  const isDown = useLinkState() === "down";
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isDown) return setShown(false);
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  return (
    <div role="status">
      {isShown && (
        <div className="link-banner">
          <CloudOff aria-hidden />
          The link to the control plane is down; what you see may be old. It is being tried again.
        </div>
      )}
    </div>
  );
}
