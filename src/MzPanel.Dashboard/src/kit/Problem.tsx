import { TriangleAlert } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { ApiError, otherFaults } from "../api/apiError";
import { Button } from "./Button";
import { leadToFault } from "./leadToFault";
import "./problem.css";

/** What went wrong, with the id under which the control plane's log has it. */
export function Problem({ error, shown = [], retry, children }: { error: unknown; shown?: readonly string[]; retry?: () => void; children?: ReactNode }) {
  const box = useRef<HTMLDivElement & HTMLParagraphElement>(null);
  useEffect(() => {
    if (error) leadToFault(box.current?.closest("form"));
  }, [error]);
  if (!error) return null;
  const others = otherFaults(error, shown);
  const requestId = error instanceof ApiError && error.requestId && <span className="problem-id">Request {error.requestId}</span>;
  // Every fault stands beside its field.
  if (error instanceof ApiError && error.code === "validation_failed" && others.length === 0 && shown.length > 0)
    return (
      <p ref={box} className="problem-above" role="alert">
        See above what is to be changed. {requestId}
      </p>
    );
  return (
    <div ref={box} className="problem" role="alert">
      <TriangleAlert aria-hidden />
      <div className="grow">
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {others.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
        {children}
        {requestId && <p>{requestId}</p>}
      </div>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
