import type { LogLine } from "../api/resources";

const MOST = 200_000;
const DROPPED_AT_ONCE = 20_000;

/** The lines of one job in memory, each once and in order; of a very long log the latest. */
export class LogStore {
  private lines: LogLine[] = [];
  private readonly listeners = new Set<() => void>();
  private isTold = true;
  private changes = 0;
  private lastNumber = 0;
  private droppedLines = 0;

  constructor(
    private readonly most = MOST,
    private readonly tellSoon: (tell: () => void) => void = (tell) => requestAnimationFrame(tell),
  ) {}

  get all(): readonly LogLine[] {
    return this.lines;
  }

  /** Number of the last line; a stream goes on behind it. */
  get last(): number {
    return this.lastNumber;
  }

  /** How many of the first lines are no longer here. */
  get dropped(): number {
    return this.droppedLines;
  }

  version = (): number => this.changes;

  /** Takes lines in; what is here already is passed over. */
  add(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.n <= this.lastNumber) continue;
      this.lines.push(line);
      this.lastNumber = line.gap ? line.n + line.gap - 1 : line.n;
    }
    if (this.lines.length > this.most) {
      const gone = this.lines.length - this.most + Math.min(DROPPED_AT_ONCE, this.most / 2);
      this.lines = this.lines.slice(gone);
      this.droppedLines += gone;
    }
    this.changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  // Once a frame at most, however fast the lines come.
  private changed(): void {
    this.changes++;
    if (!this.isTold) return;
    this.isTold = false;
    this.tellSoon(() => {
      this.isTold = true;
      this.listeners.forEach((listener) => listener());
    });
  }
}
