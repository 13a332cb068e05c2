export interface SseEvent {
  name: string;
  data: string;
}

/**
 * Server-sent events out of pieces of text as they come (WHATWG HTML, section 9.2.6): any line ending, comments, data over several
 * lines. `lastId` moves on with an id that has no data, too.
 */
export class SseParser {
  lastId: string | null = null;
  private rest = "";
  private endedByReturn = false;
  private name = "";
  private data: string[] = [];
  private id: string | null = null;

  constructor(lastId: string | null = null) {
    this.lastId = lastId;
    this.id = lastId;
  }

  push(piece: string): SseEvent[] {
    const found: SseEvent[] = [];
    let text = piece;
    // A line feed behind a return that ended the piece before belongs to that return.
    if (this.endedByReturn && text.startsWith("\n")) text = text.slice(1);
    if (text.length > 0) this.endedByReturn = text.endsWith("\r");
    let from = 0;
    for (const ending of text.matchAll(/\r\n|\r|\n/g)) {
      const event = this.line(this.rest + text.slice(from, ending.index));
      if (event) found.push(event);
      this.rest = "";
      from = ending.index + ending[0].length;
    }
    this.rest += text.slice(from);
    return found;
  }

  private line(line: string): SseEvent | null {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.name = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.id = value;
    return null;
  }

  private dispatch(): SseEvent | null {
    this.lastId = this.id;
    const event = this.data.length > 0 ? { name: this.name || "message", data: this.data.join("\n") } : null;
    this.name = "";
    this.data = [];
    return event;
  }
}
