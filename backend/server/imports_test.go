package server_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors are the house from the top down. A room imports only what stands on a lower floor.
var floors = [][]string{
	{"backend/cmd"},
	{"backend/server"},
	{"backend/retention"},
	{"backend/keeping"},
	{"backend/inbox", "backend/media", "backend/family", "backend/incident"},
	{"backend/journal"},
	{"backend/review", "backend/feed", "backend/programme", "backend/sealed"},
	{"backend/account", "backend/consent", "backend/moment"},
	{"backend/circle"},
	{"backend/audit", "backend/clock", "backend/api", "backend/disk", "backend/faces", "backend/voice", "backend/rows"},
}

// besides are imports on one floor that are allowed, each with its reason.
var besides = map[string]string{
	"backend/review backend/feed":          "a decision asks the feed how far a moment has come, and gives it the verdicts of the rules",
	"backend/audit backend/clock":          "an audit row says when",
	"backend/programme/worry backend/feed": "a worry asks the feed who may know of it, and brings in line what the app says to whom it is told",
}

// never are imports that no floor would forbid and the house does.
var never = map[string][]string{
	"backend/feed":   {"backend/review", "backend/moment"},
	"backend/family": {"backend/review", "backend/moment"},
}

// source is one file of ours with what it imports of ours, as folders.
type source struct {
	file, folder string
	imports      []string
}

func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var found []source
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		at = filepath.ToSlash(at)
		if entry.IsDir() {
			if top := strings.SplitN(at, "/", 2)[0]; at != "." && !slices.Contains([]string{"backend", "hooks", "pb_migrations", "bench", "pwa"}, top) || strings.HasSuffix(at, "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(at, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		s := source{file: at, folder: path.Dir(at)}
		for _, spec := range file.Imports {
			if of, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "kith/"); ours {
				s.imports = append(s.imports, of)
			}
		}
		found = append(found, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 100 {
		t.Fatalf("only %d files were read", len(found))
	}
	return found
}

// floor is where a folder stands, counted from the top, or -1.
func floor(folder string) int {
	return slices.IndexFunc(floors, func(rooms []string) bool {
		return slices.ContainsFunc(rooms, func(room string) bool { return folder == room || strings.HasPrefix(folder, room+"/") })
	})
}

// breaks says why one file may not import a folder, or nothing.
func breaks(s source, of string) string {
	test := strings.HasSuffix(s.file, "_test.go")
	switch {
	case s.folder == "hooks" || s.folder == "pb_migrations":
		if !test {
			return "it imports nothing of ours"
		}
	case of == "backend/server":
		if !strings.HasPrefix(s.folder, "backend/cmd/") && s.folder != "backend/kithtest" && s.folder != "bench" && !test {
			return "only the command, the bench and kithtest import the server"
		}
	case of == "backend/kithtest":
		if !test && s.folder != "bench" && s.folder != "backend/kithtest" {
			return "only tests import kithtest"
		}
	case test || s.folder == "backend/kithtest" || s.folder == "bench":
		return ""
	case slices.Contains(never[s.folder], of):
		return "the house forbids it"
	case of == "hooks" || of == "pb_migrations" || of == "pwa":
		if s.folder != "backend/server" {
			return "only the server puts the house together"
		}
	case s.folder == of || strings.HasPrefix(of, s.folder+"/"):
		return "" // a room and its own parts
	default:
		from, to := floor(s.folder), floor(of)
		if from < 0 || to < 0 {
			return "it stands on no floor"
		}
		if _, allowed := besides[s.folder+" "+of]; to <= from && !allowed {
			return "it is not below"
		}
	}
	return ""
}

func TestEveryRoomImportsOnlyWhatStandsBelowIt(t *testing.T) {
	for _, s := range sources(t) {
		for _, of := range s.imports {
			if why := breaks(s, of); why != "" {
				t.Errorf("%s imports %s: %s", s.file, of, why)
			}
		}
	}
}

func TestTestsStandOutsideOfWhatTheyTest(t *testing.T) {
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.file, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", s.file), nil, parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if name := file.Name.Name; !strings.HasSuffix(name, "_test") && path.Base(s.file) != "export_test.go" && name != "main" {
			t.Errorf("%s stands in package %s", s.file, name)
		}
	}
}

func TestTheLawOfImportsFindsABreach(t *testing.T) {
	for _, c := range []struct {
		folder, file, of string
		may              bool
	}{
		{"backend/feed", "backend/feed/pull.go", "backend/circle", true},
		{"backend/feed", "backend/feed/pull.go", "backend/review", false},
		{"backend/feed", "backend/feed/pull.go", "backend/moment", false},
		{"backend/review", "backend/review/check.go", "backend/feed", true},
		{"backend/circle", "backend/circle/keys.go", "backend/feed", false},
		{"backend/consent", "backend/consent/ladder.go", "backend/moment", false},
		{"backend/inbox", "backend/inbox/kinds.go", "backend/media", false},
		{"backend/inbox", "backend/inbox/kinds.go", "backend/server", false},
		{"backend/inbox", "backend/inbox/sync_test.go", "backend/server", true},
		{"backend/inbox", "backend/inbox/kinds.go", "backend/kithtest", false},
		{"backend/cmd/kith", "backend/cmd/kith/main.go", "backend/server", true},
		{"hooks", "hooks/hooks.go", "backend/api", false},
		{"pb_migrations", "pb_migrations/0001_x.go", "backend/api", false},
		{"backend/review", "backend/review/check.go", "hooks", false},
		{"backend/server", "backend/server/house.go", "hooks", true},
		{"backend/programme/orientation", "backend/programme/orientation/remember.go", "backend/audit", true},
		{"backend/api", "backend/api/problem.go", "backend/circle", false},
		{"backend/media", "backend/media/finish.go", "backend/voice", true},
		{"backend/voice", "backend/voice/voice.go", "backend/api", false},
		{"backend/attic", "backend/attic/box.go", "backend/api", false},
	} {
		if why := breaks(source{file: c.file, folder: c.folder}, c.of); (why == "") != c.may {
			t.Errorf("%s importing %s: %q", c.file, c.of, why)
		}
	}
}

func TestNoFileIsTooLongToReadInOneSitting(t *testing.T) {
	for _, s := range sources(t) {
		body, err := os.ReadFile(filepath.Join("..", "..", s.file))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(body), "\n"); lines > 300 && !strings.HasSuffix(s.file, "_test.go") && !strings.HasSuffix(s.file, ".gen.go") && !strings.HasPrefix(s.folder, "pwa") {
			t.Errorf("%s has %d lines", s.file, lines)
		}
	}
}
