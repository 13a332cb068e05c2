import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ask } from "../api/client";
import type { Page, PanelEvent } from "../api/resources";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Badge } from "../kit/Status";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";

const TONES: Record<string, "idle" | "warn" | "bad"> = { warning: "warn", error: "bad", critical: "bad" };

/** What the agent reported, newest first. */
export function EventsTab({ serverId }: { serverId: string }) {
  const events = useInfiniteQuery({
    queryKey: ["events", serverId],
    queryFn: ({ pageParam }) => ask(api.GET("/v1/servers/{id}/events", { params: { path: { id: serverId }, query: { cursor: pageParam ?? undefined } } })) as Promise<Page<PanelEvent>>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnMount: "always",
  });
  const rows = events.data?.pages.flatMap((page) => page.data) ?? [];
  if (events.error) return <Problem error={events.error} retry={() => void events.refetch()} />;
  return (
    <div className="panel">
      {events.isPending && <Wait />}
      {events.isSuccess && rows.length === 0 && <Empty title="Nothing happened yet">What the agent notices by itself is written here, such as a service that failed or a disk that fills up.</Empty>}
      {rows.length > 0 && (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th>Event</th>
                <th>What</th>
                <th>When</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((event) => (
                <tr key={event.id}>
                  <td>
                    <Badge tone={TONES[event.severity] ?? "idle"}>{event.name}</Badge>
                  </td>
                  <td>{event.message}</td>
                  <td>
                    <Time at={event.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {events.hasNextPage && (
        <div className="table-more">
          <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </div>
  );
}
