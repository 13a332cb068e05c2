import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError, otherFaults } from "../api/apiError";
import { Button } from "./Button";
import "./problem.css";

/** What went wrong, with the id under which the control plane's log has it. */
export function Problem({ error, shown = [], retry, children }: { error: unknown; shown?: readonly string[]; retry?: () => void; children?: ReactNode }) {
  if (!error) return null;
  const others = otherFaults(error, shown);
  // Every fault stands beside its field.
  if (error instanceof ApiError && error.code === "validation_failed" && others.length === 0 && shown.length > 0) return null;
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div className="problem" role="alert">
      <TriangleAlert aria-hidden />
      <div className="grow">
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {others.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
        {children}
        {requestId && <p className="problem-id">Request {requestId}</p>}
      </div>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
