package media_test

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"strconv"
	"strings"
	"testing"
	"time"

	"kith/backend/media"
)

func Test_the_school_says_what_it_can(t *testing.T) {
	s := newSchool(t)
	s.says(heard(s.room.Abilities(), nil), 204, "Tus-Version", "1.0.0", "Tus-Max-Size", "10485760", "Tus-Resumable", "1.0.0",
		"Tus-Extension", "creation,creation-with-upload,checksum,termination,expiration", "Tus-Checksum-Algorithm", "sha256,sha1")
}

func Test_mayas_photo_is_sent_in_pieces_and_kept(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.says(s.begin(maya, p), 201, "Location", "/kith/v1/media/"+garden, "Upload-Offset", "0", "Kith-Media", "", "Cache-Control", "no-store")
	for at := 0; at < len(p.file); at += 5000 {
		end := min(at+5000, len(p.file))
		r := s.send(maya, garden, at, p.file[at:end])
		s.says(r, 204, "Upload-Offset", strconv.Itoa(end), "Tus-Resumable", "1.0.0")
		if said := r.Get("Kith-Media") == "kept"; said != (end == len(p.file)) {
			t.Fatalf("after %d of %d bytes: %q", end, len(p.file), r.Get("Kith-Media"))
		}
	}
	s.says(s.ask(maya, garden), 200, "Upload-Length", strconv.Itoa(len(p.file)), "Kith-Media", "kept", "Kith-Seq", "1")
	if got := s.onDisk(); got != gardenKept {
		t.Errorf("on the disk: %s", got)
	}
	s.hasRecords(p)
}

// hasRecords expects the picture and its master, as the rest of the house reads them.
func (s *school) hasRecords(p picture) {
	s.t.Helper()
	record, err := s.app.FindRecordById("media", p.id)
	if err != nil {
		s.t.Fatal(err)
	}
	master, err := s.app.FindFirstRecordByData("renditions", "media", p.id)
	if err != nil {
		s.t.Fatal(err)
	}
	if record.GetString("owner") != maya || record.GetString("moment") != lunch || record.GetString("sha256") != p.sum ||
		record.GetInt("width") != 320 || record.GetDateTime("kept_at").Time() != s.now || record.GetString("refused") != "" {
		s.t.Errorf("the picture: %v", record.FieldsData())
	}
	large := onShelf(s.t, s.room.Shelf, master.GetString("folder"), 1600)
	if sum := sha256.Sum256([]byte(large)); master.GetString("hash") != hex.EncodeToString(sum[:]) {
		s.t.Error("the master's hash is not that of its large size")
	}
	if master.GetString("audience") != "master" || master.GetString("decision") != "" || master.Id == p.id {
		s.t.Errorf("the master: %v", master.FieldsData())
	}
}

func Test_the_first_bytes_may_come_with_the_beginning(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	h := headers("Upload-Length", strconv.Itoa(len(p.file)), "Upload-Metadata", p.metadata(), "Content-Type", "application/offset+octet-stream")
	q := media.Request{Owner: maya, Header: h, Body: strings.NewReader(string(p.file[:100])), Length: 100}
	s.says(heard(s.room.Begin(context.Background(), q)), 201, "Location", "/kith/v1/media/"+garden, "Upload-Offset", "100")
	q.Body = strings.NewReader(string(p.file[:100])) // the answer was lost: the same again changes nothing
	s.says(heard(s.room.Begin(context.Background(), q)), 201, "Upload-Offset", "100")
	s.says(s.send(maya, garden, 100, p.file[100:]), 204, "Kith-Media", "kept")
}

func Test_a_whole_picture_may_come_with_the_beginning(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	h := headers("Upload-Length", strconv.Itoa(len(p.file)), "Upload-Metadata", p.metadata(), "Content-Type", "application/offset+octet-stream")
	q := media.Request{Owner: maya, Header: h, Body: strings.NewReader(string(p.file)), Length: -1}
	s.says(heard(s.room.Begin(context.Background(), q)), 201, "Upload-Offset", strconv.Itoa(len(p.file)), "Kith-Media", "kept", "Kith-Seq", "1")
}

func Test_a_repeated_last_piece_hears_the_same_kept(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	first := s.sendAll(maya, p)
	s.says(first, 204, "Kith-Media", "kept", "Kith-Seq", "1")
	all := strconv.Itoa(len(p.file))
	s.says(s.send(maya, garden, 0, p.file), 409, "Kith-Media", "kept", "Kith-Seq", "1", "Upload-Offset", all)
	s.says(s.send(maya, garden, len(p.file), nil), 204, "Kith-Media", "kept", "Kith-Seq", "1", "Upload-Offset", all)
	s.says(s.begin(maya, p), 201, "Kith-Media", "kept", "Kith-Seq", "1", "Upload-Offset", all)
	s.restart()
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept", "Kith-Seq", "1", "Upload-Offset", all)
	if n := s.count(`SELECT count(*) FROM renditions`, nil); n != 1 {
		t.Errorf("%d masters", n)
	}
}

func Test_a_wrong_offset_is_told_the_true_one_and_changes_nothing(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.says(s.send(maya, garden, 0, p.file[:1000]), 204)
	for _, wrong := range []int{0, 999, 1001, len(p.file)} {
		r := s.send(maya, garden, wrong, p.file[:10])
		s.refuses(r, 409, "upload_offset")
		s.says(r, 409, "Upload-Offset", "1000")
	}
	s.says(s.send(maya, garden, 1000, p.file[1000:]), 204, "Kith-Media", "kept")
}

func Test_another_persons_upload_is_not_found(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	unknown := s.ask(theo, bakery)
	s.refuses(unknown, 404, "not_found")
	for name, r := range map[string]reply{
		"asking": s.ask(theo, garden), "sending": s.send(theo, garden, 0, p.file), "dropping": s.drop(theo, garden), "beginning": s.begin(theo, p),
	} {
		if r.status != 404 || r.code != "not_found" || len(r.Header) != len(unknown.Header) {
			t.Errorf("%s: %d %s %v, unlike what is not there: %v", name, r.status, r.code, r.Header, unknown.Header)
		}
	}
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "0")
}

func Test_the_same_id_for_another_picture_is_refused(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.says(s.begin(maya, p), 201, "Upload-Offset", "0")
	other := pictureOf(garden, jpegOf(t, photo(100, 80)))
	s.refuses(s.begin(maya, other), 409, "media_reused")
	sameLength := p
	sameLength.sum = strings.Repeat("0", 64)
	s.refuses(s.begin(maya, sameLength), 409, "media_reused")
	moved := p
	moved.moment = "otherm000000001"
	s.refuses(s.begin(maya, moved), 409, "media_reused")
}

func Test_what_a_phone_says_first_is_checked(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	long := strconv.Itoa(len(p.file))
	good := []string{"id", p.id, "moment", p.moment, "sha256", p.sum, "kind", "photo"}
	with := func(key, value string) string {
		pairs := append([]string{}, good...)
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == key {
				pairs[i+1] = value
			}
		}
		return metadata(pairs...)
	}
	for name, c := range map[string]struct {
		length, metadata string
		status           int
		code             string
	}{
		"no length":         {"", metadata(good...), 400, "upload_invalid"},
		"length of nothing": {"0", metadata(good...), 400, "upload_invalid"},
		"negative length":   {"-5", metadata(good...), 400, "upload_invalid"},
		"endless length":    {"99999999999999999999", metadata(good...), 400, "upload_invalid"},
		"a byte too long":   {"10485761", metadata(good...), 413, media.TooLarge},
		"no metadata":       {long, "", 400, "upload_invalid"},
		"not base64":        {long, "id ###", 400, "upload_invalid"},
		"a key twice":       {long, metadata(append(good, "id", bakery)...), 400, "upload_invalid"},
		"too much of it":    {long, metadata(append(good, "filename", strings.Repeat("x", 5000))...), 400, "upload_invalid"},
		"a path for an id":  {long, with("id", "../../../data.d"), 400, "upload_invalid"},
		"a long id":         {long, with("id", garden+"1"), 400, "upload_invalid"},
		"capitals":          {long, with("id", strings.ToUpper(garden)), 400, "upload_invalid"},
		"no moment":         {long, with("moment", ""), 400, "upload_invalid"},
		"half a checksum":   {long, with("sha256", p.sum[:32]), 400, "upload_invalid"},
		"a video":           {long, with("kind", "video"), 415, media.KindUnknown},
	} {
		h := headers("Upload-Length", c.length, "Upload-Metadata", c.metadata)
		r := heard(s.room.Begin(context.Background(), media.Request{Owner: maya, Header: h}))
		if r.status != c.status || r.code != c.code {
			t.Errorf("%s: %d %s", name, r.status, r.code)
		}
	}
	if n := s.count(`SELECT count(*) FROM uploads`, nil); n != 0 {
		t.Errorf("%d uploads stand", n)
	}
}

func Test_another_protocol_version_or_body_type_is_refused(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	q := media.Request{Owner: maya, Media: garden, Header: headers("Tus-Resumable", "0.2.2")}
	for name, call := range map[string]func() (media.Answer, error){
		"begin":    func() (media.Answer, error) { return s.room.Begin(context.Background(), q) },
		"ask":      func() (media.Answer, error) { return s.room.Offset(context.Background(), q) },
		"continue": func() (media.Answer, error) { return s.room.Continue(context.Background(), q) },
		"drop":     func() (media.Answer, error) { return s.room.Drop(context.Background(), q) },
	} {
		if r := heard(call()); r.status != 412 || r.Get("Tus-Version") != "1.0.0" {
			t.Errorf("%s: %d %v", name, r.status, r.Header)
		}
	}
	s.refuses(s.send(maya, garden, 0, p.file, "Content-Type", "image/jpeg"), 415, "upload_invalid")
	s.refuses(s.send(maya, garden, 0, p.file, "Upload-Offset", "none"), 400, "upload_invalid")
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "0")
}

func Test_a_piece_that_changed_on_its_way_is_not_taken(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	for name, sum := range map[string]hash.Hash{"sha256": sha256.New(), "sha1": sha1.New()} {
		sum.Write(p.file[:1000])
		right := name + " " + base64.StdEncoding.EncodeToString(sum.Sum(nil))
		spoilt := append([]byte("x"), p.file[1:1000]...)
		s.refuses(s.send(maya, garden, 0, spoilt, "Upload-Checksum", right), 460, "upload_checksum")
		s.refuses(s.send(maya, garden, 0, p.file[:999], "Upload-Checksum", right), 460, "upload_checksum")
		s.says(s.ask(maya, garden), 200, "Upload-Offset", "0")
	}
	for _, sum := range []string{"md5 AAAA", "sha256", "sha256 ###", "sha256 AAAA"} {
		s.refuses(s.send(maya, garden, 0, p.file[:1000], "Upload-Checksum", sum), 400, "upload_invalid")
	}
	sum := sha256.Sum256(p.file)
	s.says(s.send(maya, garden, 0, p.file, "Upload-Checksum", "sha256 "+base64.StdEncoding.EncodeToString(sum[:])), 204, "Kith-Media", "kept")
}

func Test_more_bytes_than_announced_are_refused(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	more := append(append([]byte{}, p.file...), 'x')
	s.refuses(s.send(maya, garden, 0, more), 413, "body_too_large")
	unread := strings.NewReader(string(more))
	s.refuses(s.stream(maya, garden, 0, unread, int64(len(more))), 413, "body_too_large")
	if unread.Len() != len(more) {
		t.Error("it was read before it was refused")
	}
	s.refuses(s.stream(maya, garden, 0, strings.NewReader(string(more)), -1), 413, "body_too_large") // without a length in front
	s.says(s.ask(maya, garden), 200, "Upload-Offset", "0")
	big := strings.NewReader(strings.Repeat("x", 1<<20+1))
	s.begin(maya, pictureOf(bakery, make([]byte, 2<<20)))
	s.refuses(s.stream(maya, bakery, 0, big, -1, "Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(make([]byte, 20))), 413, "body_too_large")
}

func Test_a_line_that_breaks_loses_one_piece_at_most(t *testing.T) {
	s := newSchool(t)
	p := pictureOf(garden, append(jpegOf(t, photo(64, 64)), make([]byte, 700<<10)...))
	s.begin(maya, p)
	r := s.stream(maya, garden, 0, &breaking{p.file[:600<<10]}, int64(len(p.file)))
	if r.status != 500 || !strings.Contains(r.code, "lost") {
		t.Fatalf("%d %s", r.status, r.code)
	}
	s.says(s.ask(maya, garden), 200, "Upload-Offset", strconv.Itoa(600<<10)) // what came before the break counts too
	s.restart()
	s.says(s.send(maya, garden, 600<<10, p.file[600<<10:]), 204, "Kith-Media", "kept")
}

// breaking is a line that gives some bytes and then breaks.
type breaking struct{ rest []byte }

func (b *breaking) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		return 0, errors.New("the line is lost")
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func Test_a_line_that_hangs_holds_nobody_up(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	hanging := &hangs{first: p.file[:300], asked: make(chan struct{}), wake: make(chan struct{})}
	old := make(chan reply, 1)
	go func() { old <- s.stream(maya, garden, 0, hanging, int64(len(p.file))) }()
	<-hanging.asked // Maya's phone has changed from one network to another; the old line does not know it yet
	s.says(s.send(maya, garden, 0, p.file), 204, "Kith-Media", "kept")
	close(hanging.wake)
	s.says(<-old, 409, "Upload-Offset", strconv.Itoa(len(p.file)), "Kith-Media", "kept")
}

type hangs struct {
	first       []byte
	asked, wake chan struct{}
}

func (h *hangs) Read(p []byte) (int, error) {
	if len(h.first) > 0 {
		n := copy(p, h.first)
		h.first = h.first[n:]
		return n, nil
	}
	close(h.asked)
	<-h.wake
	return 0, errors.New("the line was gone long ago")
}

func Test_an_unfinished_upload_can_be_dropped_and_a_kept_picture_cannot(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.begin(maya, p)
	s.send(maya, garden, 0, p.file[:1000])
	s.says(s.drop(maya, garden), 204)
	s.refuses(s.ask(maya, garden), 404, "not_found")
	if got := s.onDisk(); got != "" {
		t.Errorf("left behind: %s", got)
	}
	s.says(s.sendAll(maya, p), 204, "Kith-Media", "kept")
	s.refuses(s.drop(maya, garden), 409, "media_kept")
	s.says(s.ask(maya, garden), 200, "Kith-Media", "kept")
}

func Test_an_unfinished_upload_says_when_it_ends(t *testing.T) {
	s, p := newSchool(t), gardenPhoto(t)
	s.says(s.begin(maya, p), 201, "Upload-Expires", "Wed, 14 Oct 2026 09:00:00 GMT")
	s.now = s.now.Add(29 * 24 * time.Hour)
	s.says(s.send(maya, garden, 0, p.file[:10]), 204, "Upload-Expires", "Wed, 14 Oct 2026 09:00:00 GMT")
	s.says(s.send(maya, garden, 10, p.file[10:]), 204, "Upload-Expires", "")
}
