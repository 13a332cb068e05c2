import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import "./menu.css";

/** A button that opens a list of things to do. */
export function Menu({ trigger, children, side = "bottom" }: { trigger: ReactElement; children: ReactNode; side?: "bottom" | "top" }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align="end" sideOffset={6} className="menu-place">
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ icon, children, onClick, danger }: { icon?: ReactNode; children: ReactNode; onClick: () => void; danger?: boolean }) {
  return (
    <Base.Item className={`menu-item${danger ? " danger" : ""}`} onClick={onClick}>
      {icon}
      {children}
    </Base.Item>
  );
}

export function MenuChoice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly (readonly [T, ReactNode])[]; onChange: (value: T) => void }) {
  return (
    <Base.RadioGroup value={value} onValueChange={(chosen: T) => onChange(chosen)} aria-label={label}>
      <div className="menu-label">{label}</div>
      {options.map(([option, text]) => (
        <Base.RadioItem key={option} value={option} className="menu-item" closeOnClick>
          <span className="menu-mark" aria-hidden>
            <Base.RadioItemIndicator>✓</Base.RadioItemIndicator>
          </span>
          {text}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuLine() {
  return <Base.Separator className="menu-line" />;
}
