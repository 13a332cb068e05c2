import "./wait.css";

/** Lines where something will stand in a moment; nothing at all where it comes at once. */
export function Wait({ lines = 4 }: { lines?: number }) {
  return (
    <div className="wait" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} />
      ))}
    </div>
  );
}
