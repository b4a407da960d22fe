package review_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/feed"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// busy is a picture with something everywhere, of a size at which each kept size is another one.
func busy() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	for y := range 900 {
		for x := range 1200 {
			light := uint8(128 + 100*math.Sin(float64(x)/13)*math.Cos(float64(y)/17))
			m.SetRGBA(x, y, color.RGBA{R: light, G: uint8(x / 5), B: 255 - light, A: 255})
		}
	}
	return m
}

// plain is a picture of the same size that has nothing in common with busy.
func plain() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{R: 250, G: 240, B: 20, A: 255}), image.Point{}, draw.Src)
	return m
}

var ink = color.RGBA{R: 0x3a, G: 0x34, B: 0x2c, A: 255}

// Two faces of nobody.
var (
	one   = api.Box{X: 203, Y: 117, Width: 84, Height: 104}
	other = api.Box{X: 900, Y: 500, Width: 120, Height: 130}
)

// covering is Ms. Ortiz' approval with rectangles over the picture of a story, and none of it cut off unless crop says so.
func covering(ortiz *kithtest.Phone, story kithtest.Story, crop *api.Box, boxes ...api.Box) api.Decide {
	d := ortiz.Decision(story.Revision.Moment, api.DecideKindApprove, api.AudienceFamilies)
	master := ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).Pictures[0].Master
	d.Covers = []api.Cover{{Media: story.Photo.Media, Master: master, Boxes: append([]api.Box{}, boxes...), Crop: crop}}
	return d
}

// shareCovered takes a story with a covered picture the whole way.
func shareCovered(school *kithtest.School, c kithtest.Circle, story kithtest.Story, crop *api.Box, boxes ...api.Box) kithtest.Story {
	school.T.Helper()
	school.Phone(c.Maya).Keep(story)
	ortiz := school.Phone(c.Ortiz)
	school.Expect(ortiz.One(api.OpKindDecide, covering(ortiz, story, crop, boxes...)), "")
	release(school, c, story)
	return story
}

func release(school *kithtest.School, c kithtest.Circle, story kithtest.Story) {
	school.T.Helper()
	school.Work()
	theo := school.Phone(c.Theo)
	theo.Sync()
	theo.Must([]api.OpResult{theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes)})
	school.Later(11 * time.Minute)
	if !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		school.T.Fatal("the story was not shared")
	}
}

// served is the only picture of a story as a reader gets it, at a size, with its rendition.
func served(phone *kithtest.Phone, story kithtest.Story, form api.MomentForm, size int) (file []byte, m image.Image, rendition string) {
	t := phone.School.T
	t.Helper()
	phone.Sync()
	read := phone.Moment(story.Revision.Moment, form)
	if read == nil {
		t.Fatalf("there is no %s form", form)
	}
	rendition = read.Pictures[0].Rendition
	response, file := phone.Do("GET", fmt.Sprintf("/media/%s/%d", rendition, size), nil, nil)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s at %d: %d %s", form, size, response.StatusCode, file)
	}
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return file, m, rendition
}

// at is a box of a master in one of its sizes.
func at(box api.Box, size image.Point) image.Rectangle {
	scale := float64(size.X) / 1200
	in := func(v int) int { return int(float64(v) * scale) }
	return image.Rect(in(box.X), in(box.Y), in(box.X+box.Width), in(box.Y+box.Height))
}

// away is how far the pixel of a box that differs most is from the fill.
func away(m image.Image, box image.Rectangle) (most int) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			for _, pair := range [][2]int{{int(r >> 8), int(ink.R)}, {int(g >> 8), int(ink.G)}, {int(b >> 8), int(ink.B)}} {
				most = max(most, pair[0]-pair[1], pair[1]-pair[0])
			}
		}
	}
	return most
}

// pixels are the colours in a box.
func pixels(m image.Image, box image.Rectangle) (all []color.Color) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			all = append(all, m.At(x, y))
		}
	}
	return all
}

// readers are the forms that somebody beyond author and adults gets, each with who gets it.
func readers(school *kithtest.School, c kithtest.Circle) map[api.MomentForm]*kithtest.Phone {
	return map[api.MomentForm]*kithtest.Phone{api.MomentFormCircle: school.Phone(c.Ana), api.MomentFormFamily: school.Phone(c.TheosFamily)}
}

func TestWhatATeacherCoversIsOneColourForEverybodyElseInEverySize(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	stories := []kithtest.Story{
		shareCovered(school, c, c.Showing(busy()), nil, one, other), shareCovered(school, c, c.Showing(plain()), nil, one, other),
	}
	for form, phone := range readers(school, c) {
		for _, size := range []int{1600, 800, 400} {
			for _, box := range []api.Box{one, other} {
				var regions [][]color.Color
				for _, story := range stories {
					file, m, _ := served(phone, story, form, size)
					area := at(box, m.Bounds().Size())
					if d := away(m, area); d > 12 {
						t.Errorf("%s at %d: a covered pixel is %d away from the fill", form, size, d)
					}
					regions = append(regions, pixels(m, area))
					if bytes.Contains(file, []byte("Exif")) || !bytes.HasSuffix(file, []byte{0xff, 0xd9}) {
						t.Errorf("%s at %d: there is something around the picture", form, size)
					}
				}
				if !slices.Equal(regions[0], regions[1]) {
					t.Errorf("%s at %d: what is covered differs over two pictures", form, size)
				}
			}
		}
	}
	for form, phone := range map[api.MomentForm]*kithtest.Phone{api.MomentFormAuthor: school.Phone(c.Maya), api.MomentFormStaff: school.Phone(c.Ortiz)} {
		_, m, master := served(phone, stories[0], form, 1600)
		if away(m, at(one, m.Bounds().Size())) <= 12 {
			t.Errorf("%s does not get the picture as it is", form)
		}
		if school.Phone(c.Ana).Opens(master) || school.Phone(c.TheosFamily).Opens(master) {
			t.Error("others open the master")
		}
	}
}

func TestWhatATeacherCutsOffIsNotThereForAnybodyElse(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := shareCovered(school, c, c.Showing(busy()), &api.Box{X: 160, Y: 96, Width: 640, Height: 480})
	for form, phone := range readers(school, c) {
		_, m, _ := served(phone, story, form, 1600)
		if size := m.Bounds().Size(); size != image.Pt(640, 480) {
			t.Errorf("%s gets %v", form, size)
		}
		if told := phone.Moment(story.Revision.Moment, form).Pictures[0]; told.Width != 640 || told.Height != 480 {
			t.Errorf("%s is told %d x %d", form, told.Width, told.Height)
		}
	}
}

func TestThePicturesOfAnOlderCoveringAreGoneWhenANewerOneIsShared(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := shareCovered(school, c, c.Showing(busy()), nil, one)
	older := map[api.MomentForm]string{}
	for form, phone := range readers(school, c) {
		_, _, older[form] = served(phone, story, form, 400)
	}
	next := story.Edited("With another face covered")
	school.Phone(c.Maya).Keep(next)
	ortiz := school.Phone(c.Ortiz)
	school.Expect(ortiz.One(api.OpKindDecide, covering(ortiz, next, nil, one, other)), "")
	release(school, c, next)
	for form, phone := range readers(school, c) {
		if _, m, fresh := served(phone, next, form, 1600); fresh == older[form] || away(m, at(other, m.Bounds().Size())) > 12 {
			t.Errorf("%s still gets what the first approval made", form)
		}
		for _, size := range []string{"1600", "800", "400"} {
			response, told := phone.Do("GET", "/media/"+older[form]+"/"+size, nil, nil)
			_, unknown := phone.Do("GET", "/media/"+kithtest.ID()+"/"+size, nil, nil)
			if response.StatusCode != http.StatusNotFound || !bytes.Equal(told, unknown) {
				t.Errorf("%s at %s: %d %s", form, size, response.StatusCode, told)
			}
		}
	}
}

func TestACoverThatDoesNotFitIsRefused(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(busy()))
	ortiz := school.Phone(c.Ortiz)
	for _, try := range []struct {
		what, code string
		change     func(*api.Decide)
	}{
		{"of another picture", "field_invalid", func(d *api.Decide) { d.Covers[0].Media = kithtest.ID() }},
		{"of one picture twice", "field_invalid", func(d *api.Decide) { d.Covers = append(d.Covers, d.Covers[0]) }},
		{"measured in another master", "picture_changed", func(d *api.Decide) { d.Covers[0].Master = story.Photo.Media }},
		{"of nothing", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes = []api.Box{} }},
		{"beyond the right edge", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes[0].X = 1200 - one.Width + 1 }},
		{"beyond the lower edge", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes[0].Y = 900 - one.Height + 1 }},
		{"before the left edge", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes[0].X = -1 }},
		{"without a width", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes[0].Width = 0 }},
		{"so large that numbers run over", "field_invalid", func(d *api.Decide) {
			d.Covers[0].Boxes[0] = api.Box{X: math.MaxInt, Y: 1, Width: math.MaxInt, Height: 1}
		}},
		{"by too many", "field_invalid", func(d *api.Decide) { d.Covers[0].Boxes = slices.Repeat([]api.Box{one}, 21) }},
		{"cut to a stamp", "field_invalid", func(d *api.Decide) { d.Covers[0].Crop = &api.Box{X: 0, Y: 0, Width: 63, Height: 400} }},
		{"cut to more than there is", "field_invalid", func(d *api.Decide) { d.Covers[0].Crop = &api.Box{X: 1, Y: 0, Width: 1200, Height: 900} }},
		{"that hides somebody who is not in it", "field_invalid", func(d *api.Decide) { d.Unseen = []string{c.Ana.Person} }},
		{"that hides somebody and covers nothing", "field_invalid", func(d *api.Decide) { d.Covers, d.Unseen = nil, []string{c.Theo.Person} }},
	} {
		decision := covering(ortiz, story, nil, one)
		try.change(&decision)
		if result := ortiz.One(api.OpKindDecide, decision); result.Code != try.code {
			t.Errorf("%s: %q instead of %q", try.what, result.Code, try.code)
		}
	}
	if rows := school.Count(`SELECT count(*) FROM decisions`); rows != 0 {
		t.Errorf("%d decisions stand", rows)
	}
}

// shelved is where the files of a folder lie.
func shelved(school *kithtest.School, folder string) string {
	return filepath.Join(school.Dir, "media", folder[:2], folder)
}

func TestNobodyIsAskedAndNothingIsReleasedBeforeTheCoveredPictureStands(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(busy()))
	theo := c.Theo
	school.Save("answers", map[string]any{"person": theo.Person, "answer": "yes", "how": "own_phone", "by": theo.Person})
	ortiz := school.Phone(c.Ortiz)
	decision := covering(ortiz, story, nil, one)
	home := shelved(school, story.Photo.Media)
	if err := os.Rename(home, home+"-away"); err != nil {
		t.Fatal(err)
	}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	school.Later(time.Second)
	if err := school.Run(`UPDATE holds SET until = '2026-09-14 09:00:00.000Z'`); err != nil {
		t.Fatal(err)
	}
	school.Later(30 * time.Second)
	if school.Reaches("circle:"+c.ID, story.Revision.Moment) || school.Count(`SELECT count(*) FROM decisions WHERE kind <> 'approve'`) != 0 {
		t.Fatal("it did not wait for its picture")
	}
	if err := os.Rename(home+"-away", home); err != nil {
		t.Fatal(err)
	}
	school.Later(time.Second)
	if !school.Reaches("circle:"+c.ID, story.Revision.Moment) {
		t.Fatal("it did not go out when its picture stood")
	}
	if _, m, _ := served(school.Phone(c.Ana), story, api.MomentFormCircle, 800); away(m, at(one, m.Bounds().Size())) > 12 {
		t.Error("it is not covered")
	}
}

func TestAnApprovalWhosePictureCannotBeCoveredComesBackToTheTeacher(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Showing(busy()))
	ortiz := school.Phone(c.Ortiz)
	decision := covering(ortiz, story, nil, one)
	if err := os.RemoveAll(shelved(school, story.Photo.Media)); err != nil {
		t.Fatal(err)
	}
	school.Expect(ortiz.One(api.OpKindDecide, decision), "")
	school.Later(time.Second)
	if school.Phone(c.Theo).Has(story.Revision.Moment, api.MomentFormAsk) {
		t.Error("Theo is asked about what cannot be shown")
	}
	school.Later(2 * time.Minute)
	if ortiz.Sync(); ortiz.Moment(story.Revision.Moment, api.MomentFormStaff).State != api.MomentStatePrivate {
		t.Error("Ms. Ortiz is not told that it did not go out")
	}
}

func TestACoveredPictureThatAStopCutOffIsMadeAfterTheRestart(t *testing.T) {
	for what, cut := range map[string]func(folder string) error{
		"before its files were written":         os.RemoveAll,
		"between its files and its record":      func(string) error { return nil },
		"between its first file and its second": func(folder string) error { return os.Remove(filepath.Join(folder, "800.jpg")) },
	} {
		t.Run(what, func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			story := school.Phone(c.Maya).Keep(c.Showing(busy()))
			ortiz := school.Phone(c.Ortiz)
			school.Expect(ortiz.One(api.OpKindDecide, covering(ortiz, story, nil, one)), "")
			school.Work()
			rendition, err := school.App.FindFirstRecordByFilter("renditions", "audience != 'master'")
			if err != nil {
				t.Fatal(err)
			}
			school.Shut()
			again := kithtest.Reopen(t, school.Dir, func(config *server.Config) { config.Still = true })
			if err := again.Run(`UPDATE renditions SET width = 0, height = 0, hash = '' WHERE id = {:a}`, rendition.Id); err != nil {
				t.Fatal(err)
			}
			if err := feed.Refresh(again.App, story.Revision.Moment); err != nil {
				t.Fatal(err)
			}
			if err := cut(shelved(school, rendition.GetString("folder"))); err != nil {
				t.Fatal(err)
			}
			again.Shut()
			last := kithtest.Reopen(t, school.Dir)
			release(last, c, story)
			for _, size := range []int{1600, 800, 400} {
				if _, m, _ := served(last.Phone(c.Ana), story, api.MomentFormCircle, size); away(m, at(one, m.Bounds().Size())) > 12 {
					t.Errorf("at %d it is not covered", size)
				}
			}
		})
	}
}
