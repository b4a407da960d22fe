package sheet_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf8"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent/sheet"
)

// Whatever is brought in as a sheet is refused in one sentence, or becomes lines that stand in the order of the file, hold nothing that cannot be
// seen, and are read again as they are when they are written.
func FuzzSheet(f *testing.F) {
	for _, file := range []string{
		"Student,Photos\nAna,Circle\n", "sep=;\nStudent;Photos\n=1;\"a\n\nb\"\n", "\ufeffPupil\tSigned on\n\u202eAna\t30.2.2026\n", "Student\n\"", "Student,,\n'=,x", "\x00",
		string(wide("Student\nAna", binary.LittleEndian)), string(wide("Photos;Student\n\n;Ana", binary.BigEndian)),
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := sheet.Read(file, columns)
		if err != nil {
			if code := api.As(err).Code; code != "sheet_unreadable" && code != "sheet_too_long" {
				t.Fatal(err)
			}
			return
		}
		last := 1
		cells := make([]map[string]string, len(read.Lines))
		for i, line := range read.Lines {
			if line.Number <= last || len(line.Cells) == 0 && line.Stray == "" {
				t.Errorf("after line %d comes %+v", last, line)
			}
			last, cells[i] = line.Number, line.Cells
			for key, cell := range line.Cells {
				if cell == "" || !utf8.ValidString(cell) || circle.CleanText(cell) != cell || read.Called[key] == "" {
					t.Errorf("%s is %q", key, cell)
				}
			}
		}
		written, err := sheet.Write(columns, cells)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sheet.Read(written, columns)
		if err != nil {
			if api.As(err).Code == "sheet_too_long" {
				return
			}
			t.Fatal(err)
		}
		for _, line := range read.Lines {
			if len(line.Cells) == 0 {
				continue // what stood where no column is
			}
			for key, cell := range line.Cells {
				if again.Lines[0].Cells[key] != cell {
					t.Errorf("%q is read again as %q", cell, again.Lines[0].Cells[key])
				}
			}
			again.Lines = again.Lines[1:]
		}
	})
}
