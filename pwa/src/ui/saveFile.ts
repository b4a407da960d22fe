/** How long the browser may take to read the file: it says nothing when it has. */
const patience = 60_000;

/** Hands the reader a file, as a download. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), patience);
}
