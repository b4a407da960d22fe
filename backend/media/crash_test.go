package media_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/media"
)

// untilKilled is the argument that makes this program a school which takes pictures in until somebody kills it.
const untilKilled = "take-pictures-until-killed"

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == untilKilled {
		takePictures(os.Args[2], os.Args[3])
	}
	media.SetPatience(time.Minute) // a busy machine is no reason for a test to fail
	os.Exit(m.Run())
}

// lasting is a school whose data outlives the program.
func lasting(dir string) (*school, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, err
	}
	app.OnRecordCreate("media").BindFunc(number)
	room, err := media.Open(app, dir, nil)
	return &school{app: app, room: room, data: dir}, err
}

// takePictures says what the phone was told, line by line, after it was told.
func takePictures(dir, round string) {
	s, err := lasting(dir)
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	for i := range 1000 {
		p := corridorPhoto(round, i)
		fmt.Println("begun", p.id, s.begin(author(round), p).Get("Upload-Offset"))
		for at, third := 0, len(p.file)/3+1; at < len(p.file); at += third {
			r := s.send(author(round), p.id, at, p.file[at:min(at+third, len(p.file))])
			fmt.Println("told", p.id, r.Get("Upload-Offset"), r.Get("Kith-Media"), r.Get("Kith-Seq"))
		}
	}
}

// corridorPhoto is the i-th picture of a round; parent and child make the same.
func corridorPhoto(round string, i int) picture {
	return pictureOf(fmt.Sprintf("round%s%09d", round, i), corridor())
}

// author is who sends in a round: another person each time, since a day has forty pictures.
func author(round string) string { return "author" + round + "00000000" }

var corridor = onceJPEG(200, 150)

// rounds is how often the school is killed, on the same disk.
const rounds = 6

func Test_a_server_killed_at_any_moment_keeps_its_word(t *testing.T) {
	dir := t.TempDir()
	dice := rand.New(rand.NewPCG(5, 8))
	for round := range rounds {
		told := runUntilKilled(t, dir, strconv.Itoa(round), 20+dice.IntN(60), time.Duration(dice.IntN(12))*time.Millisecond)
		s, err := lasting(dir)
		if err != nil {
			t.Fatal("the school does not open again:", err)
		}
		s.t = t
		for i, line := range told {
			s.keepsItsWord(strconv.Itoa(round), line, i == len(told)-1)
		}
		s.finishesAll(strconv.Itoa(round), told)
		s.room.Close()
		if err := s.app.ResetBootstrapState(); err != nil {
			t.Fatal(err)
		}
	}
}

// runUntilKilled lets a school run until it has said some lines and a little longer, kills it, and gives every line it said.
func runUntilKilled(t *testing.T, dir, round string, lines int, longer time.Duration) []string {
	t.Helper()
	child := exec.Command(os.Args[0], untilKilled, dir, round)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var told []string
	for said := bufio.NewScanner(out); said.Scan(); {
		told = append(told, said.Text())
		if len(told) == lines {
			time.AfterFunc(longer, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || len(told) < lines {
		t.Fatalf("the school was not killed: %v, %v", err, told)
	}
	return told
}

// keepsItsWord holds the school to one line that it said before it was killed.
func (s *school) keepsItsWord(round, line string, last bool) {
	s.t.Helper()
	word := strings.Fields(line)
	if word[0] == "failed" || len(word) < 3 && !last {
		s.t.Fatalf("the school said %q", line)
	}
	if len(word) < 3 || word[0] != "told" {
		return
	}
	r := s.ask(author(round), word[1])
	offset, err := strconv.Atoi(word[2])
	if now, bad := strconv.Atoi(r.Get("Upload-Offset")); err != nil || bad != nil || r.status != 200 || now < offset {
		s.t.Fatalf("it said %q and now says %d %v", line, r.status, r.Header)
	}
	if len(word) < 5 || word[3] != "kept" {
		return
	}
	s.says(r, 200, "Kith-Media", "kept", "Kith-Seq", word[4])
	for _, long := range []int{1600, 800, 400} {
		decoded(s.t, []byte(onShelf(s.t, s.room.Shelf, word[1], long)))
	}
}

// finishesAll sends the rest of what was begun and expects exactly one picture of each, and no byte besides.
func (s *school) finishesAll(round string, told []string) {
	s.t.Helper()
	if err := s.room.Tidy(); err != nil {
		s.t.Fatal(err)
	}
	begun := 0
	for _, line := range told {
		if strings.HasPrefix(line, "begun") {
			p := corridorPhoto(round, begun)
			begun++
			r := s.begin(author(round), p)
			at, err := strconv.Atoi(r.Get("Upload-Offset"))
			if err != nil {
				s.t.Fatalf("%d %s", r.status, r.code)
			}
			if at < len(p.file) {
				r = s.send(author(round), p.id, at, p.file[at:])
			}
			s.says(r, r.status, "Kith-Media", "kept")
		}
	}
	// In each round one more may have been begun than the school lived to say.
	pictures := s.count(`SELECT count(*) FROM media WHERE kept_at != ''`, nil)
	masters := s.count(`SELECT count(*) FROM renditions`, nil)
	open := s.count(`SELECT count(*) FROM uploads WHERE state != 'kept'`, nil)
	if pictures != masters || open > rounds {
		s.t.Errorf("round %s: %d pictures, %d masters, %d open uploads", round, pictures, masters, open)
	}
	if left := namesIn(s.t, filepath.Join(s.data, "media", "parts")); len(strings.Fields(left)) > open {
		s.t.Errorf("round %s: bytes without an upload: %s", round, left)
	}
}
