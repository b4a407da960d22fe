package review_test

import (
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func TestOnlyWhoLeadsTheCircleDecides(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	maya := school.Phone(c.Maya)
	for _, try := range []struct {
		who  string
		seat circle.Seat
		code string
	}{
		{"the author", c.Maya, "not_found"},
		{"another member", c.Ana, "not_found"},
		{"a person in it", c.Theo, "not_found"},
		{"their family", c.TheosFamily, "not_found"},
		{"a restricted family member", c.AnasAunt, "not_found"},
		{"a supporting adult", n.Ivy, "not_found"},
		{"the facilitator of another circle", n.Dre, "not_found"},
		{"a cover before its dates", n.Noor, "not_found"},
		{"the coordinator", c.Coordinator, "not_found"},
		{"the coordinator of another school", n.Okafor, "not_found"},
		{"the facilitator in her family seat", school.Seat(c.Ortiz, "family"), "not_found"},
		{"the facilitator", c.Ortiz, ""},
	} {
		t.Run(try.who, func(t *testing.T) {
			story := maya.Keep(c.Alone("Told by " + try.who))
			decision := school.Phone(c.Ortiz).Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
			for _, kind := range []api.DecideKind{api.DecideKindApprove, api.DecideKindUndo} {
				decision.Kind = kind
				school.Expect(school.Phone(try.seat).One(api.OpKindDecide, decision), try.code)
			}
			written := school.Count(`SELECT count(*) FROM decisions WHERE moment = {:a}`, story.Revision.Moment)
			if (written == 0) != (try.code != "") {
				t.Errorf("%d decisions are on record", written)
			}
		})
	}
}

func TestACoverDecidesWithinItsDatesAndNotAfter(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	first, second := school.Phone(c.Maya).Keep(c.Alone("Before")), school.Phone(c.Maya).Keep(c.Alone("After"))
	school.Later(25 * time.Hour)
	noor := school.Phone(n.Noor)
	noor.Approve(first.Revision.Moment, api.AudienceCircle)
	decision := noor.Decision(second.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	school.Later(48 * time.Hour)
	school.Expect(noor.Return().One(api.OpKindDecide, decision), "not_found")
	if noor.Has(second.Revision.Moment, api.MomentFormStaff) {
		t.Error("the queue is still on the phone of a cover whose dates are over")
	}
}

func TestFacilitatorAndCoverShareOneQueue(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	school.Later(25 * time.Hour)
	ortiz, noor := school.Phone(c.Ortiz), school.Phone(n.Noor)
	story := school.Phone(c.Maya).Keep(c.Alone("Found by both"))
	moment := story.Revision.Moment
	late := noor.Decision(moment, api.DecideKindKeepPrivate, "")
	ortiz.Approve(moment, api.AudienceCircle)
	result := noor.One(api.OpKindDecide, late)
	school.Expect(result, "already_decided")
	if result.Problem.Who != "Ms. Ortiz" {
		t.Errorf("Noor is told that %q was faster", result.Problem.Who)
	}
	if shown := noor.Moment(moment, api.MomentFormStaff); shown.State != api.MomentStateHeld || shown.By != "Ms. Ortiz" {
		t.Errorf("Noor's queue says %s by %s", shown.State, shown.By)
	}
	// What one decided the other may undo, as long as the hold runs.
	noor.Must([]api.OpResult{noor.Decide(moment, api.DecideKindUndo, "")})
	if ortiz.Sync(); ortiz.Moment(moment, api.MomentFormStaff).State != api.MomentStateWithTeacher {
		t.Error("Ms. Ortiz does not see that the approval was undone")
	}
}

func TestADecisionIsAboutWhatWasOnTheScreen(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	story := maya.Keep(c.Alone("First words"))
	seen := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	maya.Keep(story.Edited("Other words"))
	for what, change := range map[string]func(*api.Decide){
		"the revision of before":              func(*api.Decide) {},
		"the new revision with the old words": func(d *api.Decide) { d.Revision = maya.Moment(d.Moment, api.MomentFormAuthor).Revision },
		"the new revision unseen":             func(d *api.Decide) { d.Seen = "" },
		"a revision that nobody knows":        func(d *api.Decide) { d.Revision = kithtest.ID() },
	} {
		t.Run(what, func(t *testing.T) {
			decision := seen
			maya.Sync()
			change(&decision)
			school.Expect(ortiz.One(api.OpKindDecide, decision), "changed_since_seen")
		})
	}
	ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
	if got := school.Count(`SELECT count(*) FROM decisions`); got != 1 {
		t.Errorf("%d decisions are on record instead of the one that was about what was seen", got)
	}
}

func TestWhatARuleStopsIsNotApproved(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	school.Save("members", map[string]any{"circle": c.ID, "person": n.Leo.Person, "role": "companion", "from": school.Now()})
	maya, ortiz, leo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(n.Leo)
	for _, try := range []struct {
		what, code string
		audience   api.Audience
		by         *kithtest.Phone
		late       bool // the picture never arrives
		change     func(*api.KeepRevision)
	}{
		{"its picture is still on the phone", "picture_missing", "circle", maya, true, func(*api.KeepRevision) {}},
		{"the picture has no description", "description_missing", "circle", maya, false, func(r *api.KeepRevision) { r.Pictures[0].Alt = "" }},
		{"nobody in the picture is named", "nobody_named", "circle", maya, false, func(r *api.KeepRevision) { r.People = nil }},
		{"somebody is in the picture who is not on the list", "someone_not_on_the_list", "circle", maya, false, func(r *api.KeepRevision) { r.Others = true }},
		{"a quote has no speaker", "speaker_missing", "circle", maya, false, func(r *api.KeepRevision) { r.Quotes[0].Speaker = "" }},
		{"there is a link in it", "link", "circle", maya, false, func(r *api.KeepRevision) { r.Words = "www.example.org" }},
		{"it would go beyond what Theo allows", "consent_narrow", "school", maya, false, func(*api.KeepRevision) {}},
		{"Leo has not been asked for his consent", "consent_missing", "circle", maya, false, func(r *api.KeepRevision) { r.People = []string{n.Leo.Person} }},
		{"its author was never oriented", "orientation_missing", "circle", leo, false, func(r *api.KeepRevision) { r.People = []string{c.Theo.Person} }},
	} {
		t.Run(try.what, func(t *testing.T) {
			story := c.Drumming()
			try.change(&story.Revision)
			try.by.Must(try.by.Sync(try.by.Op(api.OpKindKeepRevision, story.Revision)))
			if !try.late {
				try.by.Upload(story.Photo)
			}
			result := ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, try.audience)
			school.Expect(result, "not_ready")
			told := slices.ContainsFunc(result.Problem.Reasons, func(r api.Reason) bool { return r.Code == try.code && r.Blocks })
			if !told {
				t.Errorf("the reasons are %+v instead of %s", result.Problem.Reasons, try.code)
			}
			onScreen := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Checks
			if try.audience == api.AudienceCircle && !slices.ContainsFunc(onScreen, func(r api.Reason) bool { return r.Code == try.code && r.Blocks }) {
				t.Errorf("the queue does not say so beforehand: %+v", onScreen)
			}
			for _, kind := range []api.DecideKind{api.DecideKindKeepPrivate, api.DecideKindUndo, api.DecideKindSendBack} {
				school.Expect(ortiz.Decide(story.Revision.Moment, kind, ""), "")
			}
		})
	}
	if released := school.Count(`SELECT count(*) FROM decisions WHERE kind IN ('approve', 'release')`); released != 0 {
		t.Errorf("%d approvals are on record", released)
	}
}

func TestTheQueueSaysWhatMayBeAWorryWithoutBlocking(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	story := school.Phone(c.Maya).Keep(c.Alone("My hand hurts from the drum."))
	ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
	checks := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Checks
	if len(checks) != 1 || checks[0].Code != "possible_worry" || checks[0].Blocks || checks[0].Text != "hurts" {
		t.Errorf("the queue says %+v", checks)
	}
}

func TestAnAudienceHasToBeChosen(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ortiz := school.Phone(c.Ortiz)
	story := school.Phone(c.Maya).Keep(c.Alone("For whom?"))
	for _, audience := range []api.Audience{"", "none", "everybody"} {
		school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, audience), "field_invalid")
	}
}

func TestSomethingSentBackSaysWhatToDoToItsAuthorAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	story := maya.Keep(c.Drumming())
	silent := ortiz.Decision(story.Revision.Moment, api.DecideKindSendBack, "")
	silent.Note = " \u202e\n"
	school.Expect(ortiz.One(api.OpKindDecide, silent), "note_missing")
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindSendBack, ""), "")
	maya.Sync()
	back := maya.Moment(story.Revision.Moment, api.MomentFormAuthor)
	if back.State != api.MomentStateBack || back.Note != "Tell us who drummed." || back.By != "Ms. Ortiz" {
		t.Errorf("Maya reads %s, %q by %q", back.State, back.Note, back.By)
	}
	if theo.Sync(); theo.Moment(story.Revision.Moment, api.MomentFormAsk) != nil || theo.Moment(story.Revision.Moment, api.MomentFormCircle) != nil {
		t.Error("Theo learns of something that was sent back")
	}
	// The next revision goes back into the queue, and the note stays with the one that it was about.
	maya.Keep(story.Edited("Theo drummed."))
	if now := maya.Moment(story.Revision.Moment, api.MomentFormAuthor); now.State != api.MomentStateWithTeacher || now.Note != "" {
		t.Errorf("the next revision is %s with the note %q", now.State, now.Note)
	}
	ortiz.Sync()
	history := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).History
	var lines []string
	for _, line := range history {
		lines = append(lines, line.Kind+" "+line.By)
	}
	if want := []string{"revision ", "send_back Ms. Ortiz", "revision "}; !slices.Equal(lines, want) {
		t.Errorf("the history reads %v instead of %v", lines, want)
	}
}

func TestSomethingKeptPrivateStaysSo(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	story := maya.Keep(c.Alone("Only for me"))
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindKeepPrivate, ""), "")
	school.Later(14 * time.Minute)
	if maya.Sync(); maya.Moment(story.Revision.Moment, api.MomentFormAuthor).State != api.MomentStatePrivate {
		t.Error("Maya does not see that it stays private")
	}
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle), "already_decided")
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindUndo, ""), "")
	ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
}

func TestADecisionIsUndoneWithinTheHoldAndNotAfter(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, ana := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Ana)
	story := maya.Keep(c.Alone("Nearly shared"))
	moment := story.Revision.Moment
	school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "nothing_to_undo")
	ortiz.Approve(moment, api.AudienceFamilies)
	school.Later(9 * time.Minute)
	school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "")
	school.Later(5 * time.Minute)
	if ana.Has(moment, api.MomentFormCircle) {
		t.Error("an approval that was undone was released all the same")
	}
	school.Expect(ortiz.Decide(moment, api.DecideKindUndo, ""), "nothing_to_undo")
	ortiz.Return().Approve(moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	if !ana.Return().Has(moment, api.MomentFormCircle) {
		t.Fatal("the second approval was not released")
	}
	school.Expect(ortiz.Return().Decide(moment, api.DecideKindUndo, ""), "too_late")
}

func TestAnUndoneApprovalAsksNobodyAnyMore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	story := maya.Keep(c.Drumming())
	ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
	if !theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Fatal("Theo is not asked")
	}
	rendition := theo.Moment(story.Revision.Moment, api.MomentFormAsk).Pictures[0].Rendition
	school.Expect(ortiz.Decide(story.Revision.Moment, api.DecideKindUndo, ""), "")
	if theo.Has(story.Revision.Moment, api.MomentFormAsk) || theo.Opens(rendition) {
		t.Error("Theo still reads what is not approved any more")
	}
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "not_found")
}

func TestManyDecisionsInOneCallAreEachTheirOwn(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	var stories []kithtest.Story
	for _, words := range []string{"One", "Two www.example.org", "Three", "Four", "Five"} {
		stories = append(stories, maya.Keep(c.Alone(words)))
	}
	var ops []api.Op
	for _, story := range stories {
		decision := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
		decision.Bulk = true
		ops = append(ops, ortiz.Op(api.OpKindDecide, decision))
	}
	maya.Keep(stories[3].Edited("Four, changed meanwhile"))
	results := ortiz.Sync(ops...)
	for i, code := range []string{"", "not_ready", "", "changed_since_seen", ""} {
		school.Expect(results[i], code)
	}
	if bulk := school.Count(`SELECT count(*) FROM decisions WHERE kind = 'approve' AND bulk`); bulk != 3 {
		t.Errorf("%d approvals are on record as made in bulk", bulk)
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'decision_approve' AND actor = {:a}`, c.Ortiz.Person); rows != 3 {
		t.Errorf("%d approvals are in the audit chain", rows)
	}
}

func TestADescriptionThatTheTeacherCorrectedIsWhatOthersHear(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, theo, ana := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo), school.Phone(c.Ana)
	story := c.Drumming()
	story.Revision.Pictures[0].Alt = ""
	maya.Keep(story)
	moment := story.Revision.Moment
	decision := ortiz.Decision(moment, api.DecideKindApprove, api.AudienceCircle)
	decision.Alts = []api.NewPicture{{Media: kithtest.ID(), Alt: "of some other picture"}}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "not_ready")
	decision.Alts = []api.NewPicture{{Media: story.Photo.Media, Alt: "Theo laughs behind a \u202edrum"}}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	theo.Sync()
	school.Expect(theo.Say(moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	if !ana.Has(moment, api.MomentFormCircle) {
		t.Fatal("it was not shared")
	}
	if alt := ana.Moment(moment, api.MomentFormCircle).Pictures[0].Alt; alt != "Theo laughs behind a drum" {
		t.Errorf("Ana hears %q", alt)
	}
}

func TestADecisionThatSomebodyWritesPastTheInboxIsHeldToTheSameRules(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Alone("Written from the dashboard"))
	row := func(kind, by, audience, revision string) map[string]any {
		return map[string]any{
			"moment": story.Revision.Moment, "revision": revision, "kind": kind, "audience": audience, "by": by,
			"at": school.Now(), "hold_until": school.Now(),
		}
	}
	collection, err := school.App.FindCachedCollectionByNameOrId("decisions")
	if err != nil {
		t.Fatal(err)
	}
	for what, values := range map[string]map[string]any{
		"by a coordinator who does not lead the circle": row("approve", c.Coordinator.Person, "circle", story.Revision.Revision),
		"beyond the ceiling":                            row("approve", c.Ortiz.Person, "school", story.Revision.Revision),
		"for nobody":                                    row("approve", c.Ortiz.Person, "", story.Revision.Revision),
		"of another revision":                           row("approve", c.Ortiz.Person, "circle", kithtest.ID()),
		"released beyond the ceiling":                   row("release", c.Ortiz.Person, "school", story.Revision.Revision),
	} {
		if err := school.App.Save(newRecord(collection, values)); err == nil {
			t.Errorf("a decision %s was written", what)
		}
	}
	if rows := school.Count(`SELECT count(*) FROM decisions`); rows != 0 {
		t.Errorf("%d decisions stand", rows)
	}
}
