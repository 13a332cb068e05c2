import { useEffect, useLayoutEffect, useRef } from "react";

/** A page begins at its top, for the eyes and for the keyboard. One that is gone back to is where it was left: browsers see to that. */
export function usePageTop(location: string): void {
  const shown = useRef(location);
  const wentBack = useRef(false);
  useEffect(() => {
    const note = () => {
      wentBack.current = true;
      // It may have been another filter of the same page.
      setTimeout(() => (wentBack.current = false));
    };
    // Before whoever draws the page of that address.
    addEventListener("popstate", note, { capture: true });
    return () => removeEventListener("popstate", note, { capture: true });
  }, []);
  useLayoutEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    if (!wentBack.current) scrollTo(0, 0);
    // What was pressed is gone with its page, or hidden until the next one is loaded; without this the keyboard begins at the menu again.
    const focused = document.activeElement;
    if (focused === document.body || focused?.checkVisibility() === false) document.getElementById("main")?.focus({ preventScroll: true });
  }, [location]);
}
