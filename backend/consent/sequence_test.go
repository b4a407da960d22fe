package consent_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kith/backend/consent"
)

// life is what happens around Ana's photos in any order: people speak, links are restricted and opened, a court decides, time passes.
type life struct {
	facts      consent.Facts
	now        time.Time
	restricted map[string]bool
	seq        int64
}

const ana, photo = "Ana", "photo"

func (l *life) allowed() consent.Widest {
	widest, _ := consent.Allowed(l.facts, ana, photo, l.now)
	return widest
}

// by is how far one giver's newest word goes by itself, whether it counts or not.
func (l *life) by(giver string) consent.Widest {
	alone := consent.Facts{Rows: map[string][]consent.Row{}}
	for _, row := range l.facts.Rows[ana] {
		if row.Giver == giver {
			row.Silent = false
			alone.Rows[ana] = append(alone.Rows[ana], row)
		}
	}
	widest, _ := consent.Allowed(alone, ana, photo, l.now)
	return widest
}

// counts says whether a giver's word counts now.
func (l *life) counts(giver string) bool {
	if rights := l.facts.FullRights[ana]; !rights.IsZero() && !rights.After(l.now) {
		return giver == ana
	}
	return !l.restricted[giver]
}

func (l *life) says(giver string, widest consent.Widest, until time.Time, text string) {
	l.seq++
	l.facts.Rows[ana] = append(l.facts.Rows[ana], consent.Row{
		Person: ana, Kind: photo, Giver: giver, Widest: widest, From: l.now, Until: until, Text: text, Seq: l.seq, Silent: l.restricted[giver],
	})
}

func (l *life) restrict(giver string, restricted bool) {
	l.restricted[giver] = restricted
	for i, row := range l.facts.Rows[ana] {
		if row.Giver == giver {
			l.facts.Rows[ana][i].Silent = restricted
		}
	}
}

func TestWhateverHappensNothingWidensButByANewerWordOfTheSameGiver(t *testing.T) {
	guardians := []string{"Vera", "Luis"}
	rapid.Check(t, func(t *rapid.T) {
		l := &life{
			facts: consent.Facts{Rows: map[string][]consent.Row{}, FullRights: map[string]time.Time{}}, now: noon, restricted: map[string]bool{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"somebody speaks": func(t *rapid.T) {
				giver := rapid.SampledFrom([]string{"", "Vera", "Luis", ana}).Draw(t, "giver")
				widest := consent.Widest(rapid.IntRange(0, 3).Draw(t, "widest"))
				text := rapid.SampledFrom([]string{"", "photo-1", "photo-0"}).Draw(t, "text")
				before, own := l.allowed(), l.by(giver)
				l.says(giver, widest, l.now.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours"))*time.Hour), text)
				switch after := l.allowed(); {
				case !l.counts(giver) && after != before:
					t.Fatalf("%q, who does not count, turned %s into %s", giver, before, after)
				case after > before && widest <= own:
					t.Fatalf("%q said %s after %s, and %s became %s", giver, widest, own, before, after)
				case after > widest && l.counts(giver):
					t.Fatalf("%q said %s, and it goes to %s", giver, widest, after)
				}
			},
			"somebody withdraws": func(t *rapid.T) {
				giver := rapid.SampledFrom([]string{"", "Vera", "Luis", ana}).Draw(t, "giver")
				before := l.allowed()
				l.says(giver, consent.None, l.now.Add(time.Hour), "")
				if after := l.allowed(); after > before || l.counts(giver) && after != consent.None {
					t.Fatalf("after %q withdrew it goes from %s to %s", giver, before, after)
				}
			},
			"a link is restricted": func(t *rapid.T) {
				giver := rapid.SampledFrom(guardians).Draw(t, "giver")
				l.restrict(giver, true)
				held := l.allowed()
				l.says(giver, consent.School, l.now.Add(time.Hour), "")
				if after := l.allowed(); after != held {
					t.Fatalf("a restricted giver turned %s into %s", held, after)
				}
			},
			"a link is opened": func(t *rapid.T) {
				giver := rapid.SampledFrom(guardians).Draw(t, "giver")
				before, silent := l.allowed(), l.by(giver)
				l.restrict(giver, false)
				if after := l.allowed(); after > max(before, silent) {
					t.Fatalf("with %q, who says %s, %s became %s", giver, silent, before, after)
				}
			},
			"a court decides": func(t *rapid.T) {
				l.facts.FullRights[ana] = l.now.Add(time.Duration(rapid.IntRange(-2, 24).Draw(t, "hours")) * time.Hour)
			},
			"time passes": func(t *rapid.T) {
				rights := l.facts.FullRights[ana]
				before, own := l.allowed(), l.by(ana)
				l.now = l.now.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour)
				after := l.allowed()
				if grown := !rights.IsZero() && !rights.After(l.now); after > before && (!grown || after > own) {
					t.Fatalf("waiting turned %s into %s", before, after)
				}
			},
			"": func(t *rapid.T) { l.holds(t) },
		})
	})
}

// holds are the rules that are true at every moment.
func (l *life) holds(t *rapid.T) {
	heard := consent.Facts{Rows: map[string][]consent.Row{}, FullRights: l.facts.FullRights}
	unread := consent.Facts{Rows: map[string][]consent.Row{}, FullRights: l.facts.FullRights}
	for _, row := range l.facts.Rows[ana] {
		if !row.Silent {
			heard.Rows[ana] = append(heard.Rows[ana], row)
		}
		row.Text = ""
		unread.Rows[ana] = append(unread.Rows[ana], row)
	}
	if without, _ := consent.Allowed(heard, ana, photo, l.now); without != l.allowed() {
		t.Fatalf("what restricted givers said turns %s into %s", without, l.allowed())
	}
	if blank, _ := consent.Allowed(unread, ana, photo, l.now); blank != l.allowed() {
		t.Fatalf("which text was read turns %s into %s", blank, l.allowed())
	}
	if stands := consent.Stands(l.facts, ana, photo, l.now); stands.Widest != l.allowed() {
		t.Fatalf("adults are told %s where %s is allowed", stands.Widest, l.allowed())
	}
	for _, giver := range []string{"Vera", "Luis", ana} {
		own := consent.OwnOf(l.facts, ana, photo, giver, l.now)
		if own.Said && own.Less == "" && l.by(giver) > l.allowed() {
			t.Fatalf("%q says %s, it goes to %s, and nobody says less", giver, l.by(giver), l.allowed())
		}
	}
}
