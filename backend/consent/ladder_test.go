package consent_test

import (
	"testing"
	"time"

	"kith/backend/consent"
)

var noon = time.Date(2026, time.September, 14, 12, 0, 0, 0, time.UTC)

// said is one consent that began an hour before noon and runs for a year. Its number in the order is given by facts.
func said(person, kind, giver string, widest consent.Widest) consent.Row {
	return consent.Row{
		Person: person, Kind: kind, Giver: giver, Widest: widest, From: noon.Add(-time.Hour), Until: noon.AddDate(1, 0, 0),
	}
}

func facts(rows ...consent.Row) consent.Facts {
	f := consent.Facts{Rows: map[string][]consent.Row{}, Answers: map[string]consent.Answer{}, FullRights: map[string]time.Time{}}
	for i, row := range rows {
		row.Seq = int64(i + 1)
		f.Rows[row.Person] = append(f.Rows[row.Person], row)
	}
	return f
}

func ended(row consent.Row) consent.Row  { row.Until = noon; return row }
func coming(row consent.Row) consent.Row { row.From = noon.Add(time.Second); return row }
func silent(row consent.Row) consent.Row { row.Silent = true; return row }

func TestOneKindOfThingOfOnePersonGoesAsFarAsTheirGiversAllow(t *testing.T) {
	for _, c := range []struct {
		what   string
		facts  consent.Facts
		widest consent.Widest
		code   string
	}{
		{"without a row nothing goes anywhere", facts(), consent.None, consent.Missing},
		{"a row of another kind says nothing", facts(said("Ana", "voice", "", consent.School)), consent.None, consent.Missing},
		{"a row of another person says nothing", facts(said("Theo", "photo", "", consent.School)), consent.None, consent.Missing},
		{"one row is what it says", facts(said("Ana", "photo", "", consent.Families)), consent.Families, consent.Narrow},
		{
			"a newer row of the same giver stands in the place of the older, also when it is wider",
			facts(said("Ana", "photo", "Vera", consent.Circle), said("Ana", "photo", "Vera", consent.School)), consent.School, consent.Narrow,
		},
		{
			"across givers the narrowest counts",
			facts(said("Ana", "photo", "Vera", consent.School), said("Ana", "photo", "Luis", consent.Circle)), consent.Circle, consent.Narrow,
		},
		{
			"the narrowest counts also when the wider one is newer",
			facts(said("Ana", "photo", "Luis", consent.Circle), said("Ana", "photo", "Vera", consent.School)), consent.Circle, consent.Narrow,
		},
		{"a row that has ended allows nothing", facts(ended(said("Ana", "photo", "", consent.School))), consent.None, consent.Expired},
		{
			"an older row does not come back when the newer one has ended",
			facts(said("Ana", "photo", "Vera", consent.School), ended(said("Ana", "photo", "Vera", consent.School))), consent.None, consent.Expired,
		},
		{
			"the end of one giver's row narrows what another still allows",
			facts(said("Ana", "photo", "Vera", consent.School), ended(said("Ana", "photo", "Luis", consent.School))), consent.None, consent.Expired,
		},
		{"a row that has not begun says nothing yet", facts(coming(said("Ana", "photo", "", consent.School))), consent.None, consent.Missing},
		{
			"until a row begins, the one before it counts",
			facts(said("Ana", "photo", "", consent.Families), coming(said("Ana", "photo", "", consent.None))), consent.Families, consent.Narrow,
		},
		{"a giver whose link is restricted does not allow", facts(silent(said("Ana", "photo", "Vera", consent.School))), consent.None, consent.Missing},
		{
			"a giver whose link is restricted does not narrow either",
			facts(said("Ana", "photo", "Luis", consent.School), silent(said("Ana", "photo", "Vera", consent.None))), consent.School, consent.Narrow,
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			widest, code := consent.Allowed(c.facts, "Ana", "photo", noon)
			if widest != c.widest || widest < consent.School && code != c.code {
				t.Fatalf("%s %s instead of %s %s", widest, code, c.widest, c.code)
			}
		})
	}
}

func TestFromTheDayOfFullRightsOnlyTheStudentsOwnWordCounts(t *testing.T) {
	f := facts(said("Ana", "photo", "Vera", consent.School), said("Ana", "photo", "Ana", consent.Circle))
	for _, c := range []struct {
		what   string
		rights time.Time
		widest consent.Widest
	}{
		{"without full rights both count", time.Time{}, consent.Circle},
		{"before the day both count", noon.Add(time.Hour), consent.Circle},
		{"on the day her own counts", noon, consent.Circle},
	} {
		f.FullRights["Ana"] = c.rights
		if widest, _ := consent.Allowed(f, "Ana", "photo", noon); widest != c.widest {
			t.Errorf("%s: %s", c.what, widest)
		}
	}
	family := facts(said("Ana", "photo", "Vera", consent.School))
	family.FullRights["Ana"] = noon
	if widest, code := consent.Allowed(family, "Ana", "photo", noon); widest != consent.None || code != consent.Missing {
		t.Errorf("her family still allows for her: %s %s", widest, code)
	}
	own := facts(said("Ana", "photo", "Vera", consent.None), said("Ana", "photo", "Ana", consent.School))
	own.FullRights["Ana"] = noon.Add(-time.Hour)
	if widest, _ := consent.Allowed(own, "Ana", "photo", noon); widest != consent.School {
		t.Errorf("her family still narrows for her: %s", widest)
	}
}

func TestTheCeilingIsThatOfTheNarrowestPersonAndItSaysWhy(t *testing.T) {
	all := facts(
		said("Maya", "words", "", consent.School), said("Theo", "photo", "", consent.School),
		said("Ana", "photo", "", consent.Circle), said("Ana", "words", "", consent.Families),
	)
	maya := consent.Shown{Person: "Maya", Kind: "words", Author: true}
	theo, ana := consent.Shown{Person: "Theo", Kind: "photo"}, consent.Shown{Person: "Ana", Kind: "photo"}
	anaSays := consent.Shown{Person: "Ana", Kind: "words"}
	for _, c := range []struct {
		what    string
		shown   []consent.Shown
		others  bool
		answers map[string]consent.Answer
		ceiling consent.Widest
		reasons []consent.Reason
	}{
		{"nobody narrows", []consent.Shown{maya, theo}, false, nil, consent.School, nil},
		{"nobody is in it", nil, false, nil, consent.School, nil},
		{
			"Ana's photo is for the circle only",
			[]consent.Shown{maya, theo, ana},
			false, nil, consent.Circle,
			[]consent.Reason{{Code: consent.Narrow, Person: "Ana", Kind: "photo", Widest: consent.Circle}},
		},
		{
			"each kind has a reason of its own",
			[]consent.Shown{ana, anaSays},
			false, nil, consent.Circle,
			[]consent.Reason{
				{Code: consent.Narrow, Person: "Ana", Kind: "photo", Widest: consent.Circle},
				{Code: consent.Narrow, Person: "Ana", Kind: "words", Widest: consent.Families},
			},
		},
		{
			"somebody without any consent",
			[]consent.Shown{maya, {Person: "Leo", Kind: "photo"}},
			false, nil, consent.None,
			[]consent.Reason{{Code: consent.Missing, Person: "Leo", Kind: "photo"}},
		},
		{
			"somebody who is not on the list",
			[]consent.Shown{maya},
			true, nil, consent.None,
			[]consent.Reason{{Code: consent.Stranger, Kind: "photo"}},
		},
		{
			"Theo says no to this one",
			[]consent.Shown{theo},
			false,
			map[string]consent.Answer{"Theo": {Moment: "no"}},
			consent.None,
			[]consent.Reason{{Code: consent.SaidNo, Person: "Theo"}},
		},
		{
			"Theo's standing answer is no, and is told once",
			[]consent.Shown{theo, theo},
			false,
			map[string]consent.Answer{"Theo": {Moment: "yes", Standing: "no"}},
			consent.None,
			[]consent.Reason{{Code: consent.NoAlways, Person: "Theo"}},
		},
		{
			"a yes never widens",
			[]consent.Shown{ana},
			false,
			map[string]consent.Answer{"Ana": {Moment: "yes", Standing: "yes"}},
			consent.Circle,
			[]consent.Reason{{Code: consent.Narrow, Person: "Ana", Kind: "photo", Widest: consent.Circle}},
		},
		{
			"an author is not asked about what they made",
			[]consent.Shown{maya},
			false,
			map[string]consent.Answer{"Maya": {Standing: "no"}},
			consent.School, nil,
		},
		{"later is no answer that narrows", []consent.Shown{theo}, false, map[string]consent.Answer{"Theo": {Moment: "later"}}, consent.School, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := all
			f.Answers = c.answers
			ceiling, reasons := consent.Ceiling(c.shown, c.others, f, noon)
			if ceiling != c.ceiling {
				t.Errorf("the ceiling is %s instead of %s", ceiling, c.ceiling)
			}
			if len(reasons) != len(c.reasons) {
				t.Fatalf("the reasons are %+v instead of %+v", reasons, c.reasons)
			}
			for i := range reasons {
				if reasons[i] != c.reasons[i] {
					t.Errorf("reason %d is %+v instead of %+v", i, reasons[i], c.reasons[i])
				}
			}
		})
	}
}

func TestANameIsToldAsFarAsItMayGo(t *testing.T) {
	for _, c := range []struct {
		what     string
		row      []consent.Row
		audience consent.Widest
		name     string
	}{
		{"within the consent it is the name", []consent.Row{said("Ana", "name", "", consent.Families)}, consent.Families, "Ana"},
		{"beyond it, it is the initial", []consent.Row{said("Ana", "name", "", consent.Families)}, consent.School, "A."},
		{"for the circle only, families read the initial", []consent.Row{said("Ana", "name", "", consent.Circle)}, consent.Families, "A."},
		{"without a consent it is a friend", nil, consent.Families, consent.Friend},
		{"with a no it is a friend", []consent.Row{said("Ana", "name", "", consent.None)}, consent.Families, consent.Friend},
		{"after its end it is a friend", []consent.Row{ended(said("Ana", "name", "", consent.School))}, consent.Families, consent.Friend},
	} {
		if name := consent.NameFor(facts(c.row...), "Ana", "Ana", c.audience, noon); name != c.name {
			t.Errorf("%s: %q instead of %q", c.what, name, c.name)
		}
	}
	circleOnly := facts(said("Ng", "name", "", consent.Circle), said("Åsa", "name", "", consent.Circle), said("blank", "name", "", consent.Circle))
	for person, name := range map[string]string{"Ng": " ng", "Åsa": "åsa", "blank": "  "} {
		want := map[string]string{"Ng": "N.", "Åsa": "Å.", "blank": consent.Friend}[person]
		if got := consent.NameFor(circleOnly, person, name, consent.School, noon); got != want {
			t.Errorf("%q is shortened to %q instead of %q", name, got, want)
		}
	}
}

func TestTheRungsAreReadAsTheyAreWritten(t *testing.T) {
	for _, rung := range []consent.Widest{consent.None, consent.Circle, consent.Families, consent.School} {
		if read, known := consent.Parse(rung.String()); !known || read != rung {
			t.Errorf("%s is read as %s, %v", rung, read, known)
		}
	}
	for _, word := range []string{"", "everybody", "School", "none "} {
		if read, known := consent.Parse(word); known || read != consent.None {
			t.Errorf("%q is read as %s", word, read)
		}
	}
}
