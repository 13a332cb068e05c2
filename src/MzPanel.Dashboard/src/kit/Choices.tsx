import { useState } from "react";
import "./choices.css";

export type Choice = readonly [id: string, name: string];

const FEW = 8;

interface ChoicesProps {
  /** What they are, in the plural. */
  label: string;
  choices: readonly Choice[] | undefined;
  ids: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Some of many, to be ticked. */
export function Choices({ label, choices, ids, onChange }: ChoicesProps) {
  const [words, setWords] = useState("");
  const shown = choices?.filter(([id, name]) => ids.includes(id) || name.toLowerCase().includes(words.toLowerCase()));
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{label}</legend>
      {choices && choices.length > FEW && <input className="input" type="search" placeholder={`Search ${label}`} aria-label={`Search ${label}`} value={words} onChange={(e) => setWords(e.target.value)} />}
      <div>
        {shown?.map(([id, name]) => (
          <label key={id}>
            <input type="checkbox" checked={ids.includes(id)} onChange={(e) => onChange(e.target.checked ? [...ids, id] : ids.filter((one) => one !== id))} />
            {name}
          </label>
        ))}
        {choices?.length === 0 && <p className="muted">There are no {label} yet.</p>}
      </div>
    </fieldset>
  );
}
