import { Activity, CalendarClock, DatabaseBackup, Globe, Menu as MenuIcon, ScrollText, Server, Settings, UserRound, Users, Waves, X } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { Account } from "../api/resources";
import { IconButton } from "../kit/Button";
import { LinkBanner } from "./LinkBanner";
import { PersonMenu } from "./PersonMenu";
import { WorkspaceSwitch } from "./WorkspaceSwitch";
import { may } from "./rights";
import { useAccount } from "./session";
import { usePageTop } from "./usePageTop";
import "../kit/field.css";
import "../kit/table.css";
import "./shell.css";

interface Place {
  href: string;
  text: string;
  icon: ReactNode;
  /** Addresses that belong to it. */
  below?: string;
}

function places(account: Account): Place[] {
  const all: (Place | false)[] = [
    may(account, "use_servers") && { href: "/", text: "Fleet", icon: <Server />, below: "/servers" },
    { href: "/jobs", text: "Jobs", icon: <Activity />, below: "/jobs" },
    may(account, "use_servers") && { href: "/schedules", text: "Schedules", icon: <CalendarClock />, below: "/schedules" },
    may(account, "use_servers") && { href: "/rollouts", text: "Rollouts", icon: <Waves />, below: "/rollouts" },
    may(account, "use_servers") && { href: "/backups", text: "Backups", icon: <DatabaseBackup />, below: "/backups" },
    { href: "/sites", text: "Sites", icon: <Globe />, below: "/sites" },
    may(account, "view_team") && { href: "/team", text: "Team", icon: <Users /> },
    may(account, "view_audit") && { href: "/audit", text: "Audit", icon: <ScrollText /> },
    { href: "/workspace", text: "Workspace", icon: <Settings /> },
    { href: "/account", text: "Account", icon: <UserRound />, below: "/account" },
  ];
  return all.filter((place) => place !== false);
}

/** What stands around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const account = useAccount();
  const [location] = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [location]);
  usePageTop(location);
  return (
    <div className="shell" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="topbar">
        <IconButton label={isOpen ? "Close the menu" : "Open the menu"} aria-expanded={isOpen} icon={isOpen ? <X /> : <MenuIcon />} onClick={() => setOpen(!isOpen)} />
        <span className="topbar-name">{account.workspace.name}</span>
      </header>
      <aside className={isOpen ? "side open" : "side"}>
        <WorkspaceSwitch />
        <nav aria-label="Main">
          {places(account).map((place) => (
            <Link key={place.href} href={place.href} aria-current={isHere(place, location) ? "page" : undefined}>
              {place.icon}
              {place.text}
            </Link>
          ))}
        </nav>
        <PersonMenu />
      </aside>
      {isOpen && <div className="side-shade" onClick={() => setOpen(false)} />}
      <main id="main" tabIndex={-1}>
        <LinkBanner />
        {children}
      </main>
    </div>
  );
}

function isHere(place: Place, location: string): boolean {
  return location === place.href || (place.below !== undefined && (location === place.below || location.startsWith(place.below + "/")));
}

