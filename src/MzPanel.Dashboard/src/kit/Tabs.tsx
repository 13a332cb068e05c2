import { useEffect, useRef } from "react";
import { Link } from "wouter";
import "./tabs.css";

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly (readonly [href: string, text: string])[]; current: string }) {
  const bar = useRef<HTMLElement>(null);
  // On a phone they go beyond the edge.
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav ref={bar} className="tabs" aria-label={label}>
      {tabs.map(([href, text]) => (
        <Link key={href} href={href} aria-current={href === current ? "page" : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
