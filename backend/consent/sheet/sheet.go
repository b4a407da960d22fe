// Package sheet reads and writes a spreadsheet as CSV, as people's programs save it. It knows columns and lines and nothing of what they say: a file
// that could be read in two ways is refused with the place and the reason, and never guessed at.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"kith/backend/api"
	"kith/backend/circle"
)

// The most that a sheet may be: its bytes as they lie in the file, its lines below the header, and its columns.
const (
	MostBytes   = 256 << 10
	MostLines   = 2000
	mostColumns = 50
)

// Column is one that a sheet may have.
type Column struct {
	Key    string
	Called []string // what may stand at its top, whatever the case; the first is what Write says
}

// Sheet is what stood in a file.
type Sheet struct {
	Called map[string]string // what each column is called in this file, by its key; what is not here is no column of it
	Lines  []Line            // those with anything in them
}

// Line is one line below the header.
type Line struct {
	Number int               // as a spreadsheet counts: the header is 1
	Cells  map[string]string // by the key of the column, without what cannot be seen; an empty cell is not here
	Stray  string            // something that stands where no column is
}

// Read takes in a file. It refuses, with a sentence that says where, what is too long (`sheet_too_long`) and what is not one table of text with
// these columns, each at most once (`sheet_unreadable`).
func Read(file []byte, columns []Column) (Sheet, error) {
	if len(file) > MostBytes {
		return Sheet{}, tooLong()
	}
	text, err := decode(file)
	if err != nil {
		return Sheet{}, err
	}
	text, comma := separated(text)
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = comma, -1, true
	first, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return Sheet{}, unreadable("The file is empty.")
	}
	if err != nil {
		return Sheet{}, broken(err)
	}
	keys, called, err := header(first, columns)
	if err != nil {
		return Sheet{}, err
	}
	read := Sheet{Called: called}
	read.Lines, err = lines(reader, keys, newlines(first))
	return read, err
}

// lines reads what stands below the header. A cell that goes over several lines of the file is one row of the spreadsheet.
func lines(reader *csv.Reader, keys []string, folded int) ([]Line, error) {
	var found []Line
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		at, _ := reader.FieldPos(0)
		line := Line{Number: at - folded, Cells: map[string]string{}}
		folded += newlines(cells)
		for i, cell := range cells {
			clean := circle.CleanText(plain(cell))
			switch {
			case clean == "":
			case i < len(keys) && keys[i] != "":
				line.Cells[keys[i]] = clean
			default:
				line.Stray = clean
			}
		}
		if len(line.Cells) == 0 && line.Stray == "" {
			continue
		}
		if len(found) == MostLines {
			return nil, tooLong()
		}
		found = append(found, line)
	}
}

// header says which column stands where. A name that is not known would be an answer that nobody reads, so that it is refused.
func header(cells []string, columns []Column) (keys []string, called map[string]string, err error) {
	called = map[string]string{}
	for len(cells) > 0 && circle.CleanText(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > mostColumns {
		return nil, nil, unreadable(fmt.Sprintf("It has %d columns, and %d are the most.", len(cells), mostColumns))
	}
	for _, cell := range cells {
		name := circle.CleanText(plain(cell))
		key := keyOf(name, columns)
		switch {
		case name == "":
		case key == "":
			return nil, nil, unreadable("The column “" + short(name) + "” is not known. Take it out, or name it as the template does.")
		case called[key] != "":
			return nil, nil, unreadable("The column “" + short(name) + "” is there twice.")
		default:
			called[key] = name
		}
		keys = append(keys, key)
	}
	return keys, called, nil
}

func keyOf(name string, columns []Column) string {
	for _, column := range columns {
		for _, called := range column.Called {
			if strings.EqualFold(name, called) {
				return column.Key
			}
		}
	}
	return ""
}

// separated is what stands between the cells: what the file says of itself, as some spreadsheets write it, and otherwise what its first line has
// most of. Spreadsheets write semicolons where a comma is the mark of decimals.
func separated(text string) (string, rune) {
	first, rest, _ := strings.Cut(text, "\n")
	if said, found := strings.CutPrefix(first, "sep="); found && len(said) == 1 && strings.IndexByte(",;\t", said[0]) >= 0 {
		return rest, rune(said[0])
	}
	comma, most := ',', strings.Count(first, ",")
	for _, mark := range ";\t" {
		if n := strings.Count(first, string(mark)); n > most {
			comma, most = mark, n
		}
	}
	return text, comma
}

func newlines(cells []string) (n int) {
	for _, cell := range cells {
		n += strings.Count(cell, "\n")
	}
	return n
}

// risky is what makes a spreadsheet take a cell for a formula.
const risky = "=+-@\t\r\n＝＋－＠"

// Write is a table with its header, for a spreadsheet: marked as UTF-8, since some would guess otherwise, and with nothing in it that is run as a
// formula. Read gives back what was written.
func Write(columns []Column, lines []map[string]string) ([]byte, error) {
	var file bytes.Buffer
	file.WriteString(mark)
	writer := csv.NewWriter(&file)
	writer.UseCRLF = true
	cells := make([]string, len(columns))
	for i, column := range columns {
		cells[i] = column.Called[0]
	}
	if err := writer.Write(cells); err != nil {
		return nil, err
	}
	for _, line := range lines {
		for i, column := range columns {
			cells[i] = harmless(line[column.Key])
		}
		if err := writer.Write(cells); err != nil {
			return nil, err
		}
	}
	writer.Flush()
	return file.Bytes(), writer.Error()
}

func harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, "'"))
	if cell != "" && strings.ContainsRune(risky, first) {
		return "'" + cell
	}
	return cell
}

// plain takes the apostrophe of harmless away, and leaves those that were there before.
func plain(cell string) string {
	if bare, found := strings.CutPrefix(cell, "'"); found && harmless(bare) != bare {
		return bare
	}
	return cell
}

// short is a cell as a sentence can hold it.
func short(cell string) string {
	if runes := []rune(cell); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return cell
}

func tooLong() error {
	return api.Refuse(http.StatusRequestEntityTooLarge, "sheet_too_long",
		fmt.Sprintf("This sheet is too long. Bring in at most %d lines and %d KB at once. Nothing was changed.", MostLines, MostBytes>>10))
}

func unreadable(why string) error {
	return api.Refuse(http.StatusUnprocessableEntity, "sheet_unreadable", "This file cannot be read as a sheet of consents. "+why+" Nothing was changed.")
}

// broken says where quotation marks do not fit.
func broken(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return unreadable(fmt.Sprintf("In line %d a quotation mark is missing, or one is too many.", wrong.StartLine))
	}
	return unreadable("")
}
