import { Button } from "./Button";

/** The way to the next page of a list. */
export function More({ query, children = "Show more" }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }; children?: string }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="table-more">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {children}
      </Button>
    </div>
  );
}
