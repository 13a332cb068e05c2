import type { ReactNode } from "react";
import { More } from "./More";
import { Problem } from "./Problem";
import { Wait } from "./Wait";
import type { Paged } from "./usePaged";
import "./table.css";

export interface Column<T> {
  name: string;
  show: (row: T) => ReactNode;
  /** `wide`: left out on a phone. `actions`: what can be done with the row; its name is heard only. */
  look?: "wide" | "numeric" | "actions" | "strong" | "mono" | "numeric wide";
}

interface TableProps<T> {
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
}

export function Table<T>({ columns, keyOf, rows }: TableProps<T> & { rows: readonly T[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          {columns.map(({ name, look }) => (
            <th key={name} className={look?.replace(/strong|mono|actions/, "")}>
              {look === "actions" ? <span className="visually-hidden">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ name, look, show }) => (
              <td key={name} className={look}>
                {show(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A list that is read a page at a time, with what to say while it is read, where it has nothing and where it was refused. */
export function PagedTable<T>({ list: { query, rows }, empty, ...table }: TableProps<T> & { list: Paged<T>; empty?: ReactNode }) {
  return (
    <>
      <Problem error={query.error} retry={() => void query.refetch()} />
      {query.isPending && <Wait />}
      {query.isSuccess && rows.length === 0 && empty}
      {rows.length > 0 && <Table {...table} rows={rows} />}
      <More query={query} />
    </>
  );
}
