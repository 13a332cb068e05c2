import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./Button";
import "./copy.css";

const SHOWN_MS = 1_800;

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void navigator.clipboard.writeText(text).then(() => setCopied(true))];
}

export function CopyButton({ text, label = "Copy", look = "plain" }: { text: string | (() => string); label?: string; look?: "plain" | "primary" }) {
  const [copied, copy] = useCopied();
  return (
    <Button look={look} small icon={copied ? <Check /> : <CopyIcon />} onClick={() => copy(typeof text === "string" ? text : text())}>
      {copied ? "Copied" : label}
    </Button>
  );
}

/** Something to be pasted elsewhere, whole. */
export function CopyBox({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopied();
  return (
    <div className="copy-box">
      <code tabIndex={0} aria-label={label}>
        {text}
      </code>
      <IconButton label={copied ? "Copied" : `Copy ${label}`} icon={copied ? <Check /> : <CopyIcon />} onClick={() => copy(text)} />
    </div>
  );
}
