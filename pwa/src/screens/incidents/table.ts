/** A table as programs read it (RFC 4180). What a sheet would take for a formula begins with an apostrophe. */
export function asTable(students: readonly { name: string; circles: string; families: string }[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = students.map(({ name, circles, families }) => [name, circles, families]);
  return [["student", "circles", "families"], ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
