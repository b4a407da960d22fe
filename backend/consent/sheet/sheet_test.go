package sheet_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"kith/backend/api"
	"kith/backend/consent/sheet"
)

var columns = []sheet.Column{
	{Key: "who", Called: []string{"Student", "Pupil"}}, {Key: "photo", Called: []string{"Photos"}}, {Key: "on", Called: []string{"Signed on"}},
}

// wide is a text as UTF-16 with its mark.
func wide(text string, order binary.AppendByteOrder) []byte {
	var file []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		file = order.AppendUint16(file, unit)
	}
	return file
}

func TestWhateverASpreadsheetSavesIsTheSameSheet(t *testing.T) {
	plainly := "Student,Photos,Signed on\nJosé,Circle,2026-09-14\n\"Lara, the second\",Nobody,\n"
	for what, file := range map[string][]byte{
		"as it is":                     []byte(plainly),
		"with a mark":                  []byte("\ufeff" + plainly),
		"lines of Windows":             []byte(strings.ReplaceAll(plainly, "\n", "\r\n")),
		"lines of an old Mac":          []byte(strings.ReplaceAll(plainly, "\n", "\r")),
		"without its last line end":    []byte(strings.TrimSuffix(plainly, "\n")),
		"semicolons":                   []byte("Student;Photos;Signed on\nJosé;Circle;2026-09-14\nLara, the second;Nobody;\n"),
		"tabs":                         []byte("Student\tPhotos\tSigned on\nJosé\tCircle\t2026-09-14\nLara, the second\tNobody\t\n"),
		"its separator said":           []byte("sep=;\r\nStudent;Photos;Signed on\r\nJosé;Circle;2026-09-14\r\nLara, the second;Nobody\r\n"),
		"UTF-16, little end first":     wide(plainly, binary.LittleEndian),
		"UTF-16, big end first":        wide(plainly, binary.BigEndian),
		"other names, another order":   []byte("photos,PUPIL , signed on,,\nCircle,José,2026-09-14,,\nNobody,\"Lara, the second\",,,\n"),
		"what cannot be seen":          []byte("Stu\u200bdent,\u202ePhotos,Signed\u00a0on\nJose\u0301\u200b,\u2066Circle ,2026-09-14\n\"\tLara,\n the second\", Nobody,\n"),
		"cells that look like nothing": []byte("Student,Photos,Signed on\nJosé,Circle,2026-09-14\n, ,\n\n\"Lara, the second\",Nobody,\n"),
	} {
		t.Run(what, func(t *testing.T) {
			read, err := sheet.Read(file, columns)
			if err != nil || len(read.Lines) != 2 {
				t.Fatalf("%+v %v", read, err)
			}
			for i, want := range []map[string]string{
				{"who": "José", "photo": "Circle", "on": "2026-09-14"}, {"who": "Lara, the second", "photo": "Nobody"},
			} {
				if !maps.Equal(read.Lines[i].Cells, want) || read.Lines[i].Stray != "" {
					t.Errorf("%+v", read.Lines[i])
				}
			}
		})
	}
}

func TestALineIsNumberedAsASpreadsheetCounts(t *testing.T) {
	read, err := sheet.Read([]byte("Student,\"Signed\non\"\n\"Ana\nthe\nfirst\",\n\nMaya,,stray\nTheo,\n"), columns)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []int
	for _, line := range read.Lines {
		numbers = append(numbers, line.Number)
	}
	if !slices.Equal(numbers, []int{2, 4, 5}) || read.Lines[1].Stray != "stray" || read.Called["on"] != "Signed on" || read.Called["photo"] != "" {
		t.Errorf("%v %+v", numbers, read)
	}
}

func TestWhatCouldBeReadInTwoWaysIsRefusedWithThePlace(t *testing.T) {
	many := func(n int) string { return "Student\n" + strings.Repeat("Ana\n", n) }
	for _, try := range []struct {
		what, file, code, says string
	}{
		{"nothing", "", "sheet_unreadable", "empty"},
		{"a mark alone", "\ufeff", "sheet_unreadable", "empty"},
		{"a quotation mark that never ends", "Student,Photos\n\"Ana,Circle\nMaya,School\n", "sheet_unreadable", "line 2"},
		{"a quotation mark in the middle", "Student,Photos\nMaya,School\nAn\"a,Circle\n", "sheet_unreadable", "line 3"},
		{"zeros", "Student,Photos\nAna\x00,Circle\n", "sheet_unreadable", "signs"},
		{"another sign of a machine", "Student,Photos\nAna\x1b[31m,Circle\n", "sheet_unreadable", "signs"},
		{"UTF-16 that does not say so", string(wide("Student,Photos\nAna,Circle\n", binary.LittleEndian)[2:]), "sheet_unreadable", "signs"},
		{"half a letter of UTF-16", string(append(wide("Student\nAna\n", binary.BigEndian), 0)), "sheet_unreadable", "lost"},
		{"half a pair of UTF-16", "\xff\xfeS\x00\x00\xd8", "sheet_unreadable", "lost"},
		{"letters of an older code", "Student,Photos\nJos\xe9,Circle\n", "sheet_unreadable", "CSV UTF-8"},
		{"letters that were lost", "Student,Photos\nJos\ufffd,Circle\n", "sheet_unreadable", "lost"},
		{"a column that nobody knows", "Student,Fotos\nAna,Circle\n", "sheet_unreadable", "“Fotos”"},
		{"a column twice", "Student,Photos,photos\nAna,Circle,School\n", "sheet_unreadable", "“photos” is there twice"},
		{"two names of one column", "Student,Pupil\nAna,Maya\n", "sheet_unreadable", "“Pupil” is there twice"},
		{"a hundred thousand columns", "Student" + strings.Repeat(",Photos", 30_000) + "\n", "sheet_unreadable", "30001 columns"},
		{"two thousand lines and one", many(sheet.MostLines + 1), "sheet_too_long", "2000 lines"},
		{"too many bytes", strings.Repeat("Ana\n", sheet.MostBytes/4+1), "sheet_too_long", "256 KB"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "sheet_unreadable", "older code"},
		{"a spreadsheet's own file", "PK\x03\x04\x14\x00\x08\x08", "sheet_unreadable", "signs"},
	} {
		t.Run(try.what, func(t *testing.T) {
			read, err := sheet.Read([]byte(try.file), columns)
			refusal := api.As(err)
			if err == nil || refusal.Code != try.code || !strings.Contains(refusal.Detail, try.says) {
				t.Errorf("%+v %+v", read, refusal)
			}
		})
	}
	if read, err := sheet.Read([]byte(many(sheet.MostLines)), columns); err != nil || len(read.Lines) != sheet.MostLines {
		t.Errorf("the longest sheet: %d lines, %v", len(read.Lines), err)
	}
}

func TestNoCellThatIsWrittenIsAFormulaAndEachIsReadAsItWas(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "＝1", "'=1", "''-1", "'", "O'Hara", "-", "a,b;\"c\""} {
		file, err := sheet.Write(columns, []map[string]string{{"who": name, "photo": "Circle"}})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimPrefix(string(file), "\ufeff")
		cell := strings.TrimPrefix(strings.Split(text, "\r\n")[1], `"`)
		if strings.ContainsAny(cell[:1], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") {
			t.Errorf("%q is written as %q", name, cell)
		}
		read, err := sheet.Read(file, columns)
		if err != nil || len(read.Lines) != 1 || read.Lines[0].Cells["who"] != strings.TrimSpace(name) {
			t.Errorf("%q is read as %+v %v", name, read.Lines, err)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom([]string{"", "Ana", "-Ana", "Lara, 2", "a;b", `"x"`, "'+", "é", "Ana\u200d", "لارا"})
		var lines []map[string]string
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			lines = append(lines, map[string]string{"who": "W" + cell.Draw(t, "who"), "photo": cell.Draw(t, "photo")})
		}
		file, err := sheet.Write(columns, lines)
		if err != nil {
			t.Fatal(err)
		}
		read, err := sheet.Read(file, columns)
		if err != nil || len(read.Lines) != len(lines) {
			t.Fatal(err, fmt.Sprint(read))
		}
		for i, line := range lines {
			if got := read.Lines[i].Cells; got["who"] != line["who"] || got["photo"] != line["photo"] {
				t.Fatalf("%v is read as %v", line, got)
			}
		}
	})
}
