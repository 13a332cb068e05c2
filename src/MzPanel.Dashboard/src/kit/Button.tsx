import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import "./button.css";

type Look = "plain" | "primary" | "danger" | "quiet";

interface Shared {
  look?: Look;
  icon?: ReactNode;
  children?: ReactNode;
  small?: boolean;
}

export function Button({ look = "plain", icon, children, small, busy, disabled, ...rest }: Shared & { busy?: boolean } & ComponentProps<"button">) {
  return (
    <button type="button" {...rest} className={classes(look, small)} disabled={disabled || busy} aria-busy={busy || undefined}>
      {busy ? <span className="spinner" aria-hidden /> : icon}
      {children && <span>{children}</span>}
    </button>
  );
}

/** A button that is a picture: `label` is what it is called. */
export function IconButton({ label, icon, ...rest }: { label: string; icon: ReactNode } & Omit<ComponentProps<"button">, "children">) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className={`icon-button ${rest.className ?? ""}`}>
      {icon}
    </button>
  );
}

export function LinkButton({ look = "plain", icon, children, small, href }: Shared & { href: string }) {
  return (
    <Link href={href} className={classes(look, small)}>
      {icon}
      {children && <span>{children}</span>}
    </Link>
  );
}

function classes(look: Look, small: boolean | undefined): string {
  return `button ${look}${small ? " small" : ""}`;
}
