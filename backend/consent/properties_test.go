package consent_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kith/backend/consent"
)

var (
	people = []string{"Maya", "Theo", "Ana", "Leo"}
	givers = []string{"", "Vera", "Luis", "Maya", "Theo", "Ana", "Leo"}
)

// anyRow is a consent that somebody might have given around noon.
func anyRow(t *rapid.T) consent.Row {
	from := noon.Add(time.Duration(rapid.IntRange(-48, 12).Draw(t, "from")) * time.Hour)
	return consent.Row{
		Person: rapid.SampledFrom(people).Draw(t, "person"), Kind: rapid.SampledFrom(consent.Kinds).Draw(t, "kind"),
		Giver: rapid.SampledFrom(givers).Draw(t, "giver"), Widest: consent.Widest(rapid.IntRange(0, 3).Draw(t, "widest")),
		From: from, Until: from.Add(time.Duration(rapid.IntRange(1, 96).Draw(t, "hours")) * time.Hour),
		Silent: rapid.IntRange(0, 5).Draw(t, "silent") == 0,
	}
}

func anyFacts(t *rapid.T) consent.Facts {
	f := facts(rapid.SliceOfN(rapid.Custom(anyRow), 0, 24).Draw(t, "rows")...)
	for _, person := range people {
		if rapid.IntRange(0, 3).Draw(t, person+" has full rights") == 0 {
			f.FullRights[person] = noon.Add(time.Duration(rapid.IntRange(-24, 24).Draw(t, "rights")) * time.Hour)
		}
		f.Answers[person] = consent.Answer{
			Moment:   rapid.SampledFrom([]string{"", "yes", "no", "later"}).Draw(t, "answer"),
			Standing: rapid.SampledFrom([]string{"", "yes", "no", "ask"}).Draw(t, "standing"),
		}
	}
	return f
}

func anyShown(t *rapid.T) consent.Shown {
	return consent.Shown{
		Person: rapid.SampledFrom(people).Draw(t, "shown"), Kind: rapid.SampledFrom([]string{"photo", "voice", "words"}).Draw(t, "in"),
		Author: rapid.Bool().Draw(t, "author"),
	}
}

// anyMoment is some people in some moment, with all that is known of them.
type anyMoment struct {
	facts  consent.Facts
	shown  []consent.Shown
	others bool
}

func drawMoment(t *rapid.T) anyMoment {
	return anyMoment{
		facts: anyFacts(t), shown: rapid.SliceOfN(rapid.Custom(anyShown), 0, 6).Draw(t, "people"), others: rapid.Bool().Draw(t, "others"),
	}
}

func (m anyMoment) ceiling() consent.Widest {
	widest, _ := consent.Ceiling(m.shown, m.others, m.facts, noon)
	return widest
}

func TestNothingThatIsAddedToAMomentEverWidensIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		before := m.ceiling()
		more := m
		more.shown = append(append([]consent.Shown{}, m.shown...), anyShown(t))
		if after := more.ceiling(); after > before {
			t.Fatalf("one more person or kind widens %s to %s", before, after)
		}
		more = m
		more.others = true
		if after := more.ceiling(); after > before {
			t.Fatalf("a stranger widens %s to %s", before, after)
		}
	})
}

func TestTakingConsentAwayNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		before := m.ceiling()
		no := anyRow(t)
		no.Widest, no.From, no.Until, no.Silent, no.Seq = consent.None, noon.Add(-time.Minute), noon.AddDate(1, 0, 0), false, 1000
		m.facts.Rows[no.Person] = append(m.facts.Rows[no.Person], no)
		if after := m.ceiling(); after > before {
			t.Fatalf("a withdrawal by %q widens %s to %s", no.Giver, before, after)
		}
	})
}

func TestAWithdrawnKindGoesNowhereWhoeverElseAllowsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		no := anyRow(t)
		no.Widest, no.From, no.Until, no.Silent, no.Seq = consent.None, noon.Add(-time.Minute), noon.AddDate(1, 0, 0), false, 1000
		if rights := m.facts.FullRights[no.Person]; !rights.IsZero() && !rights.After(noon) {
			no.Giver = no.Person
		}
		m.facts.Rows[no.Person] = append(m.facts.Rows[no.Person], no)
		m.shown = append(m.shown, consent.Shown{Person: no.Person, Kind: no.Kind})
		if after := m.ceiling(); after != consent.None {
			t.Fatalf("a moment with a withdrawn %s of %s goes to %s", no.Kind, no.Person, after)
		}
	})
}

func TestANoNarrowsToNobodyAndNoOtherAnswerWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		who := rapid.SampledFrom(people).Draw(t, "who")
		silence := m
		silence.facts.Answers = map[string]consent.Answer{}
		for person, answer := range m.facts.Answers {
			silence.facts.Answers[person] = answer
		}
		silence.facts.Answers[who] = consent.Answer{}
		if m.ceiling() > silence.ceiling() {
			t.Fatalf("the answer %+v widens %s to %s", m.facts.Answers[who], silence.ceiling(), m.ceiling())
		}
		silence.shown = append(silence.shown, consent.Shown{Person: who, Kind: "photo"})
		silence.facts.Answers[who] = consent.Answer{Moment: "no", Standing: "yes"}
		// Whoever is among the authors too is first met as one of them, or not: a no counts wherever they are shown and did not make it.
		if silence.ceiling() != consent.None {
			t.Fatalf("a no of %s leaves %s", who, silence.ceiling())
		}
	})
}

func TestTimeOnlyTakesAwayFromWhatHasBegun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		for person, rows := range m.facts.Rows {
			for i := range rows {
				m.facts.Rows[person][i].From = noon.Add(-72 * time.Hour)
			}
		}
		m.facts.FullRights = nil
		later := noon.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
		if after, _ := consent.Ceiling(m.shown, m.others, m.facts, later); after > m.ceiling() {
			t.Fatalf("waiting widens %s to %s", m.ceiling(), after)
		}
	})
}

func TestEveryNarrowCeilingHasAReasonThatIsAsNarrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		widest, reasons := consent.Ceiling(m.shown, m.others, m.facts, noon)
		narrowest := consent.School
		for _, reason := range reasons {
			narrowest = min(narrowest, reason.Widest)
		}
		if narrowest != widest {
			t.Fatalf("the ceiling is %s and its reasons say %s: %+v", widest, narrowest, reasons)
		}
	})
}

func TestTheOrderOfPeopleDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoment(t)
		turned := m
		turned.shown = rapid.Permutation(m.shown).Draw(t, "order")
		if m.ceiling() != turned.ceiling() {
			t.Fatalf("%s in one order and %s in another", m.ceiling(), turned.ceiling())
		}
	})
}
