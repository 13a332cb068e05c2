import { useState, type ReactNode } from "react";
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
export function Choices({ choices, ids, ...rest }: ChoicesProps) {
  const [words, setWords] = useState("");
  const shown = choices?.filter(([id, name]) => ids.includes(id) || name.toLowerCase().includes(words.toLowerCase()));
  return <Ticks {...rest} choices={shown} ids={ids} words={words} onWords={(choices?.length ?? 0) > FEW ? setWords : undefined} />;
}

interface TicksProps extends ChoicesProps {
  words: string;
  /** Without it there is nothing to search. */
  onWords: ((words: string) => void) | undefined;
  /** What comes behind the last one. */
  more?: ReactNode;
}

/** The same where somebody else searches. */
export function Ticks({ label, choices, ids, onChange, words, onWords, more }: TicksProps) {
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{label}</legend>
      {onWords && <input className="input" type="search" placeholder={`Search ${label}`} aria-label={`Search ${label}`} value={words} onChange={(e) => onWords(e.target.value)} />}
      <div>
        {choices?.map(([id, name]) => (
          <label key={id}>
            <input type="checkbox" checked={ids.includes(id)} onChange={(e) => onChange(e.target.checked ? [...ids, id] : ids.filter((one) => one !== id))} />
            <span>{name}</span>
          </label>
        ))}
        {choices?.length === 0 && <p className="muted">{words ? `None of the ${label} has that.` : `There are no ${label} yet.`}</p>}
        {more}
      </div>
    </fieldset>
  );
}
