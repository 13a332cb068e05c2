import { Link } from "wouter";
import "./tabs.css";

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly (readonly [href: string, text: string])[]; current: string }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([href, text]) => (
        <Link key={href} href={href} aria-current={href === current ? "page" : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
