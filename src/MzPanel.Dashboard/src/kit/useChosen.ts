import { useSearchParams } from "wouter";
import { withChosen } from "./chosen";

/** What was chosen on a page stands in its address, so that it survives going back and can be sent to somebody. */
export function useChosen<Name extends string>(...names: readonly Name[]): [chosen: Record<Name, string>, choose: (next: Partial<Record<Name, string>>) => void] {
  const [params, setParams] = useSearchParams();
  const chosen = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<Name, string>;
  return [chosen, (next) => setParams((before) => withChosen(before, next), { replace: true })];
}
