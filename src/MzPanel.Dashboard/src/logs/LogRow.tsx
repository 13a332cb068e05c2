import { memo, type CSSProperties } from "react";
import type { LogLine } from "../api/resources";
import { chunks } from "./ansi";
import { mark } from "./search";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hour12: false });

interface LogRowProps {
  line: LogLine;
  sought: RegExp | null;
  isCurrent: boolean;
  showsTime: boolean;
  top: number;
}

export const LogRow = memo(function LogRow({ line, sought, isCurrent, showsTime, top }: LogRowProps) {
  const place: CSSProperties = { transform: `translateY(${top}px)` };
  if (line.gap)
    return (
      <div className="log-row gap" style={place}>
        <span className="log-number">{line.n}</span>
        <span className="log-text">
          [… {line.gap.toLocaleString()} {line.gap === 1 ? "line is" : "lines are"} missing: the server dropped what it could not keep …]
        </span>
      </div>
    );
  return (
    <div className={`log-row ${line.stream ?? ""}${isCurrent ? " current" : ""}`} style={place} title={line.at && new Date(line.at).toLocaleString()}>
      <span className="log-number" aria-hidden>
        {line.n}
      </span>
      {showsTime && line.at && (
        <span className="log-time" aria-hidden>
          {clock.format(new Date(line.at))}
        </span>
      )}
      <span className="log-text">
        {line.stream === "stderr" && <span className="visually-hidden">stderr: </span>}
        {mark(chunks(line.text ?? ""), sought).map((piece, i) => {
          const style = piece.color || piece.background ? { color: piece.color, background: piece.background } : undefined;
          return piece.isHit ? (
            <mark key={i}>{piece.text}</mark>
          ) : piece.className || style ? (
            <span key={i} className={piece.className} style={style}>
              {piece.text}
            </span>
          ) : (
            piece.text
          );
        })}
        {line.partial && <span className="log-partial" title="The line goes on below">↩</span>}
      </span>
    </div>
  );
});
