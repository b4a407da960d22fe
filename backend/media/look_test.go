package media_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/faces/portrait"
	"kith/backend/kithtest"
)

// Two faces in a picture in which one person is named.
var (
	theos = portrait.Somebody(1, 160, 200, 150)
	whose = portrait.Somebody(3, 460, 200, 150)
)

func twoFaces() image.Image { return portrait.Painted(640, 480, theos, whose) }

// codes are what stands against a moment on a teacher's phone.
func codes(phone *kithtest.Phone, story kithtest.Story) []string {
	phone.Sync()
	var found []string
	for _, reason := range phone.Moment(story.Revision.Moment, api.MomentFormStaff).Checks {
		found = append(found, reason.Code)
	}
	return found
}

func TestATeacherIsToldHowManyFacesAreSeenAndHowManyPeopleAreNamed(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(twoFaces()))
	ortiz := school.Phone(c.Ortiz)
	if got := codes(ortiz, story); !slices.Equal(got, []string{"faces_unknown"}) {
		t.Fatalf("before somebody has looked, %v", got)
	}
	passing := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	passing.Bulk = true
	school.Expect(ortiz.One(api.OpKindDecide, passing), "not_ready")

	school.Look(t.Context())
	ortiz.Sync()
	seen := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff)
	if len(seen.Checks) != 1 || seen.Checks[0].Code != "faces_unnamed" || seen.Checks[0].Faces != 2 || seen.Checks[0].Named != 1 || !seen.Checks[0].Blocks {
		t.Fatalf("she is told %+v", seen.Checks)
	}
	boxes := seen.Pictures[0].Faces.Boxes
	for _, face := range []portrait.Face{theos, whose} {
		if !slices.ContainsFunc(boxes, func(box api.Box) bool { return rectangle(box).Overlaps(face.Box()) }) {
			t.Errorf("no box is at %v: %v", face.Box(), boxes)
		}
	}
	decision := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	school.Expect(ortiz.One(api.OpKindDecide, decision), "not_ready")
	at := slices.IndexFunc(boxes, func(box api.Box) bool { return rectangle(box).Overlaps(whose.Box()) })
	decision.Covers = []api.Cover{{Media: story.Photo.Media, Master: seen.Pictures[0].Master, Boxes: boxes[at : at+1]}}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
}

func rectangle(box api.Box) image.Rectangle {
	return image.Rect(box.X, box.Y, box.X+box.Width, box.Y+box.Height)
}

func TestWhereFacesAreIsToldToAdultsAlone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	story := maya.Keep(c.Showing(twoFaces()))
	maya.Sync()
	before := maya.Rows["seat:"+c.Maya.ID+" moment "+story.Revision.Moment].Mark
	school.Look(t.Context())
	maya.Sync()
	if after := maya.Rows["seat:"+c.Maya.ID+" moment "+story.Revision.Moment].Mark; after != before {
		t.Error("the author's phone notices that somebody looked for faces")
	}
	decision := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
	decision.Why = "The other one is a drawing."
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	if !theo.Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Fatal("Theo is not asked")
	}
	theo.Must([]api.OpResult{theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes)})
	school.Later(11 * 60 * 1e9)
	phones := []*kithtest.Phone{maya, theo}
	for _, seat := range []circle.Seat{c.Ana, c.TheosFamily, c.MayasFamily} {
		phone := school.Phone(seat)
		phone.Sync()
		phones = append(phones, phone)
	}
	record := recordOf(school.Phone(c.Coordinator), c.Theo)
	ortiz.Sync()
	for _, word := range []string{`"faces"`, `"master"`, ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Pictures[0].Master} {
		if strings.Contains(record, word) {
			t.Errorf("Theo's record holds %s", word)
		}
		for _, phone := range phones {
			if strings.Contains(phone.Raw.String(), word) {
				t.Errorf("a phone of kind %s received %s", phone.Seat.Kind, word)
			}
		}
		if !strings.Contains(ortiz.Raw.String(), word) {
			t.Errorf("Ms. Ortiz did not receive %s", word)
		}
	}
}

// recordOf is everything in the record of a student, unpacked.
func recordOf(phone *kithtest.Phone, student circle.Seat) string {
	t := phone.School.T
	_, packed := phone.Do("GET", "/people/"+student.Person+"/record", nil, nil)
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil || len(archive.File) == 0 {
		t.Fatal("there is no record:", err)
	}
	var all strings.Builder
	for _, entry := range archive.File {
		file, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, file); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

func TestALookThatAStopCutOffIsTakenUpAfterTheRestart(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(twoFaces()))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	school.Look(stopped)
	// A stop that asks nobody leaves a try behind.
	if err := school.Run(`UPDATE faces SET tries = tries + 1 WHERE tries = 0`); err != nil {
		t.Fatal(err)
	}
	school.Shut()
	again := kithtest.Reopen(t, school.Dir, kithtest.Looking)
	again.Eventually("the faces are known", func() bool {
		return again.Count(`SELECT count(*) FROM faces WHERE found_at <> '' AND json_array_length(boxes) = 2`) == 1
	})
	if got := codes(again.Phone(c.Ortiz), story); !slices.Equal(got, []string{"faces_unnamed"}) {
		t.Errorf("Ms. Ortiz is told %v", got)
	}
}

func TestAPictureThatCannotBeLookedAtStaysUnknownAndHoldsNothingUp(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	broken, sound := maya.Keep(c.Showing(twoFaces())), maya.Keep(c.Drumming())
	folder := filepath.Join(school.Dir, "media", broken.Photo.Media[:2], broken.Photo.Media)
	if err := os.WriteFile(filepath.Join(folder, "1600.jpg"), []byte("a disk that forgot"), 0o600); err != nil {
		t.Fatal(err)
	}
	school.Look(t.Context())
	if rows := school.Count(`SELECT count(*) FROM faces WHERE tries = 3 AND found_at = ''`); rows != 1 {
		t.Errorf("%d pictures were given up", rows)
	}
	if got := codes(ortiz, sound); len(got) > 0 {
		t.Errorf("the picture behind it: %v", got)
	}
	if got := codes(ortiz, broken); !slices.Equal(got, []string{"faces_unknown"}) {
		t.Errorf("of what cannot be looked at she is told %v", got)
	}
	decision := ortiz.Decision(broken.Revision.Moment, api.DecideKindApprove, api.AudienceCircle)
	decision.Bulk = true
	school.Expect(ortiz.One(api.OpKindDecide, decision), "not_ready")
	decision.Bulk = false
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
}

func TestWhatSomebodyFindsDuringTheHoldStopsTheRelease(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(twoFaces()))
	ortiz, theo := school.Phone(c.Ortiz), school.Phone(c.Theo)
	ortiz.Approve(story.Revision.Moment, api.AudienceCircle)
	theo.Sync()
	theo.Must([]api.OpResult{theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes)})
	school.Look(t.Context())
	school.Later(11 * 60 * 1e9)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Fatal("it went out with a face that nobody named")
	}
	if got := codes(ortiz, story); !slices.Equal(got, []string{"faces_unnamed"}) {
		t.Errorf("Ms. Ortiz is told %v", got)
	}
}
