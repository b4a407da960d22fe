package server_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"kith/backend/kithtest"
)

// mapped is one table of docs/data-map.md.
type mapped struct {
	said   bool              // whose it is, and how long it is kept
	fields map[string]string // what each is for
}

var (
	cell  = regexp.MustCompile("^\\| `([^`]+)` \\| (.+?) \\|")
	owner = regexp.MustCompile(`^Whose: \S.*\. Kept: \S.*\.`)
)

// dataMap reads the page: a heading for each table, whose it is and how long it is kept, and a line for each field.
func dataMap(t *testing.T) map[string]*mapped {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "data-map.md"))
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]*mapped{}
	var table *mapped
	for line := range strings.Lines(string(page)) {
		line = strings.TrimRight(line, "\n")
		switch name, heading := strings.CutPrefix(line, "## "); {
		case heading:
			if tables[name] != nil {
				t.Errorf("the map names %s twice", name)
			}
			table = &mapped{fields: map[string]string{}}
			tables[name] = table
		case strings.HasPrefix(line, "# "):
			table = nil
		case table == nil:
		case owner.MatchString(line):
			table.said = true
		default:
			if found := cell.FindStringSubmatch(line); found != nil {
				table.fields[found[1]] = found[2]
			}
		}
	}
	return tables
}

// fieldsOf are the fields of every table that a school has, by its name.
func fieldsOf(t *testing.T, builders ...dbx.Builder) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, builder := range builders {
		var rows []struct{ Of, Name string }
		err := builder.NewQuery(`SELECT m.name AS of, c.name FROM sqlite_master m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'`).All(&rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			found[row.Of] = append(found[row.Of], row.Name)
		}
	}
	return found
}

func TestEveryFieldHasAPurposeAnOwnerAndAnEnd(t *testing.T) {
	school := kithtest.Open(t)
	tables := dataMap(t)
	everywhere := tables["Everywhere"]
	delete(tables, "Everywhere")
	if everywhere == nil || len(everywhere.fields) == 0 {
		t.Fatal("the map says nothing of the fields that every table has")
	}
	there := fieldsOf(t, school.App.NonconcurrentDB(), school.App.AuxNonconcurrentDB())
	for _, name := range slices.Sorted(maps.Keys(there)) {
		table := tables[name]
		if table == nil {
			t.Errorf("%s is kept, and the map does not say so", name)
			continue
		}
		if !table.said {
			t.Errorf("the map does not say whose %s is and how long it is kept", name)
		}
		for _, field := range there[name] {
			if table.fields[field] == "" && everywhere.fields[field] == "" {
				t.Errorf("%s.%s is kept, and the map does not say what for", name, field)
			}
			delete(table.fields, field)
		}
		for field := range table.fields {
			t.Errorf("the map names %s.%s, which is not there", name, field)
		}
		delete(tables, name)
	}
	for name := range tables {
		t.Errorf("the map names %s, which is not there", name)
	}
}

// neverKept are parts of names that no field of a school may have: what somebody has been diagnosed with, is measured by, or is told apart by.
var neverKept = regexp.MustCompile(`(?i)diagnos|disab|handicap|impair|disorder|syndrome|autis|adhd|\biq\b|\biep\b|iq_|iep_|medic|therap|special_need|` +
	`gender|\bsex\b|race|ethnic|religio|income|lunch|birth|latitude|longitude|location|street|phone_number`)

func TestNoFieldIsNamedForADiagnosis(t *testing.T) {
	school := kithtest.Open(t)
	for name, fields := range fieldsOf(t, school.App.NonconcurrentDB(), school.App.AuxNonconcurrentDB()) {
		for _, field := range append(fields, name) {
			if neverKept.MatchString(field) {
				t.Errorf("%s.%s is a name that no field may have", name, field)
			}
		}
	}
	contract, err := os.ReadFile(filepath.Join("..", "api", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, property := range regexp.MustCompile(`(?m)^\s+([a-zA-Z]\w*):`).FindAllStringSubmatch(string(contract), -1) {
		if neverKept.MatchString(property[1]) {
			t.Errorf("the contract has a field %s, which no field may be called", property[1])
		}
	}
}
