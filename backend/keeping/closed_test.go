package keeping_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/feed"
	"kith/backend/journal"
	"kith/backend/kithtest"
	"kith/backend/server"
)

func TestWithoutTheJournalNobodyButAuthorsAndAdultsReadsUntilACoordinatorHasLooked(t *testing.T) {
	s := shared(t)
	ana, maya, rosa, ortiz := s.Phone(s.c.Ana), s.Phone(s.c.Maya), s.Phone(s.c.MayasFamily), s.Phone(s.c.Ortiz)
	moment := s.told.Revision.Moment
	ana.Sync()
	rosa.Sync()
	picture := rosa.Moment(moment, api.MomentFormFamily).Pictures[0].Rendition
	held := maya.Keep(s.c.Alone("Held when the backup was made"))
	ortiz.Approve(held.Revision.Moment, api.AudienceFamilies)
	archive := backup(s.School)
	lost(s.School)

	again := restored(t, archive) // nobody says where the journal is
	again.Later(s.Now().Sub(again.Now()) + time.Hour)
	for _, phone := range []*kithtest.Phone{ana, maya, rosa, ortiz} {
		phone.School = again
		phone.Return().Sync()
		phone.Reconcile()
	}
	if ana.Has(moment, api.MomentFormCircle) || rosa.Has(moment, api.MomentFormFamily) || rosa.Opens(picture) {
		t.Error("it can be read before anybody has looked")
	}
	if ana.Rows["circle:"+s.c.ID+"!closed circle "+s.c.ID].Circle == nil {
		t.Error("Ana has lost her circle, and with it the place to keep a moment in")
	}
	if !maya.Has(moment, api.MomentFormAuthor) || !ortiz.Has(moment, api.MomentFormStaff) {
		t.Error("author and teacher cannot read it")
	}
	ana.Keep(s.c.Alone("Kept while everything was closed"))
	if again.Reaches("circle:"+s.c.ID, held.Revision.Moment) {
		t.Error("something is released while the school is closed")
	}
	for _, somebody := range []*kithtest.Phone{ana, rosa, ortiz} {
		if status, _ := somebody.JSON("POST", "/keeping/confirm", nil); status != 404 {
			t.Errorf("%s is answered with %d", somebody.Seat.Kind, status)
		}
	}
	if status, body := again.Phone(s.c.Coordinator).JSON("POST", "/keeping/confirm", nil); status >= 300 {
		t.Fatalf("the coordinator is answered with %d %s", status, body)
	}
	again.Later(time.Minute)
	if !ana.Has(moment, api.MomentFormCircle) || !rosa.Has(moment, api.MomentFormFamily) || !rosa.Opens(picture) {
		t.Error("after the coordinator's word it cannot be read")
	}
	if !ana.Has(held.Revision.Moment, api.MomentFormCircle) {
		t.Error("after the coordinator's word the hold does not end")
	}
	if rows := again.Count(`SELECT count(*) FROM audit WHERE act = 'confirm_restore' AND actor = {:a}`, s.c.Coordinator.Person); rows != 1 {
		t.Errorf("%d audit rows tell of it", rows)
	}
}

func TestTheLawSeesAKeyThatOpensTooEarly(t *testing.T) {
	s := shared(t)
	archive := backup(s.School)
	lost(s.School)
	again := restored(t, archive)
	if breaches, err := feed.Law(again.App); err != nil || len(breaches) != 0 {
		t.Fatal("a closed school breaks the law:", breaches, err)
	}
}

// TestAJournalThatLacksAnythingKeepsTheSchoolClosed has a journal that is damaged, one that began too late, and one of another school.
func TestAJournalThatLacksAnythingKeepsTheSchoolClosed(t *testing.T) {
	for what, change := range map[string]struct {
		do     func(t *testing.T, s story, place string)
		closed bool
	}{
		"the whole journal": {func(*testing.T, story, string) {}, false},
		"a line that was changed": {func(t *testing.T, _ story, place string) {
			edit(t, place, func(text []byte) []byte {
				return bytes.Replace(text, []byte(`"code":"none"`), []byte(`"code":"circle"`), 1)
			})
		}, true},
		"a last line that a crash has torn": {func(t *testing.T, _ story, place string) {
			edit(t, place, func(text []byte) []byte { return append(text, `{"at":"2026-09-14 09:`...) })
		}, false},
		"a journal that was lost and began anew after the backup": {func(t *testing.T, s story, place string) {
			s.Shut()
			if err := os.Remove(place); err != nil {
				t.Fatal(err)
			}
			kithtest.Reopen(t, s.Dir, s.journal).Shut()
		}, true},
		"a journal that lost its end, and was completed": {func(t *testing.T, s story, place string) {
			s.Shut()
			edit(t, place, func(text []byte) []byte { return text[:bytes.LastIndexByte(text[:len(text)-1], '\n')+1] })
			kithtest.Reopen(t, s.Dir, s.journal).Shut()
		}, true},
		"no journal": {func(t *testing.T, _ story, place string) {
			if err := os.Remove(place); err != nil {
				t.Fatal(err)
			}
		}, true},
	} {
		t.Run(what, func(t *testing.T) {
			s := shared(t)
			archive := backup(s.School)
			s.Consent(s.c.Ortiz, s.c.Theo, "photo", "none")
			config := server.Config{}
			s.journal(&config)
			change.do(t, s, filepath.Join(config.Journal, "narrowing.jsonl"))
			again := s.back(t, archive)
			if closed := again.Count(`SELECT count(*) FROM closures`) == 1; closed != change.closed {
				t.Errorf("closed: %v", closed)
			}
			if again.visible() {
				t.Error("what was withdrawn can be read")
			}
		})
	}
}

// What a journal that began anew knows is all that its database knows: also that somebody reads no more.
func TestAJournalThatBeganAnewKnowsWhoIsLetReadNoMore(t *testing.T) {
	s := shared(t)
	s.Grow(s.c.Maya)
	s.letsRead(true)
	rosa := func(s story) bool { return s.Phone(s.c.MayasFamily).Has(s.told.Revision.Moment, api.MomentFormFamily) }
	if !rosa(s) {
		t.Fatal("Rosa does not read")
	}
	archive := backup(s.School)
	s.letsRead(false)
	config := server.Config{}
	s.journal(&config)
	s.Shut()
	if err := os.Remove(filepath.Join(config.Journal, "narrowing.jsonl")); err != nil {
		t.Fatal(err)
	}
	kithtest.Reopen(t, s.Dir, s.journal).Shut()
	again := s.back(t, archive)
	again.asks(again.coordinator(), "POST", "/keeping/confirm", nil)
	if rosa(again) {
		t.Error("Rosa reads again by what Maya had taken back")
	}
}

func edit(t *testing.T, place string, change func([]byte) []byte) {
	t.Helper()
	text, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	changed := change(bytes.Clone(text))
	if bytes.Equal(text, changed) {
		t.Fatal("nothing was changed in: ", string(text))
	}
	if err := os.WriteFile(place, changed, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheJournalOfAnotherSchoolIsRefused(t *testing.T) {
	s, other := shared(t), shared(t)
	archive := backup(s.School)
	if err := s.Run(`UPDATE house SET value = 'another' WHERE name = 'journal'`); err != nil {
		t.Fatal(err)
	}
	s.Shut()
	for what, open := range map[string]func() error{
		"a restore": func() error {
			config := server.Config{Dir: filepath.Join(t.TempDir(), "again"), Origin: "http://kith.test"}
			other.journal(&config)
			book, err := journal.Open(config.Journal)
			if err == nil {
				err = book.Append(journal.Line{Seq: 1, Kind: journal.Begun, House: "another"})
			}
			if err != nil {
				t.Fatal(err)
			}
			return server.Restore(config, archive, nil, &bytes.Buffer{})
		},
		"a start": func() error {
			config := server.Config{Dir: s.Dir, Origin: "http://kith.test"}
			s.journal(&config)
			house, err := server.Open(config)
			if err == nil {
				err = house.Close()
			}
			return err
		},
	} {
		if err := open(); err == nil || !strings.Contains(err.Error(), "another school") {
			t.Errorf("%s with it: %v", what, err)
		}
	}
}

// TestAFolderThatWasCopiedBackByHandIsHealedAtItsStart is about a snapshot of a whole disk, put back without the restore command.
func TestAFolderThatWasCopiedBackByHandIsHealedAtItsStart(t *testing.T) {
	s := shared(t)
	s.Shut()
	copied := filepath.Join(t.TempDir(), "copied")
	if err := os.CopyFS(copied, os.DirFS(s.Dir)); err != nil {
		t.Fatal(err)
	}
	today := story{kithtest.Reopen(t, s.Dir, s.journal), s.c, s.told, s.journal}
	today.Later(20 * time.Minute)
	maya := today.Phone(s.c.Maya)
	maya.Keep(s.c.Alone("Kept after the copy"))
	maya.Sync()
	today.Consent(s.c.Ortiz, s.c.Theo, "photo", "none")
	today.Shut()
	again := story{kithtest.Reopen(t, copied, s.journal), s.c, s.told, s.journal}
	again.Later(time.Hour)
	if again.visible() {
		t.Error("what was withdrawn can be read again")
	}
	maya.School = again.School
	if !maya.Return().Send().Rewound {
		t.Error("the phone does not learn that the school has lost something")
	}
}
