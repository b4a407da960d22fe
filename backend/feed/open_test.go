package feed_test

import (
	"net/http"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/kithtest"
)

// renditions finds the master of a story's picture and the one that its approval made.
func renditions(s *kithtest.School, story kithtest.Story) (master, covered string) {
	s.T.Helper()
	var rows []struct{ ID, Audience string }
	err := s.App.DB().NewQuery(`SELECT id, audience FROM renditions WHERE media = {:media}`).
		Bind(map[string]any{"media": story.Photo.Media}).All(&rows)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, row := range rows {
		if row.Audience == "master" {
			master = row.ID
		} else {
			covered = row.ID
		}
	}
	return master, covered
}

func TestAPictureOpensForThoseWhoseRowListsIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	story := school.Phone(c.Maya).Keep(c.Drumming())
	held := school.Phone(c.Maya).Keep(c.Drumming())
	ortiz, theo := school.Phone(c.Ortiz), school.Phone(c.Theo)
	ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	school.Later(11 * time.Minute)
	ortiz.Return().Approve(held.Revision.Moment, api.AudienceFamilies)
	master, covered := renditions(school, story)
	heldMaster, heldCovered := renditions(school, held)
	type opens struct{ master, covered, heldMaster, heldCovered bool }
	for _, try := range []struct {
		who  string
		seat circle.Seat
		may  opens
	}{
		{"the author", c.Maya, opens{true, true, true, false}},
		{"the person in it", c.Theo, opens{false, true, false, true}},
		{"another member", c.Ana, opens{false, true, false, false}},
		{"the facilitator", c.Ortiz, opens{true, false, true, false}},
		{"the coordinator, online", c.Coordinator, opens{true, false, true, false}},
		{"a supporting adult", n.Ivy, opens{false, true, false, false}},
		{"a cover before its dates", n.Noor, opens{}},
		{"a teacher of another circle", n.Dre, opens{}},
		{"the author's family", c.MayasFamily, opens{false, true, false, false}},
		{"the family of the person in it", c.TheosFamily, opens{false, true, false, false}},
		{"a restricted family member", c.AnasAunt, opens{}},
		{"another family", n.LeosAunt, opens{}},
		{"a member of another circle", n.Leo, opens{}},
		{"somebody of another school", n.Sam, opens{}},
		{"the coordinator of another school", n.Okafor, opens{}},
	} {
		phone := school.Phone(try.seat)
		got := opens{phone.Opens(master), phone.Opens(covered), phone.Opens(heldMaster), phone.Opens(heldCovered)}
		if got != try.may {
			t.Errorf("%s: %+v instead of %+v", try.who, got, try.may)
		}
	}
	// Whatever does not open is answered with the same bytes as what does not exist.
	ana := school.Phone(c.Ana)
	_, never := ana.Do("GET", "/media/"+kithtest.ID()+"/400", nil, nil)
	response, denied := ana.Do("GET", "/media/"+master+"/400", nil, nil)
	if response.StatusCode != http.StatusNotFound || string(denied) != string(never) {
		t.Errorf("%d %s instead of %s", response.StatusCode, denied, never)
	}
	response, _ = ana.Do("GET", "/media/"+covered+"/800", nil, nil)
	if response.Header.Get("Cache-Control") != "private, no-store" || response.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("a picture comes with %v", response.Header)
	}
	if response, _ = ana.Do("GET", "/media/"+covered+"/801", nil, nil); response.StatusCode == http.StatusOK {
		t.Error("a size that is not kept is answered")
	}
}

func TestAPictureOfAnOlderApprovalClosesWhenANewerOneIsShared(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	_, first := renditions(school, story)
	ana := school.Phone(c.Ana)
	if !ana.Opens(first) {
		t.Fatal("Ana may not open what is shared")
	}
	school.Phone(c.Maya).Keep(story.Edited("Again"))
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceCircle)
	theo := school.Phone(c.Theo)
	theo.Sync()
	school.Expect(theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes), "")
	if !ana.Opens(first) {
		t.Error("it closed before the newer one was shared")
	}
	school.Later(11 * time.Minute)
	ana.Return().Sync()
	second := ana.Moment(story.Revision.Moment, api.MomentFormCircle).Pictures[0].Rendition
	if first == second || !ana.Opens(second) || ana.Opens(first) || school.Phone(c.TheosFamily).Opens(first) {
		t.Error("the picture of the older approval still opens, or that of the newer does not")
	}
}

func TestASeatWithoutAnyKeyOpensNothing(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	master, covered := renditions(school, story)
	for _, rendition := range []string{master, covered, "", kithtest.ID()} {
		for _, seat := range []circle.Seat{{}, {ID: "x", Kind: "staff"}, {ID: c.Maya.ID, Person: c.Maya.Person, School: c.School, Kind: "nobody"}} {
			folder, err := feed.MayOpen(school.App, seat, rendition)
			if seat.ID == c.Maya.ID && rendition == master {
				continue // her own key is hers in whatever seat she sits
			}
			if err == nil || folder != "" || api.As(err).Code != "not_found" {
				t.Errorf("%+v opens %q: %v", seat, rendition, err)
			}
		}
	}
}

func TestAMomentIsUnderAKeyOnlyWhileItsRowIsLive(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	under := func(key circle.Key) bool {
		revision, gives, err := feed.Under(school.App, key, story.Revision.Moment)
		if err != nil || gives && revision != story.Revision.Revision {
			t.Fatalf("%s: %s %v", key, revision, err)
		}
		return gives
	}
	kin := circle.Key{Name: "kin:" + c.Maya.Person}
	if !under(kin) || under(circle.Key{Name: kin.Name, Except: []string{c.Theo.Person}}) || under(circle.Key{Name: "kin:" + c.Ana.Person}) {
		t.Error("before: not under its key, or under another")
	}
	if !under(circle.Key{Name: kin.Name, Except: []string{c.Ana.Person}}) {
		t.Error("somebody who is not in it keeps it from a reader")
	}
	school.Consent(c.Ortiz, c.Theo, "photo", "circle")
	if under(kin) || !under(circle.Key{Name: "circle:" + c.ID}) {
		t.Error("after: still under a key that a consent has closed, or not under the one it left")
	}
}
