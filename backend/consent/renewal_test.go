package consent_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent"
	"kith/backend/kithtest"
)

func TestWhatIsAskedAgainAndWhy(t *testing.T) {
	soon := func(row consent.Row) consent.Row { row.Until = noon.Add(consent.Renewal); return row }
	later := func(row consent.Row) consent.Row { row.Until = noon.Add(consent.Renewal + time.Second); return row }
	yes := said("Ana", "photo", "Vera", consent.Circle)
	no := said("Ana", "photo", "Vera", consent.None)
	for _, c := range []struct {
		what  string
		facts consent.Facts
		due   string
	}{
		{"nobody said anything", facts(), "missing"},
		{"it holds for a year", facts(yes), ""},
		{"it ends within thirty days", facts(soon(yes)), "ends_soon"},
		{"it ends a second after that", facts(later(yes)), ""},
		{"it has ended", facts(ended(yes)), "ended"},
		{"a no is not asked again", facts(no), ""},
		{"nor when it ends soon", facts(soon(no)), ""},
		{"one of two ends soon", facts(yes, soon(said("Ana", "photo", "Luis", consent.School))), "ends_soon"},
		{"one has ended and the other ends soon", facts(soon(yes), ended(said("Ana", "photo", "Luis", consent.School))), "ended"},
		{"a restricted guardian's yes", facts(silent(yes)), "giver_out"},
		{"a restricted guardian's yes after another's", facts(said("Ana", "photo", "Luis", consent.School), silent(yes)), "giver_out"},
		{"a restricted guardian's yes before another's", facts(silent(yes), said("Ana", "photo", "Luis", consent.School)), ""},
		{"a restricted guardian's no", facts(said("Ana", "photo", "Luis", consent.School), silent(no)), ""},
		{"a restricted guardian's yes that ended anyway", facts(silent(ended(yes))), "missing"},
	} {
		t.Run(c.what, func(t *testing.T) {
			if stands := consent.Stands(c.facts, "Ana", "photo", noon); stands.Due != c.due {
				t.Errorf("it is asked again for %q instead of %q", stands.Due, c.due)
			}
		})
	}
}

// cellOf is what an adult's phone is told of one kind of a student.
func cellOf(t *testing.T, phone *kithtest.Phone, student string, kind api.ConsentKind) api.ConsentCell {
	t.Helper()
	phone.Sync()
	for _, row := range phone.Rows {
		if row.Circle == nil || row.Circle.Form != api.CircleFormStaff {
			continue
		}
		for _, member := range row.Circle.Members {
			for _, cell := range member.Consents {
				if member.Id == student && cell.Kind == kind {
					return cell
				}
			}
		}
	}
	t.Fatal("the phone is told nothing of that student")
	return api.ConsentCell{}
}

func TestTeacherAndFamilyAreToldThirtyDaysBeforeAnAnswerEnds(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa, ortiz := school.Phone(c.MayasFamily), school.Phone(c.Ortiz)
	school.Expect(rosa.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "") // to the end of the school year
	ends := school.Now().AddDate(0, 9, 0)
	for _, step := range []struct {
		before time.Duration
		due    api.ConsentDue
		widest api.Widest
	}{
		{31 * 24 * time.Hour, "", "circle"},
		{29 * 24 * time.Hour, "ends_soon", "circle"},
		{-time.Hour, "ended", "none"},
	} {
		school.Later(ends.Add(-step.before).Sub(school.Now()))
		school.Tidy() // the day turns
		if cell := cellOf(t, ortiz.Return(), c.Maya.Person, "photo"); cell.Due != step.due || cell.Widest != step.widest || !cell.Until.Equal(ends) {
			t.Errorf("%s before the end her teacher is told %+v", step.before, cell)
		}
		if _, cell := told(t, rosa.Return(), c.Maya, "photo"); cell.Due != step.due || cell.Widest != step.widest {
			t.Errorf("%s before the end her mother is told %+v", step.before, cell)
		}
	}
}

func TestWhatWasSaidUnderAnOlderTextCountsAndIsAskedAgain(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa, ortiz := school.Phone(c.MayasFamily), school.Phone(c.Ortiz)
	school.Expect(rosa.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "")
	_, cell := told(t, rosa, c.Maya, "photo")
	first := read(t, "photo")
	school.Tidy() // the day turns with the texts of this release, then with those of others

	files := fstest.MapFS{
		"texts/photo-1.en.txt": {Data: []byte(first.Words)}, "texts/photo-2.en.txt": {Data: []byte("Photos, and films of a second.")},
	}
	photo1 := consent.Version{Kind: "photo", Name: "photo-1", Material: true}
	consent.Rewrite(t, files, photo1, consent.Version{Kind: "photo", Name: "photo-2"}) // a word was spelt wrong
	school.Tidy()
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Due != "" {
		t.Errorf("for another spelling she is asked again: %+v", cell)
	}
	consent.Rewrite(t, files, photo1, consent.Version{Kind: "photo", Name: "photo-2", Material: true})
	school.Tidy()
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Due != "new_text" || cell.Widest != "circle" || cell.Mine != "circle" {
		t.Errorf("after the text has changed she is told %+v", cell)
	}
	if cell := cellOf(t, ortiz, c.Maya.Person, "photo"); cell.Due != "new_text" || cell.Widest != "circle" {
		t.Errorf("after the text has changed her teacher is told %+v", cell)
	}
	// What was read offline before the change is what was read: it is taken, and asked again.
	school.Expect(rosa.One(api.OpKindRecordConsent, api.RecordConsent{
		Person: c.Maya.Person, Kind: "photo", Widest: "families", How: api.RecordConsentHowAccount,
		Text: first.Version, Lang: "en", Hash: first.Hash, After: cell.Last,
	}), "")
	if _, cell = told(t, rosa, c.Maya, "photo"); cell.Due != "new_text" || cell.Mine != "families" {
		t.Errorf("after an answer to the older text she is told %+v", cell)
	}
	school.Expect(rosa.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "families", cell.Last)), "")
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Due != "" {
		t.Errorf("after she read it she is told %+v", cell)
	}
}

// TestACoordinatorIsToldWhoseYesDoesNotCountAnyMore: Rosa allowed, and may not speak for Maya any more. Whoever looks after Maya is told, and for the
// whole school its coordinator; nobody else learns that there was a yes or that a giver is out.
func TestACoordinatorIsToldWhoseYesDoesNotCountAnyMore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	school.Expect(school.Phone(c.MayasFamily).One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "")
	named := func(seat circle.Seat) bool {
		phone := school.Phone(seat)
		_, circles := phone.JSON("GET", "/circles", nil)
		_, synced := phone.JSON("POST", "/sync", api.SyncRequest{Device: phone.Device, Build: 1, Schema: 1, Ops: []api.Op{}})
		return strings.Contains(string(circles)+string(synced), consent.DueGiverOut)
	}
	if named(c.Coordinator) {
		t.Fatal("while she may speak for her daughter the coordinator is told that she may not")
	}
	if err := school.Run(`UPDATE family_links SET restricted = 1 WHERE person = {:a} AND student = {:b}`, c.MayasFamily.Person, c.Maya.Person); err != nil {
		t.Fatal(err)
	}
	for _, reader := range []struct {
		who  string
		seat circle.Seat
		told bool
	}{
		{"the coordinator", c.Coordinator, true},
		{"a supporting adult", n.Ivy, false},
		{"the facilitator of another circle", n.Dre, false},
		{"another school's coordinator", n.Okafor, false},
		{"the student herself", c.Maya, false},
		{"another member", c.Theo, false},
		{"who may not speak any more", c.MayasFamily, false},
		{"another family", c.TheosFamily, false},
		{"the coordinator in a seat as a family", school.Seat(c.Coordinator, "family"), false},
	} {
		if named(reader.seat) != reader.told {
			t.Errorf("%s is told of it: %v", reader.who, !reader.told)
		}
	}
	school.Expect(school.Phone(c.Coordinator).One(api.OpKindRecordConsent, api.RecordConsent{
		Person: c.Maya.Person, Kind: "photo", Widest: "circle", How: api.RecordConsentHowPaper,
	}), "")
	if named(c.Coordinator) {
		t.Error("after somebody who may speak was asked it is still open")
	}
}
