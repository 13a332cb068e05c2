/** Leads to the first field of a form that is wrong, once it is drawn so: it may be far above the button that was pressed. */
export function leadToFault(inForm: Element | null | undefined): void {
  requestAnimationFrame(() => {
    const wrong = inForm?.querySelector<HTMLElement>("[aria-invalid], .fault:not(:empty)");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "nearest" });
  });
}
