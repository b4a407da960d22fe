package durability_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// day is one whole sync of the Drum Room: Maya keeps three moments with their pictures, Ms. Ortiz approves one and records a consent, Theo
// says yes. It remembers what the school has acknowledged.
type day struct {
	dir   string // the school before the day
	until time.Time
	wire
	maya     phone
	theo     phone
	ortiz    phone
	stories  []kithtest.Story
	ops      []sent
	pictures map[string]string // what was acknowledged: media id to its place in the order
}

// sent is an op that a phone made once and never changes.
type sent struct {
	what   string
	by     *phone
	op     api.Op
	result *api.OpResult // what was acknowledged
}

// morning makes a school in the present, where nothing has been kept yet. Its sessions are good for a quarter of an hour.
func morning(t *testing.T) *day {
	t.Helper()
	d := &day{until: time.Now().Add(10 * time.Minute), pictures: map[string]string{}}
	var c kithtest.Circle
	t.Run("morning", func(t *testing.T) {
		school := kithtest.Open(t)
		school.Later(time.Since(kithtest.Monday))
		c = school.DrumRoom()
		hold := func(p *kithtest.Phone) phone { return phone{p.Device, p.Access} }
		maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
		d.maya, d.theo, d.ortiz = hold(maya), hold(theo), hold(ortiz)
		for range 3 {
			story := c.Drumming()
			d.stories = append(d.stories, story)
			d.ops = append(d.ops, sent{what: "a moment", by: &d.maya, op: maya.Op(api.OpKindKeepRevision, story.Revision)})
		}
		moment := d.stories[0].Revision
		d.ops = append(
			d.ops,
			sent{what: "a decision", by: &d.ortiz, op: ortiz.Op(api.OpKindDecide, api.Decide{
				Moment: moment.Moment, Revision: moment.Revision, Kind: api.DecideKindApprove, Audience: api.AudienceCircle,
			})},
			sent{what: "an answer", by: &d.theo, op: theo.Op(api.OpKindGiveAnswer, api.GiveAnswer{Moment: moment.Moment, Answer: api.GiveAnswerAnswerYes})},
			sent{what: "a consent", by: &d.ortiz, op: ortiz.Op(api.OpKindRecordConsent, api.RecordConsent{
				Person: c.Ana.Person, Kind: api.ConsentKindPhoto, Widest: api.WidestCircle, How: api.RecordConsentHowPaper,
			})},
		)
		school.Shut()
		var err error
		if d.dir, err = os.MkdirTemp("", "kith-morning-*"); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(d.dir, os.DirFS(school.Dir)); err != nil {
			t.Fatal(err)
		}
	})
	if d.dir == "" {
		t.FailNow()
	}
	d.fill(t, c)
	t.Cleanup(func() {
		if err := os.RemoveAll(d.dir); err != nil {
			t.Error(err)
		}
	})
	return d
}

// logged is how long the database's log is in the morning, in bytes: SQLite moves it into the database when a commit brings it to 1000
// pages of 4 KiB, and that happens in the middle of the day then.
const logged = 900 * (4096 + 24)

// fill lets Maya keep words until the log is that long, and ends the school without closing it.
func (d *day) fill(t *testing.T, c kithtest.Circle) {
	t.Helper()
	h := open(t, d.dir)
	defer h.kill()
	d.wire = newWire(h.url)
	for i := 0; ; i++ {
		story, err := json.Marshal(c.Alone(fmt.Sprint("Kept yesterday ", i)).Revision)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.post(d.maya, api.Op{Op: kithtest.ID(), Kind: api.OpKindKeepRevision, At: time.Now(), Body: story}); err != nil {
			t.Fatal(err)
		}
		if log, err := os.Stat(filepath.Join(d.dir, "data.db-wal")); err != nil || log.Size() > logged {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

// begin is the same day once more, on a copy of its morning.
func (d *day) begin(t *testing.T) (*day, string) {
	t.Helper()
	next := *d
	next.wire, next.ops, next.pictures = newWire(""), slices.Clone(d.ops), maps.Clone(d.pictures)
	return &next, d.copied(t)
}

// copied is the folder of the morning once more.
func (d *day) copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(d.dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// pass sends whatever has not been acknowledged yet, in order, until the school refuses.
func (d *day) pass() error {
	for i := range d.ops {
		if d.ops[i].op.Kind == api.OpKindDecide { // a teacher decides what is complete
			for _, story := range d.stories {
				if err := d.upload(story.Photo); err != nil {
					return err
				}
			}
		}
		if err := d.send(&d.ops[i]); err != nil {
			return err
		}
	}
	_, err := d.pull(d.maya)
	return err
}

// send sends an op unless it was acknowledged.
func (d *day) send(s *sent) error {
	if s.result != nil {
		return nil
	}
	if err := d.seen(s); err != nil {
		return err
	}
	result, err := d.post(*s.by, s.op)
	if err == nil {
		s.result = &result
	}
	return err
}

// seen puts into a decision what stands on the teacher's screen when it is made.
func (d *day) seen(s *sent) error {
	var decision api.Decide
	if s.op.Kind != api.OpKindDecide {
		return nil
	}
	if err := json.Unmarshal(s.op.Body, &decision); err != nil || decision.Seen != "" {
		return err
	}
	rows, err := d.pull(d.ortiz)
	if err != nil {
		return err
	}
	moment := rows[decision.Moment]
	if moment == nil {
		return fmt.Errorf("%s is not on the teacher's screen", decision.Moment)
	}
	decision.Seen = moment.Hash
	s.op.Body, err = json.Marshal(decision)
	return err
}

// post sends one op and gives its result. A refusal for good is an error of its own.
func (d *day) post(by phone, ops ...api.Op) (api.OpResult, error) {
	answer, err := d.sync(by, "", ops...)
	if err != nil {
		return api.OpResult{}, err
	}
	result := answer.Results[0]
	switch result.Status {
	case api.OpResultStatusAccepted:
		return result, nil
	case api.OpResultStatusRetry:
		d.again++
		return result, errAgain
	}
	return result, fmt.Errorf("an op is refused: %+v %+v", result, result.Problem)
}

// pull reads everything that a phone may read and gives the moments by their ids.
func (d *day) pull(by phone) (map[string]*api.Moment, error) {
	rows, cursor := map[string]*api.Moment{}, ""
	for {
		answer, err := d.sync(by, cursor)
		if err != nil {
			return nil, err
		}
		for _, change := range answer.Changes {
			if change.Moment != nil {
				rows[change.Id] = change.Moment
			}
		}
		if cursor = answer.Cursor; !answer.More {
			return rows, nil
		}
	}
}

func (d *day) sync(by phone, cursor string, ops ...api.Op) (answer api.SyncAnswer, err error) {
	if ops == nil {
		ops = []api.Op{}
	}
	body, err := json.Marshal(api.SyncRequest{Device: by.device, Build: 1, Schema: 1, Cursor: cursor, Ops: ops})
	if err != nil {
		return answer, err
	}
	_, told, err := d.ask(by, "POST", "/sync", map[string]string{"Content-Type": "application/json"}, body)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(told, &answer)
}

// upload brings a picture to the school, from wherever it stands, unless that was acknowledged.
func (d *day) upload(photo kithtest.Photo) error {
	if _, done := d.pictures[photo.Media]; done {
		return nil
	}
	header := kithtest.UploadHeaders(photo)
	offset := map[string]string{"Tus-Resumable": "1.0.0", "Content-Type": header["Content-Type"]}
	delete(header, "Content-Type")
	told, _, err := d.ask(d.maya, "POST", "/media", header, nil)
	for step := 0; err == nil && step < 4; step++ {
		switch told.Get("Kith-Media") {
		case "kept":
			d.pictures[photo.Media] = told.Get("Kith-Seq")
			return nil
		case "working":
			d.again++
			return errAgain
		case "refused":
			return fmt.Errorf("a picture is refused: %v", told)
		}
		at, broken := strconv.Atoi(told.Get("Upload-Offset"))
		if broken != nil {
			return broken
		}
		offset["Upload-Offset"] = strconv.Itoa(at)
		to := min(at+len(photo.Bytes)/2+1, len(photo.Bytes))
		told, _, err = d.ask(d.maya, "PATCH", "/media/"+photo.Media, offset, photo.Bytes[at:to])
	}
	if err == nil {
		err = errors.New("a picture never came to an end")
	}
	return err
}
