import { ArrowDown, ArrowUp, Clock, Download, Pause, Play, Search } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { Button, IconButton } from "../kit/Button";
import { CopyButton } from "../kit/Copy";
import { Problem } from "../kit/Problem";
import { plain } from "./ansi";
import { LogRow } from "./LogRow";
import { middleOf } from "./rows";
import { hits, pattern } from "./search";
import type { JobLog } from "./useJobLog";
import { useRows } from "./useRows";
import "./logs.css";

const ROW = 20;
const NEAR_THE_END = 40;

/** The log of a job as it is written. */
export function LogView({ log, jobId, isQuiet }: { log: JobLog; jobId: string; isQuiet: string }) {
  const { store } = log;
  const version = useSyncExternalStore(store.subscribe, store.version);
  const lines = store.all;
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const [showsTime, setShowsTime] = useState(false);
  const [words, setWords] = useState("");
  const search = useSearch(log, words, version);
  const toEnd = useCallback(() => {
    if (follows) box.current!.scrollTop = box.current!.scrollHeight;
  }, [follows]);
  const rows = useRows(box, lines.length, ROW, toEnd);
  const { look } = rows;
  const top = useRef(0);
  useLayoutEffect(() => {
    toEnd();
    look();
  }, [toEnd, version, look]);
  useEffect(() => {
    if (search.current !== undefined) box.current!.scrollTop = middleOf(search.current, box.current!.clientHeight, ROW);
  }, [search.current]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    // Whoever scrolls up wants to read. To be away from the end says nothing: lines may have come since it was scrolled to.
    if (scrollHeight - scrollTop - clientHeight < NEAR_THE_END) setFollows(true);
    else if (scrollTop < top.current) setFollows(false);
    top.current = scrollTop;
    look();
  };
  const find = (next: 1 | -1) => {
    setFollows(false);
    search.move(next);
  };
  return (
    <section className="panel log" aria-label="Log">
      <div className="log-bar">
        <SearchBox words={words} onWords={setWords} count={search.count} place={search.place} onMove={find} />
        <div className="row">
          {!log.ended && (
            <Button small icon={follows ? <Pause /> : <Play />} onClick={() => setFollows(!follows)} aria-pressed={follows}>
              {follows ? "Following" : "Follow"}
            </Button>
          )}
          <IconButton label={showsTime ? "Hide times" : "Show times"} aria-pressed={showsTime} icon={<Clock />} onClick={() => setShowsTime(!showsTime)} />
          <CopyButton text={() => textOf(log)} />
          <a className="icon-button" href={`/v1/jobs/${jobId}/logs.txt`} download={`${jobId}.txt`} title="Download the whole log" aria-label="Download the whole log">
            <Download />
          </a>
        </div>
      </div>
      {log.link === "down" && !log.ended && <p className="log-note warn">The link is down. The log goes on where it stopped when it is back.</p>}
      <Problem error={log.error} />
      {store.dropped > 0 && <p className="log-note">The first {store.dropped.toLocaleString()} lines are not shown here; the download has them all.</p>}
      <div ref={box} className="log-box" onScroll={onScroll} tabIndex={0} role="log" aria-label="Lines of the log" aria-live="off">
        {lines.length === 0 && <p className="log-quiet">{isQuiet}</p>}
        <div className="log-rows" style={{ height: lines.length * ROW }}>
          {lines.slice(rows.first, rows.end).map((line, i) => (
            <LogRow key={line.n} line={line} sought={search.sought} isCurrent={rows.first + i === search.current} showsTime={showsTime} top={(rows.first + i) * ROW} />
          ))}
        </div>
      </div>
      <p className="log-foot" role="status">
        {foot(log, version)}
      </p>
    </section>
  );
}

function foot({ store, ended, link }: JobLog, _version: number): string {
  const count = `${store.last.toLocaleString()} ${store.last === 1 ? "line" : "lines"}`;
  if (ended) return ended.complete ? `${count}, complete.` : `${count}. The rest never arrived.`;
  return link === "open" ? `${count}, live.` : count;
}

function textOf({ store }: JobLog): string {
  return store.all.map((line) => (line.gap ? `[… ${line.gap} lines missing …]\n` : plain(line.text ?? "") + (line.partial ? "" : "\n"))).join("");
}

interface SearchBoxProps {
  words: string;
  onWords: (words: string) => void;
  count: number;
  place: number;
  onMove: (next: 1 | -1) => void;
}

function SearchBox({ words, onWords, count, place, onMove }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const jump = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as HTMLElement).tagName)) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", jump);
    return () => removeEventListener("keydown", jump);
  }, []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onWords("");
  };
  return (
    <div className="log-search">
      <Search aria-hidden />
      <input ref={input} type="search" placeholder="Search the log ( / )" aria-label="Search the log" value={words} onChange={(e) => onWords(e.target.value)} onKeyDown={onKey} />
      {words && (
        <>
          <span className="number muted" role="status">
            {count === 0 ? "none" : `${place + 1} of ${count.toLocaleString()}`}
          </span>
          <IconButton label="Previous hit" icon={<ArrowUp />} onClick={() => onMove(-1)} disabled={count === 0} />
          <IconButton label="Next hit" icon={<ArrowDown />} onClick={() => onMove(1)} disabled={count === 0} />
        </>
      )}
    </div>
  );
}

/** Looks at each line once, also while more come. */
function useSearch({ store }: JobLog, words: string, version: number) {
  const sought = useMemo(() => pattern(words), [words]);
  const seen = useRef<{ sought: RegExp | null; dropped: number; until: number; found: number[] }>({ sought: null, dropped: 0, until: 0, found: [] });
  const [place, setPlace] = useState(-1);
  useEffect(() => setPlace(-1), [words]);
  const found = useMemo(() => {
    const known = seen.current;
    const goesOn = known.sought === sought && known.dropped === store.dropped;
    const before = goesOn ? known.found : [];
    const later = sought ? hits(store.all, sought, goesOn ? known.until : 0) : [];
    seen.current = { sought, dropped: store.dropped, until: store.all.length, found: later.length > 0 ? [...before, ...later] : before };
    return seen.current.found;
  }, [sought, store, version]);
  const move = (next: 1 | -1) => found.length > 0 && setPlace((now) => (now < 0 && next < 0 ? found.length - 1 : (now + next + found.length) % found.length));
  return { sought, count: found.length, place, current: found[place], move };
}
