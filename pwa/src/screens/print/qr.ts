/**
 * The path that draws a QR code, and its edge in modules. The school sends the code as rows of 0 and 1, parted by
 * slashes. Undefined when the rows are no square: half a code must never be printed.
 */
export function qrPath(rows: string): { edge: number; path: string } | undefined {
  const lines = rows.split("/").filter(Boolean);
  const edge = lines.length;
  if (edge < 21 || lines.some((line) => line.length !== edge || /[^01]/.test(line))) return undefined;
  const runs = lines.flatMap((line, y) =>
    [...line.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
  );
  return { edge, path: runs.join("") };
}
