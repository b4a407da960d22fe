package consent_test

import (
	"bytes"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent"
	"kith/backend/kithtest"
)

// read is the text of a kind that is shown now, in English.
func read(t *testing.T, kind api.ConsentKind) consent.Text {
	t.Helper()
	for _, text := range consent.Current() {
		if text.Kind == string(kind) && text.Lang == "en" {
			return text
		}
	}
	t.Fatalf("there is no text about %s", kind)
	return consent.Text{}
}

// allows is what somebody says from their own account, after reading.
func allows(t *testing.T, student circle.Seat, kind api.ConsentKind, widest api.Widest, after string) api.RecordConsent {
	t.Helper()
	text := read(t, kind)
	return api.RecordConsent{
		Person: student.Person, Kind: kind, Widest: widest, How: api.RecordConsentHowAccount,
		Text: text.Version, Lang: text.Lang, Hash: text.Hash, After: after,
	}
}

// told is what a phone was told of one kind of a student's consents.
func told(t *testing.T, phone *kithtest.Phone, student circle.Seat, kind api.ConsentKind) (api.ConsentsOf, api.OwnConsent) {
	t.Helper()
	phone.Sync()
	for _, row := range phone.Rows {
		if row.Me == nil {
			continue
		}
		for _, of := range row.Me.Allowed {
			if of.Person != student.Person {
				continue
			}
			for _, cell := range of.Cells {
				if cell.Kind == kind {
					return of, cell
				}
			}
			return of, api.OwnConsent{}
		}
	}
	return api.ConsentsOf{}, api.OwnConsent{}
}

func TestAGuardianAllowsForTheirOwnStudentFromTheirAccountAndNobodyElseDoes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	june := school.Person(c.School, "family", "June") // of Maya, but no more
	school.Save("family_links", map[string]any{"person": june.Person, "student": c.Maya.Person, "until": school.Now()})
	walt := school.Person(c.School, "family", "Walt") // two links to Maya, and one of them is restricted
	school.Save("family_links", map[string]any{"person": walt.Person, "student": c.Maya.Person})
	school.Save("family_links", map[string]any{"person": walt.Person, "student": c.Maya.Person, "restricted": true})
	for _, try := range []struct {
		who     string
		seat    circle.Seat
		student circle.Seat
		code    string
	}{
		{"her mother", c.MayasFamily, c.Maya, ""},
		{"another student's father", c.TheosFamily, c.Maya, "not_found"},
		{"her mother, about another student", c.MayasFamily, c.Theo, "not_found"},
		{"a restricted aunt", c.AnasAunt, c.Ana, "not_found"},
		{"whose link is over", june, c.Maya, "not_found"},
		{"who is restricted by one of two links", walt, c.Maya, "not_found"},
		{"the student, before she decides alone", c.Maya, c.Maya, "not_found"},
		{"another student", c.Theo, c.Maya, "not_found"},
		{"the facilitator", c.Ortiz, c.Maya, "field_invalid"},
		{"the facilitator in her family seat", school.Seat(c.Ortiz, "family"), c.Maya, "not_found"},
		{"the coordinator in his family seat", school.Seat(c.Coordinator, "family"), c.Maya, "not_found"},
		{"a supporting adult", n.Ivy, c.Maya, "not_found"},
	} {
		t.Run(try.who, func(t *testing.T) {
			before := school.Count(`SELECT count(*) FROM consents`)
			school.Expect(school.Phone(try.seat).One(api.OpKindRecordConsent, allows(t, try.student, "photo", "circle", "")), try.code)
			if written := school.Count(`SELECT count(*) FROM consents`) - before; (try.code == "") != (written == 1) {
				t.Errorf("%d rows were written", written)
			}
		})
	}
	if rows := school.Count(`SELECT count(*) FROM consents WHERE giver = {:a} AND how = 'account' AND by = {:a} AND text = 'photo-1'
		AND lang = 'en' AND text_hash = {:b}`, c.MayasFamily.Person, read(t, "photo").Hash); rows != 1 {
		t.Errorf("what her mother said stands %d times", rows)
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'give_consent' AND actor = {:a}`, c.MayasFamily.Person); rows != 1 {
		t.Errorf("it is %d times on record", rows)
	}
}

func TestAnAccountNamesTheTextThatWasOnItsScreenAndNothingThatIsTheSchoolsToSay(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa := school.Phone(c.MayasFamily)
	for what, try := range map[string]struct {
		code   string
		change func(*api.RecordConsent)
	}{
		"no text":                      {"field_invalid", func(r *api.RecordConsent) { r.Text, r.Hash = "", "" }},
		"no hash":                      {"field_invalid", func(r *api.RecordConsent) { r.Hash = "" }},
		"the hash of another language": {"text_unknown", func(r *api.RecordConsent) { r.Lang = "es" }},
		"a version nobody knows":       {"text_unknown", func(r *api.RecordConsent) { r.Text = "photo-2" }},
		"on paper":                     {"field_invalid", func(r *api.RecordConsent) { r.How = api.RecordConsentHowPaper }},
		"for another guardian":         {"field_invalid", func(r *api.RecordConsent) { r.Giver = c.TheosFamily.Person }},
		"for the school's form":        {"field_invalid", func(r *api.RecordConsent) { r.Giver = c.Maya.Person }},
		"from another day":             {"field_invalid", func(r *api.RecordConsent) { r.From = school.Now().Add(-time.Hour) }},
		"until another day":            {"field_invalid", func(r *api.RecordConsent) { r.Until = school.Now().AddDate(0, 1, 0) }},
	} {
		t.Run(what, func(t *testing.T) {
			wrong := allows(t, c.Maya, "photo", "circle", "")
			try.change(&wrong)
			school.Expect(rosa.One(api.OpKindRecordConsent, wrong), try.code)
		})
	}
	no := api.RecordConsent{Person: c.Maya.Person, Kind: "photo", Widest: "none", How: api.RecordConsentHowAccount}
	school.Expect(rosa.One(api.OpKindRecordConsent, no), "") // a no needs no reading
}

func TestTheNarrowestOfSeveralGuardiansHoldsAndEachIsToldSoWithoutAName(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	father := school.Person(c.School, "family", "Luis Quiroga")
	school.Save("family_links", map[string]any{"person": father.Person, "student": c.Maya.Person})
	rosa, luis := school.Phone(c.MayasFamily), school.Phone(father)
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Widest != "families" || cell.Mine != "" || cell.Less != "" {
		t.Fatalf("before anybody spoke she is told %+v", cell)
	}
	school.Expect(rosa.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "school", "")), "")
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Mine != "school" || cell.Widest != "families" || cell.Less != "form" {
		t.Errorf("beside a form that says less she is told %+v", cell)
	}
	school.Expect(luis.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "")
	of, cell := told(t, rosa, c.Maya, "photo")
	if cell.Mine != "school" || cell.Widest != "circle" || cell.Less != "another" || !of.Decides {
		t.Errorf("beside a guardian who said less she is told %+v", cell)
	}
	if _, cell := told(t, luis, c.Maya, "photo"); cell.Mine != "circle" || cell.Less != "" {
		t.Errorf("the one who said less is told %+v", cell)
	}
	for _, secret := range []string{father.Person, "Quiroga"} {
		if bytes.Contains(rosa.Raw.Bytes(), []byte(secret)) {
			t.Errorf("her phone has received %q", secret)
		}
	}
	// When his link is restricted his word does not count any more, her phone is told so, and his is told of no student.
	link, err := school.App.FindFirstRecordByData("family_links", "person", father.Person)
	if err != nil {
		t.Fatal(err)
	}
	link.Set("restricted", true)
	if err := school.App.Save(link); err != nil {
		t.Fatal(err)
	}
	if _, cell := told(t, rosa, c.Maya, "photo"); cell.Widest != "families" || cell.Less != "form" {
		t.Errorf("after the restriction she is told %+v", cell)
	}
	if of, _ := told(t, luis, c.Maya, "photo"); of.Person != "" {
		t.Errorf("a restricted guardian is told %+v", of)
	}
	school.Expect(luis.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "none", "")), "not_found")
}

func TestAWiderAnswerIsTakenOnlyOverTheOneThatWasOnTheScreen(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	atHome, away := school.Phone(c.MayasFamily), school.Phone(c.MayasFamily)
	_, cell := told(t, atHome, c.Maya, "photo")
	yes := atHome.Op(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "families", cell.Last)) // kept on a phone without network
	school.Expect(away.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "none", "")), "")
	school.Expect(atHome.Sync(yes)[0], "consent_changed")
	if _, cell = told(t, atHome, c.Maya, "photo"); cell.Mine != "none" || cell.Widest != "none" {
		t.Errorf("after it was withdrawn elsewhere she is told %+v", cell)
	}
	school.Expect(atHome.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "families", cell.Last)), "")
	school.Expect(away.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "whatever")), "") // less is always taken
}

func TestFromTheDayOfFullRightsTheStudentAllowsAndTheFamilyIsToldSo(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa, maya := school.Phone(c.MayasFamily), school.Phone(c.Maya)
	record := school.Record("people", c.Maya.Person)
	record.Set("full_rights", school.Now().Add(48*time.Hour))
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	if of, cell := told(t, rosa, c.Maya, "photo"); !of.Decides || cell.Kind != "photo" {
		t.Fatalf("two days before she is told %+v", of)
	}
	school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "not_found")
	school.Later(49 * time.Hour)
	school.Tidy() // the day turns
	rosa, maya = rosa.Return(), maya.Return()
	if of, cell := told(t, rosa, c.Maya, "photo"); of.Person != c.Maya.Person || of.Decides || cell.Kind != "" {
		t.Errorf("from that day her mother is told %+v", of)
	}
	school.Expect(rosa.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "not_found")
	of, cell := told(t, maya, c.Maya, "photo")
	if !of.Decides || cell.Widest != "none" || cell.Due != "missing" {
		t.Errorf("from that day she is told %+v %+v", of, cell)
	}
	school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Maya, "photo", "circle", "")), "")
	if _, cell = told(t, maya, c.Maya, "photo"); cell.Widest != "circle" || cell.Mine != "circle" || cell.Due != "" {
		t.Errorf("after her own word she is told %+v", cell)
	}
	school.Expect(maya.One(api.OpKindRecordConsent, allows(t, c.Theo, "photo", "circle", "")), "not_found")
}
