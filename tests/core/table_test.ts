import assert from "node:assert/strict";
import { formatCsv, formatTable, TablePrinter } from "../../lib/core/table.ts";
import type { Table } from "../../lib/core/table.ts";

const PODS: Table = {
  columns: [
    { name: "Name", priority: 0 },
    { name: "Ready", priority: 0 },
    { name: "Restarts", priority: 0 },
    { name: "Age", priority: 0 },
    { name: "Node", priority: 1 },
  ],
  rows: [
    { cells: ["web-0", "1/1", 0, "5m10s", "node-a"] },
    { cells: ["a-much-longer-name", "0/1", 12, "3d", null] },
  ],
};

Deno.test("formatTable prints columns three blanks apart and at least six wide", () => {
  assert.equal(
    formatTable(PODS),
    "NAME                 READY   RESTARTS   AGE\n" +
      "web-0                1/1     0          5m10s\n" +
      "a-much-longer-name   0/1     12         3d\n",
  );
  const narrow = {
    columns: [{ name: "A", priority: 0 }, { name: "B", priority: 0 }],
    rows: [{ cells: [1, 2] }],
  };
  assert.equal(formatTable(narrow), "A     B\n1     2\n");
});

Deno.test("formatTable shows columns of lower priority only when wide", () => {
  assert.equal(
    formatTable(PODS, { wide: true }),
    "NAME                 READY   RESTARTS   AGE     NODE\n" +
      "web-0                1/1     0          5m10s   node-a\n" +
      "a-much-longer-name   0/1     12         3d      \n",
  );
});

Deno.test("formatTable leaves headings out on demand, also when it measures", () => {
  const table = {
    columns: [{ name: "Long heading", priority: 0 }, { name: "B", priority: 0 }],
    rows: [{ cells: ["abcd", 2] }],
  };
  assert.equal(formatTable(table, { noHeaders: true }), "abcd   2\n");
});

Deno.test("formatTable prints nothing where there are no rows", () => {
  assert.equal(formatTable({ columns: PODS.columns, rows: [] }), "");
});

Deno.test("formatTable cuts cells at line breaks and disarms the rest", () => {
  const columns = [{ name: "Message", priority: 0 }, { name: "X", priority: 0 }];
  const row = (text: string) =>
    formatTable({ columns, rows: [{ cells: [text, "x"] }] }, { noHeaders: true });
  assert.equal(row("a\nb"), "a...   x\n");
  assert.equal(row("a\rb"), "a...   x\n");
  assert.equal(row("a\fb"), "a...   x\n");
  assert.equal(row("a\x1b[2Jb"), "a^[[2Jb   x\n");
  assert.equal(row("a\tb"), "a b   x\n");
  assert.equal(row("\u202ea"), "\\u202ea   x\n");
});

Deno.test("formatTable disarms headings as well", () => {
  const columns = [{ name: "A\x1b[2J\nB", priority: 0 }];
  assert.equal(formatTable({ columns, rows: [{ cells: ["x"] }] }), "A^[[2J...\nx\n");
});

Deno.test("formatTable prints numbers, booleans, nothing and objects in cells", () => {
  const columns = [{ name: "V", priority: 0 }];
  const rows = [5, 1234567.5, true, null, undefined, { a: [1] }].map((cell) => ({ cells: [cell] }));
  assert.equal(
    formatTable({ columns, rows }, { noHeaders: true }),
    '5\n1.2345675e+06\ntrue\n\n\n{"a":[1]}\n',
  );
});

Deno.test("formatTable takes rows with too few and too many cells", () => {
  const rows = [{ cells: ["a"] }, { cells: ["b", "c", "d"] }];
  const columns = [{ name: "A", priority: 0 }, { name: "B", priority: 0 }];
  assert.equal(formatTable({ columns, rows }, { noHeaders: true }), "a     \nb     c\n");
});

Deno.test("formatTable aligns by terminal columns", () => {
  const columns = [{ name: "Name", priority: 0 }, { name: "B", priority: 0 }];
  const rows = [{ cells: ["日本語", "x"] }, { cells: ["abcdefgh", "y"] }];
  assert.equal(formatTable({ columns, rows }, { noHeaders: true }), "日本語     x\nabcdefgh   y\n");
});

Deno.test("formatTable cuts lines at the width and prints bold headings in colour", () => {
  assert.equal(
    formatTable(PODS, { width: 24, color: true }),
    "\x1b[1mNAME                 RE…\x1b[0m\nweb-0                1/…\na-much-longer-name   0/…\n",
  );
});

Deno.test("formatCsv quotes as RFC 4180 wants and leaves values whole", () => {
  const columns = [{ name: "Name", priority: 0 }, { name: "Say, what", priority: 0 }, {
    name: "W",
    priority: 1,
  }];
  const rows = [{ cells: ["a", 'he said "x"', 1] }, { cells: ["b\nc", null, 2] }];
  assert.equal(
    formatCsv({ columns, rows }),
    'Name,"Say, what"\r\na,"he said ""x"""\r\n"b\nc",\r\n',
  );
  assert.equal(
    formatCsv({ columns, rows }, { wide: true, noHeaders: true }),
    'a,"he said ""x""",1\r\n"b\nc",,2\r\n',
  );
});

Deno.test("TablePrinter prints headings once and keeps its columns as wide as they were", () => {
  const columns = ["Event", "Name", "Age"].map((name) => ({ name, priority: 0 }));
  const printer = new TablePrinter(columns, { widest: ["MODIFIED"] });
  assert.equal(printer.print([]), "");
  assert.equal(
    printer.print([{ cells: ["ADDED", "web-0", "5s"] }]),
    "EVENT      NAME    AGE\nADDED      web-0   5s\n",
  );
  assert.equal(
    printer.print([{ cells: ["ADDED", "longer-name", "5s"] }]),
    "ADDED      longer-name   5s\n",
  );
  assert.equal(printer.print([{ cells: ["DELETED", "a", "5s"] }]), "DELETED    a             5s\n");
});
