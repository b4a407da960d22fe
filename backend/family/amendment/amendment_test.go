package amendment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/family/amendment"
	"kith/backend/kithtest"
)

// answered reads an answer that must be good.
func answered[T any](t *testing.T, phone *kithtest.Phone, method, path string, body any) T {
	t.Helper()
	status, answer := phone.JSON(method, path, body)
	var got T
	if err := json.Unmarshal(answer, &got); status != 200 || err != nil {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return got
}

// refused says with which code something is refused, and "" where it is not.
func refused(t *testing.T, phone *kithtest.Phone, method, path string, body any) string {
	t.Helper()
	status, answer := phone.JSON(method, path, body)
	if status == 200 {
		return ""
	}
	var problem api.Problem
	if err := json.Unmarshal(answer, &problem); err != nil {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return problem.Code
}

func of(student circle.Seat) string { return "/people/" + student.Person + "/amendments" }

func ask(t *testing.T, phone *kithtest.Phone, student circle.Seat, words, moment string) api.Amendment {
	t.Helper()
	return answered[api.Amendment](t, phone, "POST", of(student), api.NewAmendment{Id: kithtest.ID(), Words: words, Moment: moment})
}

func answer(t *testing.T, phone *kithtest.Phone, id string, kind api.NewAmendmentAnswerKind, words string) api.Amendment {
	t.Helper()
	return answered[api.Amendment](t, phone, "POST", "/amendments/"+id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: kind, Words: words})
}

func state(t *testing.T, phone *kithtest.Phone, id, words string) api.Amendment {
	t.Helper()
	return answered[api.Amendment](t, phone, "POST", "/amendments/"+id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: words})
}

// told are the words of a list, in its order.
func told(t *testing.T, phone *kithtest.Phone, path string) []string {
	t.Helper()
	words := []string{}
	for _, one := range answered[api.AmendmentList](t, phone, "GET", path, nil).Amendments {
		words = append(words, one.Words)
	}
	return words
}

func open(t *testing.T, phone *kithtest.Phone) int {
	t.Helper()
	return answered[api.AmendmentCount](t, phone, "GET", "/amendments/open", nil).Open
}

func TestWhatIsNotRightIsAskedAnsweredAndStatedBeside(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa, ortiz, reyes := school.Phone(c.MayasFamily), school.Phone(c.Ortiz), school.Phone(c.Coordinator)
	asked := api.NewAmendment{Id: kithtest.ID(), Words: "  Her name is spelled\u202e Maja.\x07 ", Lang: "en"}
	var first api.Amendment
	for range 2 { // a phone that did not get the answer asks again
		first = answered[api.Amendment](t, rosa, "POST", of(c.Maya), asked)
	}
	if first.Words != "Her name is spelled Maja." || first.State != api.AmendmentStateOpen || !first.Mine || first.Student.Name != "Maya" || first.From != "" {
		t.Errorf("it is told as %+v", first)
	}
	if open(t, ortiz) != 1 || open(t, reyes) != 1 {
		t.Errorf("%d wait for the teacher, %d for the coordinator", open(t, ortiz), open(t, reyes))
	}
	if code := refused(t, rosa, "POST", "/amendments/"+asked.Id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: "Too early"}); code != "amendment_not_refused" {
		t.Errorf("a statement to what nobody has answered: %q", code)
	}
	line := answered[api.AmendmentList](t, reyes, "GET", "/amendments", nil).Amendments[0]
	if line.From != "Rosa" || line.Mine || line.As != api.AmendmentRoleFamily {
		t.Errorf("the coordinator reads %+v", line)
	}
	no := api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindRefused, Words: "The birth certificate says Maya."}
	for range 2 {
		if got := answered[api.Amendment](t, reyes, "POST", "/amendments/"+asked.Id+"/answers", no); got.State != api.AmendmentStateRefused || len(got.Steps) != 1 || got.Steps[0].Name != "Mr. Reyes" {
			t.Errorf("answered: %+v", got)
		}
	}
	if code := refused(t, ortiz, "POST", "/amendments/"+asked.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "refused", Words: "Also no"}); code != "amendment_answered" {
		t.Errorf("a second no: %q", code)
	}
	said := api.NewStatement{Id: kithtest.ID(), Words: "We have always called her Maja."}
	for range 2 {
		answered[api.Amendment](t, rosa, "POST", "/amendments/"+asked.Id+"/statements", said)
	}
	school.Later(time.Minute)
	answer(t, ortiz, asked.Id, api.NewAmendmentAnswerKindCorrected, "After the hearing: Maja it is.")
	if code := refused(t, reyes, "POST", "/amendments/"+asked.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "refused", Words: "No"}); code != "amendment_answered" {
		t.Errorf("a no to what was corrected: %q", code)
	}
	followed(t, school, answered[api.AmendmentList](t, rosa, "GET", of(c.Maya), nil).Amendments[0])
	if open(t, ortiz) != 0 || open(t, reyes) != 0 {
		t.Error("what was answered waits still")
	}
	if strings.Contains(rosa.Raw.String(), "Ortiz") || strings.Contains(rosa.Raw.String(), "Reyes") {
		t.Error("a family is told who answered by name")
	}
}

// followed holds what came of the request above against what was done.
func followed(t *testing.T, school *kithtest.School, got api.Amendment) {
	t.Helper()
	var steps []string
	for _, step := range got.Steps {
		steps = append(steps, string(step.Kind)+" by "+string(step.As))
	}
	if want := []string{"refused by coordinator", "statement by family", "corrected by facilitator"}; !slices.Equal(steps, want) || got.State != api.AmendmentStateCorrected {
		t.Errorf("it went %q and is %s", steps, got.State)
	}
	for act, n := range map[string]int{"ask_amendment": 1, "amendment_refused": 1, "add_statement": 1, "amendment_corrected": 1} {
		if rows := school.Count(`SELECT count(*) FROM audit WHERE act = {:a} AND subject = {:b}`, act, got.Id); rows != n {
			t.Errorf("%d rows say %s", rows, act)
		}
	}
	if rows := school.Count(`SELECT count(*) FROM audit WHERE act = 'look_amendments' AND students LIKE {:a}`, "%"+got.Student.Id+"%"); rows != 1 {
		t.Errorf("%d looks are on record", rows)
	}
}

func TestWhoMayNotAskLearnsNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	asked := ask(t, school.Phone(c.MayasFamily), c.Maya, "canary", "")
	answer(t, school.Phone(c.Ortiz), asked.Id, api.NewAmendmentAnswerKindRefused, "No")
	closed := func(who string, seat circle.Seat, student circle.Seat, id string) {
		phone := school.Phone(seat)
		_, nobody := phone.JSON("GET", "/people/"+kithtest.ID()+"/amendments", nil)
		for what, try := range map[string]struct {
			method, path string
			body         any
		}{
			"lists":  {"GET", of(student), nil},
			"asks":   {"POST", of(student), api.NewAmendment{Id: kithtest.ID(), Words: "Mine"}},
			"states": {"POST", "/amendments/" + id + "/statements", api.NewStatement{Id: kithtest.ID(), Words: "Mine"}},
		} {
			if status, body := phone.JSON(try.method, try.path, try.body); status != 404 || string(body) != string(nobody) {
				t.Errorf("%s %s: %d %s", who, what, status, body)
			}
		}
	}
	closed("a student who is not of age", c.Maya, c.Maya, asked.Id)
	closed("another student", c.Theo, c.Maya, asked.Id)
	closed("another family", c.TheosFamily, c.Maya, asked.Id)
	closed("a teacher", c.Ortiz, c.Maya, asked.Id)
	closed("a coordinator", c.Coordinator, c.Maya, asked.Id)
	closed("a restricted guardian", c.AnasAunt, c.Ana, asked.Id)
	for who, seat := range map[string]circle.Seat{
		"a family": c.MayasFamily, "a student": c.Maya, "a supporting adult": n.Ivy, "another teacher": n.Dre, "a cover before its dates": n.Noor,
		"another school": n.Okafor, "a teacher at home": school.Seat(c.Ortiz, "family"), "a coordinator at home": school.Seat(c.Coordinator, "family"),
	} {
		phone := school.Phone(seat)
		if code := refused(t, phone, "POST", "/amendments/"+asked.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "corrected", Words: "Done"}); code != "not_found" {
			t.Errorf("%s answers: %q", who, code)
		}
		if status, body := phone.JSON("GET", "/amendments", nil); strings.Contains(string(body), "canary") || status == 200 != (seat.Kind == "staff") {
			t.Errorf("%s is given a list: %d %s", who, status, body)
		}
		if code := refused(t, phone, "GET", "/amendments/open", nil); (code == "not_found") != (seat.Kind != "staff") {
			t.Errorf("%s is told how many: %q", who, code)
		}
	}
	school.Grow(c.Maya)
	closed("a family whose student is of age", c.MayasFamily, c.Maya, asked.Id)
	maya := school.Phone(c.Maya)
	if got := told(t, maya, of(c.Maya)); !slices.Equal(got, []string{"canary"}) {
		t.Errorf("a student who is of age is told %q", got)
	}
	if got := state(t, maya, asked.Id, "I say so too."); got.Mine || got.Steps[1].As != api.AmendmentRoleStudent {
		t.Errorf("their statement: %+v", got)
	}
	ask(t, maya, c.Maya, "Something else", "")
}

func TestAMomentIsAskedAboutByWhoReadsItAndAnsweredByWhoDecidesForIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	school.Save("members", map[string]any{"circle": n.Garden, "person": c.Theo.Person, "role": "companion", "from": school.Now()})
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies).Revision.Moment
	waits := school.Phone(c.Theo).Keep(c.Alone("waits")).Revision.Moment
	alone := school.Share(c, c.Alone("Maya alone"), api.AudienceFamilies).Revision.Moment
	ben := school.Phone(c.TheosFamily)
	for what, id := range map[string]string{"waits": waits, "is another student's": alone, "is not there": kithtest.ID()} {
		if code := refused(t, ben, "POST", of(c.Theo), api.NewAmendment{Id: kithtest.ID(), Words: "Wrong", Moment: id}); code != "not_found" {
			t.Errorf("a moment that %s: %q", what, code)
		}
	}
	about := ask(t, ben, c.Theo, "He did not shout", shared)
	if want := clock.Day(school.Now(), "America/Chicago"); about.Moment != shared || !about.MomentAt.Equal(want) {
		t.Errorf("it is about %q of %s", about.Moment, about.MomentAt)
	}
	if whole := ask(t, ben, c.Theo, "All of it", ""); !whole.MomentAt.IsZero() {
		t.Errorf("all of it was kept %s", whole.MomentAt)
	}
	if got := told(t, school.Phone(c.Ortiz), "/amendments"); !slices.Equal(got, []string{"He did not shout", "All of it"}) {
		t.Errorf("the teacher of the circle reads %q", got)
	}
	dre := school.Phone(n.Dre)
	if got := told(t, dre, "/amendments"); !slices.Equal(got, []string{"All of it"}) || open(t, dre) != 1 {
		t.Errorf("the teacher of his other circle reads %q, and %d wait", got, open(t, dre))
	}
	if code := refused(t, dre, "POST", "/amendments/"+about.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "corrected", Words: "Done"}); code != "not_found" {
		t.Errorf("and answers: %q", code)
	}
	if got := told(t, school.Phone(n.Ivy), "/amendments"); len(got) != 0 {
		t.Errorf("who lends hands in the circle reads %q", got)
	}
	other := school.Person(c.School, "family", "Ida")
	school.Save("family_links", map[string]any{"person": other.Person, "student": c.Theo.Person})
	if got := told(t, school.Phone(other), of(c.Theo)); !slices.Equal(got, []string{"All of it", "He did not shout"}) {
		t.Errorf("his other guardian reads %q", got)
	}
	school.Expect(ben.One(api.OpKindTakeDown, api.TakeDown{Moment: shared, Action: api.TakeDownActionAsk}), "")
	answer(t, school.Phone(c.Ortiz), about.Id, api.NewAmendmentAnswerKindRefused, "He did.")
	if got := told(t, ben, of(c.Theo)); len(got) != 2 {
		t.Errorf("who asked about what is hidden now reads %q", got)
	}
	if got := told(t, school.Phone(other), of(c.Theo)); !slices.Equal(got, []string{"All of it"}) {
		t.Errorf("who may not read that moment any more reads %q", got)
	}
	if code := refused(t, school.Phone(other), "POST", "/amendments/"+about.Id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: "No"}); code != "not_found" {
		t.Errorf("and adds to it: %q", code)
	}
	state(t, ben, about.Id, "He did not.")
	school.Grow(c.Theo)
	theo := school.Phone(c.Theo)
	if !theo.Has(alone, api.MomentFormCircle) {
		t.Fatal("Theo does not read what his circle does")
	}
	if code := refused(t, theo, "POST", of(c.Theo), api.NewAmendment{Id: kithtest.ID(), Words: "Wrong", Moment: alone}); code != "not_found" {
		t.Errorf("a moment that he reads and is not in: %q", code)
	}
	ask(t, theo, c.Theo, "Mine", waits)
}

func TestWhoDoesNotLookAfterAStudentAnyMoreAnswersNothingAboutThem(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	asked := ask(t, school.Phone(c.MayasFamily), c.Maya, "All of it", "")
	member, err := school.App.FindFirstRecordByFilter("members", "person = '"+c.Maya.Person+"'")
	if err != nil {
		t.Fatal(err)
	}
	if got := told(t, school.Phone(c.Ortiz), "/amendments"); len(got) != 1 {
		t.Fatalf("her teacher reads %q", got)
	}
	member.Set("until", school.Now())
	if err := school.App.Save(member); err != nil {
		t.Fatal(err)
	}
	for who, seat := range map[string]circle.Seat{"who was her teacher": c.Ortiz, "a cover before its dates": n.Noor} {
		if got := told(t, school.Phone(seat), "/amendments"); len(got) != 0 {
			t.Errorf("%s reads %q", who, got)
		}
	}
	answer(t, school.Phone(c.Coordinator), asked.Id, api.NewAmendmentAnswerKindCorrected, "Done")
}

func TestAnAdultOfTheSchoolIsNeverTheJudgeOfTheirOwnFamily(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Save("family_links", map[string]any{"person": c.Coordinator.Person, "student": c.Maya.Person})
	link := school.Save("family_links", map[string]any{"person": c.Ortiz.Person, "student": c.Theo.Person})
	asked := ask(t, school.Phone(school.Seat(c.Coordinator, "family")), c.Maya, "At home I say", "")
	reyes, ortiz := school.Phone(c.Coordinator), school.Phone(c.Ortiz)
	if code := refused(t, reyes, "POST", "/amendments/"+asked.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "corrected", Words: "Done"}); code != "amendment_own" {
		t.Errorf("who asked answers: %q", code)
	}
	if open(t, reyes) != 0 || open(t, ortiz) != 1 {
		t.Errorf("%d wait for who asked, %d for another", open(t, reyes), open(t, ortiz))
	}
	theirs := ask(t, school.Phone(c.TheosFamily), c.Theo, "The other side", "")
	link.Set("restricted", true)
	if err := school.App.Save(link); err != nil {
		t.Fatal(err)
	}
	if got := told(t, ortiz, "/amendments"); !slices.Equal(got, []string{"At home I say"}) || open(t, ortiz) != 1 {
		t.Errorf("a teacher who may not read of him as family reads %q", got)
	}
	if code := refused(t, ortiz, "POST", "/amendments/"+theirs.Id+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: "corrected", Words: "Done"}); code != "not_found" {
		t.Errorf("and answers: %q", code)
	}
}

func TestWhatCannotBeWhatSomebodyMeansIsRefusedAndTheRestIsBounded(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	rosa, ben, ortiz := school.Phone(c.MayasFamily), school.Phone(c.TheosFamily), school.Phone(c.Ortiz)
	long := func(letters int) string { return strings.Repeat("é", letters) }
	for what, wrong := range map[string]api.NewAmendment{
		"no id": {Words: "x"}, "no words": {Id: kithtest.ID(), Words: " \u202e\n"}, "a novel": {Id: kithtest.ID(), Words: long(amendment.MaxWords + 1)},
		"no language": {Id: kithtest.ID(), Words: "x", Lang: "<b>"},
	} {
		if code := refused(t, rosa, "POST", of(c.Maya), wrong); code != "field_invalid" {
			t.Errorf("%s: %q", what, code)
		}
	}
	first := ask(t, rosa, c.Maya, long(amendment.MaxWords), "")
	if code := refused(t, ben, "POST", of(c.Theo), api.NewAmendment{Id: first.Id, Words: "x"}); code != "field_invalid" {
		t.Errorf("another's id: %q", code)
	}
	for range amendment.MaxOpen - 1 {
		ask(t, rosa, c.Maya, "one more", "")
	}
	if code := refused(t, rosa, "POST", of(c.Maya), api.NewAmendment{Id: kithtest.ID(), Words: "too many"}); code != "amendments_full" {
		t.Errorf("while twenty wait: %q", code)
	}
	ask(t, ben, c.Theo, "of another student", "")
	for what, wrong := range map[string]api.NewAmendmentAnswer{
		"no id": {Kind: "refused", Words: "x"}, "no words": {Id: kithtest.ID(), Kind: "refused"}, "no kind": {Id: kithtest.ID(), Words: "x"},
		"what a family adds": {Id: kithtest.ID(), Kind: "statement", Words: "x"}, "a novel": {Id: kithtest.ID(), Kind: "refused", Words: long(amendment.MaxWords + 1)},
	} {
		if code := refused(t, ortiz, "POST", "/amendments/"+first.Id+"/answers", wrong); code != "field_invalid" {
			t.Errorf("an answer, %s: %q", what, code)
		}
	}
	answer(t, ortiz, first.Id, api.NewAmendmentAnswerKindRefused, "No")
	ask(t, rosa, c.Maya, "there is room again", "")
	if code := refused(t, rosa, "POST", "/amendments/"+first.Id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: long(amendment.MaxStatement + 1)}); code != "field_invalid" {
		t.Errorf("a statement like a novel: %q", code)
	}
	for range amendment.MaxStatements {
		state(t, rosa, first.Id, long(amendment.MaxStatement))
	}
	if code := refused(t, rosa, "POST", "/amendments/"+first.Id+"/statements", api.NewStatement{Id: kithtest.ID(), Words: "x"}); code != "statements_full" {
		t.Errorf("after ten statements: %q", code)
	}
}
