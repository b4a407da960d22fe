package feed_test

import (
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/kithtest"
)

// plant puts a live row into the feed as a fault of ours would.
func plant(s *kithtest.School, key, kind, subject, revision, decision string) {
	s.T.Helper()
	_, err := s.App.NonconcurrentDB().NewQuery(`INSERT OR REPLACE INTO feed (key, kind, subject, seq, gone, revision, decision, mark)
		VALUES ({:key}, {:kind}, {:subject}, 1, 0, {:revision}, {:decision}, 'planted')`).Bind(map[string]any{
		"key": key, "kind": kind, "subject": subject, "revision": revision, "decision": decision,
	}).Execute()
	if err != nil {
		s.T.Fatal(err)
	}
}

// change runs a statement on frozen tables, as only somebody who lifts the file can.
func change(s *kithtest.School, statement string, values ...any) {
	s.T.Helper()
	for _, step := range []struct {
		statement string
		values    []any
	}{{`INSERT INTO erasing VALUES ('a test')`, nil}, {statement, values}, {`DELETE FROM erasing`, nil}} {
		if err := s.Run(step.statement, step.values...); err != nil {
			s.T.Fatalf("%s: %v", step.statement, err)
		}
	}
}

func TestTheLawFindsEachBreach(t *testing.T) {
	own, adults := "an own row belongs to an accepted author", "adults read what the school has, in its newest form"
	released, narrowed := "beyond adults a row stands on a release that reaches its key", "a later no or a narrower consent has hidden it"
	asked, inLine := "only somebody shown is asked, while the hold runs", "the feed is in line with the facts"
	covered := "what a teacher covered is covered"
	ceiling, yes := "a release is within the ceiling of its time", "everybody shown had said yes"
	type world struct {
		s                   *kithtest.School
		c                   kithtest.Circle
		n                   kithtest.Neighbours
		shared, held, waits kithtest.Story
		approval, hold      string
	}
	// covers says that the teacher covered the shared picture, and what its readers are given in its place.
	covers := func(w world, folder, hash string) {
		media := w.shared.Photo.Media
		change(w.s, `UPDATE decisions SET covers = json_array(json_object('media', {:a})) WHERE id = {:b}`, media, w.approval)
		change(w.s, `UPDATE renditions SET folder = `+folder+`, hash = `+hash+` WHERE media = {:a} AND audience <> 'master'`, media)
	}
	named, onClock := "whoever is named in a worry, or told it, is not told of it", "what waits for an adult is on the clock"
	for _, try := range []struct {
		what, law string
		breach    func(world)
	}{
		{"Ms. Ortiz is told of a worry that names her", named, func(w world) {
			told := w.s.Phone(w.c.Maya).One(api.OpKindTellAdult, api.TellAdult{People: []string{w.c.Ortiz.Person}})
			w.s.Save("worry_told", map[string]any{"worry": told.Op, "person": w.c.Ortiz.Person, "why": "circle", "circle": w.c.ID})
		}},
		{"a worry waits for nobody", onClock, func(w world) {
			w.s.Phone(w.c.Maya).One(api.OpKindTellAdult, api.TellAdult{})
			change(w.s, `DELETE FROM worry_clocks`)
		}},
		{"Theo holds Maya's own row", own, func(w world) {
			plant(w.s, "seat:"+w.c.Theo.ID, "moment", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"an author who never accepted", own, func(w world) {
			change(w.s, `UPDATE authors SET accepted_at = '' WHERE moment = {:a}`, w.waits.Revision.Moment)
		}},
		{"the teacher of another circle has it in the queue", adults, func(w world) {
			plant(w.s, "staff:"+w.n.Garden, "moment", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"the coordinator of another school has it", adults, func(w world) {
			plant(w.s, "coordinators:"+w.n.Elsewhere, "moment", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"a teacher decides about an older revision", adults, func(w world) {
			w.s.Phone(w.c.Maya).Keep(w.waits.Edited("Newer"))
			plant(w.s, "staff:"+w.c.ID, "moment", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"a row for a moment that does not exist", adults, func(w world) {
			plant(w.s, "staff:"+w.c.ID, "moment", kithtest.ID(), kithtest.ID(), "")
		}},
		{"the circle reads what waits", released, func(w world) {
			plant(w.s, "circle:"+w.c.ID, "moment", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"the circle reads what is held", released, func(w world) {
			plant(w.s, "circle:"+w.c.ID, "moment", w.held.Revision.Moment, w.held.Revision.Revision, w.hold)
		}},
		{"another circle reads what is shared", released, func(w world) {
			plant(w.s, "circle:"+w.n.Garden, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"a family reads of somebody who is not in it", released, func(w world) {
			plant(w.s, "kin:"+w.c.Ana.Person, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"the school reads what is for families", released, func(w world) {
			plant(w.s, "school:"+w.c.School, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"families read a newer revision than the one released", released, func(w world) {
			edited := w.s.Phone(w.c.Maya).Keep(w.shared.Edited("Newer"))
			plant(w.s, "kin:"+w.c.Theo.Person, "moment", w.shared.Revision.Moment, edited.Revision.Revision, w.approval)
		}},
		{"families read on after a take-down", released, func(w world) {
			w.s.Phone(w.c.Theo).One(api.OpKindTakeDown, api.TakeDown{Moment: w.shared.Revision.Moment, Action: api.TakeDownActionAsk})
			plant(w.s, "kin:"+w.c.Theo.Person, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"families read on after Theo's no", narrowed, func(w world) {
			w.s.Phone(w.c.Theo).Say(w.shared.Revision.Moment, api.GiveAnswerAnswerNo)
			plant(w.s, "kin:"+w.c.Theo.Person, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"the circle reads on after Theo's standing no", narrowed, func(w world) {
			w.s.Phone(w.c.Theo).Say("", api.GiveAnswerAnswerNo)
			plant(w.s, "circle:"+w.c.ID, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"families read on after the consent was narrowed to the circle", narrowed, func(w world) {
			w.s.Consent(w.c.Ortiz, w.c.Theo, "photo", "circle")
			plant(w.s, "kin:"+w.c.Theo.Person, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"the circle reads on after the consent was withdrawn", narrowed, func(w world) {
			w.s.Consent(w.c.Ortiz, w.c.Theo, "words", "none")
			plant(w.s, "circle:"+w.c.ID, "moment", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"the author is asked", asked, func(w world) {
			plant(w.s, "seat:"+w.c.Maya.ID, "ask", w.held.Revision.Moment, w.held.Revision.Revision, w.hold)
		}},
		{"somebody who is not in it is asked", asked, func(w world) {
			plant(w.s, "seat:"+w.c.Ana.ID, "ask", w.held.Revision.Moment, w.held.Revision.Revision, w.hold)
		}},
		{"Theo is asked before an approval", asked, func(w world) {
			plant(w.s, "seat:"+w.c.Theo.ID, "ask", w.waits.Revision.Moment, w.waits.Revision.Revision, "")
		}},
		{"Theo is asked after the release", asked, func(w world) {
			plant(w.s, "seat:"+w.c.Theo.ID, "ask", w.shared.Revision.Moment, w.shared.Revision.Revision, w.approval)
		}},
		{"a row that is due was lost", inLine, func(w world) {
			if err := w.s.Run(`DELETE FROM feed WHERE key = {:a} AND subject = {:b}`, "staff:"+w.c.ID, w.waits.Revision.Moment); err != nil {
				t.Fatal(err)
			}
		}},
		{"a row says an older mark", inLine, func(w world) {
			if err := w.s.Run(`UPDATE feed SET mark = 'old' WHERE key = {:a} AND subject = {:b}`, "kin:"+w.c.Theo.Person, w.shared.Revision.Moment); err != nil {
				t.Fatal(err)
			}
		}},
		{"what a teacher covered is given from the files that it came in", covered, func(w world) { covers(w, "folder", "'of another picture'") }},
		{"what a teacher covered is given as it came, in files of its own", covered, func(w world) { covers(w, "'coveredfolder00'", "hash") }},
		{"what a teacher covered is given before it was made", covered, func(w world) { covers(w, "'coveredfolder00'", "''") }},
		{"what a teacher covered is not given in any other form", covered, func(w world) {
			covers(w, "folder", "hash")
			change(w.s, `DELETE FROM renditions WHERE media = {:a} AND audience <> 'master'`, w.shared.Photo.Media)
		}},
		{"a release went further than its time allowed", ceiling, func(w world) {
			change(w.s, `UPDATE consents SET widest = 'circle' WHERE person = {:a} AND kind = 'photo'`, w.c.Theo.Person)
		}},
		{"a release stands without Theo's yes", yes, func(w world) {
			change(w.s, `DELETE FROM answers WHERE moment = {:a}`, w.shared.Revision.Moment)
		}},
	} {
		t.Run(try.what, func(t *testing.T) {
			t.Parallel()
			quiet := &kithtest.Quiet{TB: t}
			school := kithtest.Open(quiet)
			c := school.DrumRoom()
			w := world{s: school, c: c, n: school.Next(c)}
			w.shared = school.Share(c, c.Drumming(), api.AudienceFamilies)
			maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
			w.waits, w.held = maya.Keep(c.Drumming()), maya.Keep(c.Drumming())
			ortiz.Approve(w.held.Revision.Moment, api.AudienceFamilies)
			for story, into := range map[string]*string{w.shared.Revision.Moment: &w.approval, w.held.Revision.Moment: &w.hold} {
				err := school.App.DB().NewQuery(`SELECT id FROM decisions WHERE kind = 'approve' AND moment = {:moment}`).
					Bind(map[string]any{"moment": story}).Row(into)
				if err != nil {
					t.Fatal(err)
				}
			}
			if school.Lawful(); quiet.Said() != "" {
				t.Fatal("before the breach:", quiet.Said())
			}
			try.breach(w)
			if school.Lawful(); !strings.Contains(quiet.Said(), try.law) {
				t.Errorf("the law %q does not find it: %s", try.law, quiet.Said())
			}
		})
	}
}

func TestABreachSaysWhichRowOfWhomItIs(t *testing.T) {
	breach := feed.Breach{Law: "a law", Key: "kin:ana", Kind: "moment", Subject: "drums"}
	if got := breach.String(); got != "a law: moment drums under kin:ana" {
		t.Errorf("it says %q", got)
	}
}

func TestACoordinatorReadsOnlineAndTheLookIsOnRecord(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	stories := keepMany(school.Phone(c.Maya), c, feed.Page+10)
	reyes := school.Phone(c.Coordinator)
	looks := func() int {
		return school.Count(`SELECT count(*) FROM audit WHERE act = 'read_online' AND actor = {:a} AND students = {:b}`,
			c.Coordinator.Person, `["`+c.Maya.Person+`"]`)
	}
	first := online(t, reyes, "")
	if len(first.Moments) != feed.Page || !first.More || looks() != 1 {
		t.Fatalf("the first page has %d moments, more: %v, and %d looks", len(first.Moments), first.More, looks())
	}
	if first.Moments[0].Form != api.MomentFormStaff {
		t.Errorf("the first is %+v", first.Moments[0])
	}
	second := online(t, reyes, "?before="+itoa(first.Before))
	if len(second.Moments) != 10 || second.More || looks() != 2 {
		t.Errorf("the second page has %d moments, more: %v, and %d looks", len(second.Moments), second.More, looks())
	}
	read := map[string]int{}
	for _, moment := range append(first.Moments, second.Moments...) {
		read[moment.Id]++
	}
	for _, story := range stories {
		if read[story.Revision.Moment] != 1 {
			t.Errorf("%s was read %d times", story.Revision.Words, read[story.Revision.Moment])
		}
	}
	if reyes.Sync(); len(reyes.Rows) != 1 {
		t.Errorf("%d rows are stored on a coordinator's device", len(reyes.Rows))
	}
	for who, seat := range map[string]circle.Seat{
		"a facilitator": c.Ortiz, "an author": c.Maya, "a family": c.MayasFamily, "a supporting adult": n.Ivy,
	} {
		if status, _ := school.Phone(seat).JSON("GET", "/waiting", nil); status != 404 {
			t.Errorf("%s reads online: %d", who, status)
		}
	}
	if elsewhere := online(t, school.Phone(n.Okafor), ""); len(elsewhere.Moments) != 0 {
		t.Errorf("the coordinator of another school reads %d moments", len(elsewhere.Moments))
	}
}
