import { useCallback, useEffect, useState, type RefObject } from "react";
import { seen, type Rows } from "./rows";

/** Which of very many rows of one height are to be drawn. What it costs does not grow with their number. */
export function useRows(box: RefObject<HTMLElement | null>, count: number, size: number, onResize: () => void): Rows & { look: () => void } {
  const [place, setPlace] = useState({ top: 0, height: 0 });
  const look = useCallback(() => {
    const { scrollTop, clientHeight } = box.current!;
    setPlace((now) => (now.top === scrollTop && now.height === clientHeight ? now : { top: scrollTop, height: clientHeight }));
  }, [box]);
  useEffect(() => {
    const resizing = new ResizeObserver(() => {
      onResize();
      look();
    });
    resizing.observe(box.current!);
    return () => resizing.disconnect();
  }, [box, look, onResize]);
  return { ...seen(place.top, place.height, count, size), look };
}
