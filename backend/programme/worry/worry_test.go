package worry_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/keeping"
	"kith/backend/kithtest"
	"kith/backend/programme/worry"
	"kith/backend/server"
)

// canary stands in every worry of these tests, and may be sent to nobody but those who may read it.
const canary = "canary of a worry"

// tell sends a worry and returns its id.
func tell(phone *kithtest.Phone, told api.TellAdult) string {
	phone.School.T.Helper()
	told.Words = strings.TrimSpace(canary + " " + told.Words)
	op := phone.Op(api.OpKindTellAdult, told)
	phone.Must(phone.Sync(op))
	return op.Op
}

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

func list(t *testing.T, phone *kithtest.Phone) (ids []string) {
	t.Helper()
	for _, line := range answered[api.WorryList](t, phone, "GET", "/worries", nil).Worries {
		ids = append(ids, line.Id)
	}
	return ids
}

// waiting is how many worries wait, as an adult's phone says.
func waiting(phone *kithtest.Phone) int {
	phone.School.T.Helper()
	phone.Sync()
	for _, row := range phone.Rows {
		if row.Me != nil {
			return row.Me.Worries
		}
	}
	return 0
}

// step does something about a worry and returns it.
func step(t *testing.T, phone *kithtest.Phone, id string, kind api.NewWorryStepKind, more ...string) api.Worry {
	t.Helper()
	done := api.NewWorryStep{Id: kithtest.ID(), Kind: kind}
	switch {
	case kind == api.NewWorryStepKindHandOn:
		done.Person = more[0]
	case len(more) > 0:
		done.Note = more[0]
	}
	return answered[api.Worry](t, phone, "POST", "/worries/"+id+"/steps", done)
}

func coordinator(s *kithtest.School, school, name string) circle.Seat {
	s.T.Helper()
	seat := s.Person(school, "staff", name)
	s.Save("grants", map[string]any{"person": seat.Person, "school": school, "role": "coordinator"})
	return seat
}

func TestAWorryReachesTwoAdultsAndNeverWhoIsNamedInIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	second := school.Person(c.School, "staff", "Ms. Lind")
	school.Save("grants", map[string]any{"person": second.Person, "school": c.School, "role": "facilitator", "circle": c.ID})
	lane := coordinator(school, c.School, "Ms. Lane")
	for what, try := range map[string]struct {
		told   api.TellAdult
		hear   []circle.Seat // whose phone says that one waits
		know   []circle.Seat // who may read it
		author circle.Seat
	}{
		"about nobody":             {told: api.TellAdult{}, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, c.Coordinator, lane}},
		"about a student":          {told: api.TellAdult{People: []string{c.Theo.Person}}, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, c.Coordinator, lane}},
		"about the facilitator":    {told: api.TellAdult{People: []string{c.Ortiz.Person}}, hear: []circle.Seat{second, c.Coordinator, lane}, know: []circle.Seat{second, c.Coordinator, lane}},
		"about the coordinator":    {told: api.TellAdult{People: []string{c.Coordinator.Person}}, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, lane}},
		"about both":               {told: api.TellAdult{People: []string{c.Ortiz.Person, c.Coordinator.Person}}, hear: []circle.Seat{second, lane}, know: []circle.Seat{second, lane}},
		"in words that name her":   {told: api.TellAdult{Words: "ms ORTIZ, again"}, hear: []circle.Seat{second, c.Coordinator, lane}, know: []circle.Seat{second, c.Coordinator, lane}},
		"in words that name him":   {told: api.TellAdult{Words: "mr reyes, again"}, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, lane}},
		"about somebody far away":  {told: api.TellAdult{People: []string{n.Okafor.Person, kithtest.ID()}}, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, c.Coordinator, lane}},
		"of a supporting adult":    {author: n.Ivy, hear: []circle.Seat{c.Ortiz, second}, know: []circle.Seat{c.Ortiz, second, c.Coordinator, lane}},
		"of the facilitator":       {author: c.Ortiz, hear: []circle.Seat{second, c.Coordinator, lane}, know: []circle.Seat{second, c.Coordinator, lane}},
		"of the coordinator":       {author: c.Coordinator, hear: []circle.Seat{lane}, know: []circle.Seat{lane}},
		"of somebody in no circle": {author: school.Person(c.School, "student", "Zoe"), hear: []circle.Seat{c.Coordinator, lane}, know: []circle.Seat{c.Coordinator, lane}},
	} {
		t.Run(what, func(t *testing.T) {
			author := try.author
			if author.ID == "" {
				author = c.Maya
			}
			everybody := []circle.Seat{
				c.Maya, c.Theo, c.Ana, c.Ortiz, c.Coordinator, c.MayasFamily, c.TheosFamily, c.AnasAunt, second, lane,
				n.Leo, n.Dre, n.Ivy, n.Noor, n.LeosAunt, n.Sam, n.Okafor, school.Seat(school.Person(c.School, "staff", "Kim"), "family"),
			}
			phones := make([]*kithtest.Phone, len(everybody))
			before := make([]int, len(everybody))
			for i, seat := range everybody {
				phones[i] = school.Phone(seat)
				before[i] = waiting(phones[i])
				phones[i].Raw.Reset()
			}
			id := tell(school.Phone(author), try.told)
			for i, phone := range phones {
				told := slices.ContainsFunc(try.hear, func(one circle.Seat) bool { return one.ID == phone.Seat.ID })
				knows := slices.ContainsFunc(try.know, func(one circle.Seat) bool { return one.ID == phone.Seat.ID })
				if got := waiting(phone) - before[i]; (got == 1) != told {
					t.Errorf("seat %d (%s) hears of %d more", i, phone.Seat.Kind, got)
				}
				if strings.Contains(phone.Raw.String(), canary) {
					t.Errorf("seat %d (%s) was sent it without asking", i, phone.Seat.Kind)
				}
				status, body := phone.JSON("GET", "/worries/"+id, nil)
				_, none := phone.JSON("GET", "/worries/"+kithtest.ID(), nil)
				if (status == 200) != knows || !knows && string(body) != string(none) {
					t.Errorf("seat %d (%s) reads it: %d %s", i, phone.Seat.Kind, status, body)
				}
				status, body = phone.JSON("GET", "/worries", nil)
				if strings.Contains(string(body), id) != knows || status == 200 && phone.Seat.Kind != "staff" {
					t.Errorf("seat %d (%s) is given a list: %d %s", i, phone.Seat.Kind, status, body)
				}
				if status, _ := phone.JSON("POST", "/worries/"+id+"/steps", api.NewWorryStep{Id: kithtest.ID(), Kind: api.NewWorryStepKindNote, Note: "A line"}); (status == 200) != knows {
					t.Errorf("seat %d (%s) writes about it: %d", i, phone.Seat.Kind, status)
				}
			}
		})
	}
}

func TestWhoIsNamedInWordsIsHeardHoweverTheNameIsWritten(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	for _, try := range []struct {
		name, words string
		named       bool
	}{
		{"Ms. Núñez", "nunez shouted", true},
		{"Mr. Jose Peña", "José shouted", true},
		{"Mr. Jose Peña", "PEÑAS room", true},
		{"Mrs. Halonen", "Halosen luona", false}, // an inflected stem is more than this can know
		{"Mr. Lee", "lee shouted", true},
		{"Mr. Lee", "a fleeting thing", false},
		{"Mr. Li", "mr li shouted", true},
		{"My Nguyen", "my bag is gone", false},
		{"My Nguyen", "ask My", true},
		{"My Nguyen", "nguyen's room", true},
		{"Dr. D. Okoro", "d shouted", false},
		{"Dr. D. Okoro", "the dr shouted", false},
		{"الأستاذ أحمد", "صرخ علي واحمد", true},
		{"الأستاذ أحمد", "صرخ الأستاذ", false},
		{"王芳老师", "王芳老师骂我", true},
	} {
		adult := school.Person(c.School, "staff", try.name)
		grant := school.Save("grants", map[string]any{"person": adult.Person, "school": c.School, "role": "facilitator", "circle": c.ID})
		phone := school.Phone(adult)
		before := waiting(phone)
		tell(maya, api.TellAdult{Words: try.words})
		if told := waiting(phone) > before; told == try.named {
			t.Errorf("%s is told %q: %t", try.name, try.words, told)
		}
		grant.Set("until", school.Now())
		if err := school.App.Save(grant); err != nil {
			t.Fatal(err)
		}
	}
}

func TestACoverHearsOfAWorryWithinItsDatesAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	noor := func() *kithtest.Phone { return school.Phone(n.Noor) }
	early := tell(school.Phone(c.Maya), api.TellAdult{})
	school.Later(25 * time.Hour)
	during := tell(school.Phone(c.Maya), api.TellAdult{})
	if got := list(t, noor()); !slices.Equal(got, []string{during}) {
		t.Errorf("within its dates: %v and not %s (%s was told before)", got, during, early)
	}
	school.Later(72 * time.Hour)
	if got := list(t, noor()); len(got) != 0 {
		t.Errorf("after its dates: %v", got)
	}
}

func TestWhatNobodyHasSeenForASchoolDayGoesToMoreAdults(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	second := school.Person(c.School, "staff", "Ms. Lind")
	school.Save("grants", map[string]any{"person": second.Person, "school": c.School, "role": "facilitator", "circle": c.ID})
	reyes := func() *kithtest.Phone { return school.Phone(c.Coordinator) }
	escalations := func(id string) int {
		rows := school.Count(`SELECT count(*) FROM worry_steps WHERE worry = {:a} AND kind = 'escalate'`, id)
		if acts := school.Count(`SELECT count(*) FROM audit WHERE act = 'worry_escalate' AND subject = {:a}`, id); acts != rows {
			t.Errorf("%d escalations are %d times on record", rows, acts)
		}
		return rows
	}
	id := tell(school.Phone(c.Maya), api.TellAdult{})
	if waiting(reyes()) != 0 {
		t.Error("two adults know, and the coordinator is told as well")
	}
	school.Later(24*time.Hour - time.Minute)
	if got := escalations(id); got != 0 {
		t.Errorf("a minute before the day is over: %d", got)
	}
	school.Later(2 * time.Minute)
	if escalations(id) != 1 || waiting(reyes()) != 1 {
		t.Errorf("after a school day: %d, and %d wait for the coordinator", escalations(id), waiting(reyes()))
	}
	school.Later(time.Hour)
	if escalations(id) != 1 {
		t.Errorf("an hour later: %d", escalations(id))
	}
	if line := answered[api.WorryList](t, reyes(), "GET", "/worries", nil).Worries[0]; !line.Late || line.State != api.WorryStateWaiting {
		t.Errorf("the list says %+v", line)
	}
	school.Later(3 * 24 * time.Hour) // to Friday, and caught up once
	if escalations(id) != 2 {
		t.Errorf("after a pause: %d", escalations(id))
	}
	school.Later(2 * 24 * time.Hour) // the weekend counts for nothing
	if escalations(id) != 2 {
		t.Errorf("over a weekend: %d", escalations(id))
	}
	step(t, school.Phone(c.Ortiz), id, api.NewWorryStepKindSeen)
	school.Later(5 * 24 * time.Hour)
	if escalations(id) != 2 || waiting(reyes()) != 0 {
		t.Errorf("once somebody has seen it: %d, and %d wait", escalations(id), waiting(reyes()))
	}
	step(t, reyes(), id, api.NewWorryStepKindHandOn, second.Person)
	if waiting(school.Phone(second)) != 1 {
		t.Error("who it is handed on to does not hear of it")
	}
	school.Later(5 * 24 * time.Hour)
	if escalations(id) != 3 {
		t.Errorf("nobody saw what was handed on: %d", escalations(id))
	}
}

func TestRoundsThatMeetTellMoreAdultsOnce(t *testing.T) {
	school := kithtest.Open(t, func(config *server.Config) { config.Idle = true })
	c := school.DrumRoom()
	var told []string
	for range 5 {
		told = append(told, tell(school.Phone(c.Maya), api.TellAdult{}))
	}
	clock.Set(school.App, func() time.Time { return kithtest.Monday.Add(25 * time.Hour) })
	start := make(chan struct{})
	var rounds sync.WaitGroup
	for range 8 {
		rounds.Go(func() {
			<-start
			if _, err := worry.Escalate(school.App); err != nil {
				t.Error("a round:", err)
			}
		})
	}
	close(start)
	rounds.Wait()
	for _, id := range told {
		if got := school.Count(`SELECT count(*) FROM worry_steps WHERE worry = {:a} AND kind = 'escalate'`, id); got != 1 {
			t.Errorf("what nobody has seen went to more adults %d times", got)
		}
	}
}

func TestAWorryStaysWithTheAdultsWhenItsTellerIsErased(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	gone, other := tell(school.Phone(c.Maya), api.TellAdult{}), tell(school.Phone(c.Theo), api.TellAdult{})
	if _, err := keeping.ErasePerson(school.App, c.Maya.Person, keeping.Destroy, ""); err != nil {
		t.Fatal(err)
	}
	ortiz := school.Phone(c.Ortiz)
	if got := list(t, ortiz); len(got) != 2 || !slices.Contains(got, gone) || !slices.Contains(got, other) {
		t.Errorf("the list has %v", got)
	}
	if worry := answered[api.Worry](t, ortiz, "GET", "/worries/"+gone, nil); worry.Words != canary || worry.Line.From.Name != "" {
		t.Errorf("it is read as %+v", worry)
	}
	step(t, ortiz, gone, api.NewWorryStepKindSeen)
}

func TestAWorryThatNamesEverybodyOfALargeSchoolIsKept(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	var all []string
	for range 120 {
		adult := school.Person(c.School, "staff", "Ms. Canary")
		school.Save("grants", map[string]any{"person": adult.Person, "school": c.School, "role": "supporting_adult"})
		all = append(all, adult.Person)
	}
	id := tell(school.Phone(c.Maya), api.TellAdult{People: append(all, c.Ortiz.Person)})
	var about, mentioned []string
	row := school.Record("worries", id)
	if err := errors.Join(row.UnmarshalJSONField("about", &about), row.UnmarshalJSONField("mentioned", &mentioned)); err != nil {
		t.Fatal(err)
	}
	if len(about) != 121 || len(mentioned) != 120 {
		t.Errorf("it is about %d and mentions %d", len(about), len(mentioned))
	}
	if got := list(t, school.Phone(c.Ortiz)); len(got) != 0 {
		t.Error("whom it is about hears of it, since others were named before her")
	}
}

// Whoever coordinates two schools reads in each what was told there.
func TestAWorryIsReadInItsOwnSchoolAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	school.Save("grants", map[string]any{"person": n.Okafor.Person, "school": c.School, "role": "coordinator"})
	id := tell(school.Phone(c.Maya), api.TellAdult{})
	if status, body := school.Phone(c.Coordinator).JSON("GET", "/worries/"+id, nil); status != 200 {
		t.Fatal(status, string(body))
	}
	elsewhere := school.Phone(n.Okafor)
	if status, body := elsewhere.JSON("GET", "/worries/"+id, nil); status != 404 {
		t.Errorf("from their seat in another school they are answered %d %s", status, body)
	}
	if got := list(t, elsewhere); len(got) != 0 {
		t.Errorf("there they have a list of %q", got)
	}
}

func TestAWorryIsHandedOnAndClosedAndItsAuthorLearnsWhoSawIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	maya, ortiz, ivy := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(n.Ivy)
	id := tell(maya, api.TellAdult{People: []string{n.Dre.Person}, Symbols: []string{"upset", "person:" + c.Theo.Person, "NO KEY"}})
	told := func() api.Told { return answered[api.ToldList](t, maya, "GET", "/told", nil).Told[0] }
	if got := told(); got.Id != id || len(got.Seen) != 0 || !slices.Equal(got.Symbols, []string{"upset"}) || got.Words != canary {
		t.Errorf("it is told as %+v", got)
	}
	worry := answered[api.Worry](t, ortiz, "GET", "/worries/"+id, nil)
	if worry.Line.From.Name != "Maya" || worry.Words != canary || worry.About[0].Name != "Mr. Dre" {
		t.Errorf("Ms. Ortiz reads %+v", worry)
	}
	if slices.ContainsFunc(worry.Adults, func(one api.Named) bool { return one.Id == n.Dre.Person || one.Id == c.Ortiz.Person }) || len(worry.Adults) != 2 {
		t.Errorf("it can be handed on to %+v", worry.Adults)
	}
	for what, wrong := range map[string]api.NewWorryStep{
		"to whom it names": {Id: kithtest.ID(), Kind: "hand_on", Person: n.Dre.Person}, "to a student": {Id: kithtest.ID(), Kind: "hand_on", Person: c.Theo.Person},
		"to another school": {Id: kithtest.ID(), Kind: "hand_on", Person: n.Okafor.Person}, "no reason": {Id: kithtest.ID(), Kind: "close", Note: " \n"},
		"no words": {Id: kithtest.ID(), Kind: "note"}, "no id": {Kind: "seen"}, "what the clock does": {Id: kithtest.ID(), Kind: "escalate"},
	} {
		if status, body := ortiz.JSON("POST", "/worries/"+id+"/steps", wrong); status != 422 && status != 400 {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	once := api.NewWorryStep{Id: kithtest.ID(), Kind: api.NewWorryStepKindSeen}
	for range 2 {
		answered[api.Worry](t, ortiz, "POST", "/worries/"+id+"/steps", once)
	}
	step(t, ortiz, id, api.NewWorryStepKindSeen)
	step(t, ortiz, id, api.NewWorryStepKindNote, "staff only")
	step(t, ortiz, id, api.NewWorryStepKindHandOn, n.Ivy.Person)
	step(t, ivy, id, api.NewWorryStepKindSeen)
	closed := step(t, ivy, id, api.NewWorryStepKindClose, "We talked.")
	var kinds []string
	for _, line := range closed.Steps {
		kinds = append(kinds, string(line.Kind)+" by "+line.By)
	}
	if want := []string{"seen by Ms. Ortiz", "note by Ms. Ortiz", "hand_on by Ms. Ortiz", "seen by Ivy", "close by Ivy"}; !slices.Equal(kinds, want) || closed.Line.State != api.WorryStateClosed {
		t.Errorf("it went %q and is %s", kinds, closed.Line.State)
	}
	if got := told(); len(got.Seen) != 2 || strings.Contains(maya.Raw.String(), "staff only") || strings.Contains(maya.Raw.String(), "We talked") {
		t.Errorf("Maya is told %+v", got)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act IN ('tell_adult', 'worry_seen', 'worry_note', 'worry_hand_on', 'worry_close') AND subject = {:a}`, id); n != 6 {
		t.Errorf("%d acts are on record", n)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'read_worry' AND subject = {:a} AND actor = {:b}`, id, c.Ortiz.Person); n != 1 {
		t.Errorf("%d looks of Ms. Ortiz are on record", n)
	}
}

func TestNobodyIsRefusedForWhatTheyTellAnAdult(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	op := maya.Op(api.OpKindTellAdult, api.TellAdult{
		Words: strings.Repeat("é", 5000), Lang: strings.Repeat("x", 99), People: slices.Repeat([]string{c.Ana.Person}, 40), Symbols: slices.Repeat([]string{"upset"}, 90),
	})
	maya.Must(maya.Sync(op))
	worry := answered[api.Worry](t, school.Phone(c.Ortiz), "GET", "/worries/"+op.Op, nil)
	if len([]rune(worry.Words)) != 4000 || len(worry.Symbols) != 40 {
		t.Errorf("%d letters and %d symbols are kept", len([]rune(worry.Words)), len(worry.Symbols))
	}
	nothing := maya.Op(api.OpKindTellAdult, api.TellAdult{})
	maya.Must(maya.Sync(nothing))
	school.Expect(school.Phone(c.MayasFamily).One(api.OpKindTellAdult, api.TellAdult{}), "not_found")
}

func TestAWordThatIsANameTooLeavesNoWorryUnheard(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	id := tell(school.Phone(c.Maya), api.TellAdult{Words: "Ortiz and Reyes"})
	if got := list(t, school.Phone(c.Coordinator)); !slices.Equal(got, []string{id}) {
		t.Errorf("the last adult who was not chosen has %v", got)
	}
	if got := list(t, school.Phone(c.Ortiz)); len(got) != 0 {
		t.Errorf("Ms. Ortiz has %v", got)
	}
	chosen := tell(school.Phone(c.Maya), api.TellAdult{People: []string{c.Ortiz.Person, c.Coordinator.Person}})
	for _, seat := range []circle.Seat{c.Ortiz, c.Coordinator} {
		if slices.Contains(list(t, school.Phone(seat)), chosen) {
			t.Error("whoever was chosen knows of it when nobody else is left")
		}
	}
	lane := coordinator(school, c.School, "Ms. Lane")
	school.Later(24 * time.Hour)
	if got := list(t, school.Phone(lane)); !slices.Contains(got, chosen) || waiting(school.Phone(lane)) == 0 {
		t.Errorf("whoever came since has %v", got)
	}
}

func TestWhoStepsOutIsAskedNothingAndTheirAdultsAnswer(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	theo, ana := school.Phone(c.Theo), school.Phone(c.Ana)
	outOf := func() []string {
		theo.Sync()
		return theo.Rows["seat:"+c.Theo.ID+" me "+c.Theo.ID].Me.OutOf
	}
	ana.Sync()
	ana.Raw.Reset()
	for _, wish := range []struct {
		wish api.StepOutWish
		out  int
	}{{api.StepOutWishBreak, 1}, {api.StepOutWishBack, 0}, {api.StepOutWishStop, 1}} {
		school.Expect(theo.One(api.OpKindStepOut, api.StepOut{Circle: c.ID, Wish: wish.wish}), "")
		if got := outOf(); len(got) != wish.out {
			t.Errorf("after %s Theo is out of %v", wish.wish, got)
		}
	}
	if ana.Sync(); ana.Raw.Len() > 0 && strings.Contains(ana.Raw.String(), "break") {
		t.Errorf("another member is told %s", ana.Raw.String())
	}
	lines := answered[api.WorryList](t, school.Phone(c.Ortiz), "GET", "/worries", nil).Worries
	if len(lines) != 3 || lines[0].Kind != api.WorryKindStop || lines[0].CircleName != "The Drum Room" || waiting(school.Phone(c.Ortiz)) != 2 {
		t.Errorf("Ms. Ortiz has %+v", lines)
	}
	if waiting(school.Phone(c.Coordinator)) != 0 || len(list(t, school.Phone(n.Dre))) != 0 {
		t.Error("it is not for the circle's adults alone")
	}
	step(t, school.Phone(c.Ortiz), lines[0].Id, api.NewWorryStepKindSeen)
	step(t, school.Phone(c.Ortiz), lines[0].Id, api.NewWorryStepKindClose, "He leaves on Friday.")
	if told := answered[api.ToldList](t, theo, "GET", "/told", nil).Told; !told[0].Answered || len(told[0].Seen) != 1 {
		t.Errorf("Theo is told %+v", told[0])
	}
	school.Expect(theo.One(api.OpKindStepOut, api.StepOut{Circle: n.Garden, Wish: api.StepOutWishBreak}), "not_member")
	school.Expect(school.Phone(c.Ortiz).One(api.OpKindStepOut, api.StepOut{Circle: c.ID, Wish: api.StepOutWishStop}), "not_member")
	school.Expect(theo.One(api.OpKindStepOut, map[string]string{"circle": c.ID, "wish": "dance"}), "field_invalid")
}

func TestNothingElseOfTheSchoolKnowsOfAWorry(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	everybody := []circle.Seat{c.Maya, c.Theo, c.Ana, c.Ortiz, c.Coordinator, c.MayasFamily, c.TheosFamily, c.AnasAunt, n.Dre, n.Ivy, n.Okafor}
	id := tell(school.Phone(c.Maya), api.TellAdult{People: []string{c.Theo.Person}})
	step(t, school.Phone(c.Ortiz), id, api.NewWorryStepKindNote, canary)
	step(t, school.Phone(c.Ortiz), id, api.NewWorryStepKindClose, canary)
	for _, seat := range everybody {
		phone := school.Phone(seat)
		phone.Sync()
		for _, path := range []string{
			"/people", "/people/" + c.Maya.Person, "/people/" + c.Maya.Person + "/record", "/people/" + c.Theo.Person + "/record", "/waiting",
			"/circles", "/school", "/set-aside", "/phones", "/incidents", "/affected", "/session", "/keeping",
		} {
			phone.JSON("GET", path, nil)
		}
		for _, trace := range []string{canary, id, "worry_seen", "tell_adult"} {
			if strings.Contains(phone.Raw.String(), trace) {
				t.Errorf("a %s seat was sent %q", seat.Kind, trace)
			}
		}
		if strings.Contains(unzipped(t, phone, "/people/"+c.Maya.Person+"/record"), "worr") {
			t.Errorf("a record for a %s seat tells of worries", seat.Kind)
		}
	}
}

func TestAWorryFromAClassTabletIsItsAuthorsAndNeverSetAside(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, bringer := school.Phone(c.Maya), school.Phone(c.Theo)
	op := maya.Op(api.OpKindTellAdult, api.TellAdult{Words: canary, People: []string{c.Ortiz.Person}})
	envelope := maya.Seal(op)
	if status, body := school.Phone(c.Coordinator).JSON("DELETE", "/people/"+c.Maya.Person+"/sessions", nil); status/100 != 2 {
		t.Fatalf("end Maya's sessions: %d %s", status, body)
	}
	for range 2 {
		if got := bringer.Deliver(envelope); got[0].Status != api.SealedResultStatusTaken || got[0].Seq == 0 {
			t.Fatalf("brought: %+v", got)
		}
	}
	worry := answered[api.Worry](t, school.Phone(c.Coordinator), "GET", "/worries/"+op.Op, nil)
	if worry.Line.From.Id != c.Maya.Person || worry.Steps[0].Kind != api.WorryStepKindDoubt || worry.Steps[0].Note != "author_signed_out" || len(worry.Steps) != 1 {
		t.Errorf("it is %+v", worry)
	}
	if rows := school.Count(`SELECT count(*) FROM set_aside`); rows != 0 {
		t.Errorf("%d rows are set aside", rows)
	}
	if got := list(t, school.Phone(c.Ortiz)); len(got) != 0 {
		t.Errorf("Ms. Ortiz has %v", got)
	}
	stray := maya.Seal(maya.Op(api.OpKindStepOut, api.StepOut{Circle: kithtest.ID(), Wish: api.StepOutWishBreak}))
	if got := bringer.Deliver(stray); got[0].Status != api.SealedResultStatusTaken || school.Count(`SELECT count(*) FROM set_aside`) != 0 {
		t.Errorf("a break from no circle: %+v", got)
	}
}

func TestASchoolSaysWhatToDoWhenItCannotWait(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes, maya := school.Phone(c.Coordinator), school.Phone(c.Maya)
	if got := answered[api.School](t, reyes, "GET", "/school", nil); got.WorryYears != 7 || !got.FewAdults {
		t.Errorf("a new school says %+v", got)
	}
	hold, years, words, phone := true, 10, "Go to the office.", "555 0100"
	changed := answered[api.School](t, reyes, "PATCH", "/school", api.SchoolChange{UrgentWords: &words, UrgentPhone: &phone, WorryYears: &years, WorryHold: &hold})
	if changed.UrgentWords != words || changed.WorryYears != 10 || !changed.WorryHold.Equal(school.Now()) {
		t.Errorf("it says %+v", changed)
	}
	maya.Sync()
	if line := maya.Rows["seat:"+c.Maya.ID+" me "+c.Maya.ID].Me.School; line.UrgentWords != words || line.UrgentPhone != phone {
		t.Errorf("Maya's phone says %+v", line)
	}
	coordinator(school, c.School, "Ms. Lane")
	if got := answered[api.School](t, reyes, "GET", "/school", nil); got.FewAdults {
		t.Error("two coordinators are too few")
	}
	for what, wrong := range map[string]api.SchoolChange{"a novel": {UrgentWords: ptr(strings.Repeat("a", 301))}, "a long number": {UrgentPhone: ptr(strings.Repeat("1", 41))}, "no year": {WorryYears: ptr(0)}} {
		if status, _ := reyes.JSON("PATCH", "/school", wrong); status != 422 {
			t.Errorf("%s: %d", what, status)
		}
	}
}

func ptr[T any](value T) *T { return &value }
