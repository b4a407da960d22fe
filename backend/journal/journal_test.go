package journal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/journal"
	"kith/backend/kithtest"
)

func open(t *testing.T, folder string) *journal.Journal {
	t.Helper()
	book, err := journal.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func read(t *testing.T, book *journal.Journal) []journal.Line {
	t.Helper()
	lines, err := book.Read()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestATornLastLineIsCutOffAndTheNextOneStandsWhole(t *testing.T) {
	folder := t.TempDir()
	book, place := open(t, folder), filepath.Join(folder, "narrowing.jsonl")
	first := journal.Line{At: "2026-09-14 09:00:00.000Z", Seq: 7, Kind: journal.Left, Record: "m1"}
	second := journal.Line{At: "2026-09-14 09:01:00.000Z", Seq: 8, Kind: journal.Erased, Moment: "x", Media: []string{"a", "b"}}
	if err := book.Append(first, second); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	start := strings.IndexByte(string(whole), '\n') + 1
	for cut := start; cut < len(whole); cut++ {
		if err := os.WriteFile(place, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if lines := read(t, book); !reflect.DeepEqual(lines, []journal.Line{first}) {
			t.Fatalf("cut off after %d bytes it reads %v", cut, lines)
		}
		if err := book.Append(second); err != nil {
			t.Fatal(err)
		}
		if lines := read(t, book); !reflect.DeepEqual(lines, []journal.Line{first, second}) {
			t.Fatalf("cut off after %d bytes and written to it reads %v", cut, lines)
		}
	}
}

func TestNoBitOfALineTurnsUnnoticed(t *testing.T) {
	folder := t.TempDir()
	book, place := open(t, folder), filepath.Join(folder, "narrowing.jsonl")
	line := journal.Line{At: "2026-09-14 09:00:00.000Z", Seq: 7, Kind: journal.ConsentNarrowed, Record: "c1", Person: "p1", Code: "none"}
	if err := book.Append(line, line); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	for at := range len(whole)/2 - 1 {
		changed := slices.Clone(whole)
		changed[at] ^= 1
		if changed[at] == '\n' {
			continue
		}
		if err := os.WriteFile(place, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if lines := read(t, book); lines[0].Kind != journal.Damaged || !reflect.DeepEqual(lines[1], line) {
			t.Fatalf("with byte %d changed it reads %v", at, lines)
		}
	}
}

func TestManyWritersLoseNoLine(t *testing.T) {
	folder := t.TempDir()
	var writers sync.WaitGroup
	for writer := range 8 {
		book := open(t, folder) // as another process would
		writers.Go(func() {
			for i := range 25 {
				if err := book.Append(journal.Line{Kind: journal.Left, Record: fmt.Sprint(writer, "-", i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	seen := map[string]bool{}
	for _, line := range read(t, open(t, folder)) {
		seen[line.Record] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d lines of 200 can be read", len(seen))
	}
}

// lines are those of a school's journal, without its beginning and what the circle of the test began with.
func lines(school *kithtest.School, c kithtest.Circle) []journal.Line {
	school.T.Helper()
	book, err := journal.Of(school.App)
	if err != nil {
		school.T.Fatal(err)
	}
	all, err := book.Read()
	if err != nil {
		school.T.Fatal(err)
	}
	return slices.DeleteFunc(all, func(line journal.Line) bool { return line.Kind == journal.Begun || line.Person == c.AnasAunt.Person })
}

func TestALineHoldsNoNameAndNoWord(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	theo := school.Phone(c.Theo)
	theo.Sync()
	theo.Say(story.Revision.Moment, api.GiveAnswerAnswerNo)
	school.Consent(c.Ortiz, c.Maya, "words", "none")
	if len(lines(school, c)) != 2 {
		t.Fatalf("two acts narrowed, and the journal has %v", lines(school, c))
	}
	text, err := os.ReadFile(filepath.Join(school.Dir, "journal", "narrowing.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Maya", "Theo", "Ortiz", "Drum", "drummed", "Louder"} {
		if strings.Contains(string(text), word) {
			t.Errorf("%q stands in the journal", word)
		}
	}
}

func TestWhatWidensOrChangesNothingLeavesNoLine(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Consent(c.Ortiz, c.Maya, "words", "school")
	ortiz := school.Phone(c.Ortiz)
	if status, body := ortiz.JSON("POST", "/people/"+c.Maya.Person+"/badge", nil); status >= 300 {
		t.Fatal(status, string(body))
	}
	school.Phone(c.Maya).Keep(story.Edited("More words"))
	if found := lines(school, c); len(found) != 0 {
		t.Errorf("the journal has %+v", found)
	}
}

// TestAnOpThatIsRolledBackLeavesNoLine has one batch in which a no is accepted, and a take-down that was written is undone with its savepoint.
func TestAnOpThatIsRolledBackLeavesNoLine(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	if err := school.Run(`CREATE TRIGGER full AFTER INSERT ON audit WHEN NEW.act = 'decision_take_down' BEGIN SELECT RAISE(ABORT, 'no more room'); END`); err != nil {
		t.Fatal(err)
	}
	theo := school.Phone(c.Theo)
	theo.Sync()
	down := theo.Op(api.OpKindTakeDown, api.TakeDown{Moment: story.Revision.Moment, Action: api.TakeDownActionAsk})
	no := theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: story.Revision.Moment, Answer: api.GiveAnswerAnswerNo})
	results := theo.Sync(down, no)
	if results[0].Status != api.OpResultStatusRetry || results[1].Status != api.OpResultStatusAccepted {
		t.Fatalf("the ops were answered with %+v", results)
	}
	if found := lines(school, c); len(found) != 1 || found[0].Record != no.Op {
		t.Errorf("the journal has %+v", found)
	}
}

func TestAnActThatCannotBeWrittenDownDoesNotHappen(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	folder := filepath.Join(school.Dir, "journal")
	if err := errors.Join(os.RemoveAll(folder), os.WriteFile(folder, []byte("in the way"), 0o600)); err != nil {
		t.Fatal(err)
	}
	theo := school.Phone(c.Theo)
	status, body := theo.JSON("POST", "/sync", api.SyncRequest{Device: theo.Device, Build: 1, Schema: 1, Ops: []api.Op{
		theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Answer: api.GiveAnswerAnswerNo}),
	}})
	if status != 503 || school.Count(`SELECT count(*) FROM answers WHERE answer = 'no'`) != 0 {
		t.Errorf("it is answered with %d %s", status, body)
	}
}

func TestTheLineIsOnTheDiskBeforeTheActIsCommitted(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	stop := errors.New("the lights go out")
	err := school.App.RunInTransaction(func(tx core.App) error {
		link, err := tx.FindFirstRecordByData("family_links", "person", c.MayasFamily.Person)
		if err != nil {
			return err
		}
		link.Set("restricted", true)
		if err := tx.Save(link); err != nil {
			return err
		}
		if found := lines(school, c); len(found) != 1 || found[0].Kind != journal.Restricted {
			t.Errorf("before the commit the journal has %+v", found)
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}
