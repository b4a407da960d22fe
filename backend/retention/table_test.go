package retention_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/backend/retention"
)

func TestThePageSaysWhatGoesByItselfLineByLine(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "privacy.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "## What goes by itself\n")
	if !found {
		t.Fatal("the page does not say what goes by itself")
	}
	section, _, _ := strings.Cut(after, "\n## ")
	var said []string
	for line := range strings.Lines(section) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "| ") && line != "| what | when | what is done |" {
			said = append(said, line)
		}
	}
	var does []string
	for _, row := range retention.Table {
		does = append(does, "| "+row.What+" | "+row.After+" | "+row.Done+" |")
	}
	if !slices.Equal(said, does) {
		t.Errorf("the page says\n%s\nand the house does\n%s", strings.Join(said, "\n"), strings.Join(does, "\n"))
	}
}
