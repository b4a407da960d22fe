package durability_test

import (
	"errors"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhateverFailsAtWhicheverCallOfItsFirstStartASchoolOpensAtTheNext(t *testing.T) {
	s := trace(t, t.TempDir(), plan{Start: true})
	s.end()
	calls := s.told("call ")
	t.Logf("a first start has %d calls that count; the sample is -seed=%d", len(calls), *seed)
	for i, way := range ways {
		way.Start = true
		for _, way.At = range chosen(calls, way, *sample-1, rand.New(rand.NewPCG(*seed, uint64(i)))) {
			t.Run(way.String(), func(t *testing.T) {
				dir := t.TempDir()
				s := trace(t, dir, way)
				s.end()
				t.Log(s.told("met "))
				opensSound(t, dir)
			})
		}
	}
}

// opensSound opens a school that nobody has set up yet, asks for its link, and has it verified.
func opensSound(t *testing.T, dir string) {
	t.Helper()
	h := open(t, dir)
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	link, err := exec.Command(binary, "setup", "--dir", dir).CombinedOutput()
	if err != nil || !strings.Contains(string(link), "#") {
		t.Errorf("the school cannot be set up: %v %s", err, link)
	}
	h.kill()
	if said, err := exec.Command(binary, "verify", "--dir", dir).CombinedOutput(); err != nil {
		t.Errorf("it is not sound: %v %s", err, said)
	}
}

func TestWhateverFailsWhenASchoolStartsAfterAKillNothingIsLost(t *testing.T) {
	d, calls, usual := cutOff(t)
	sum := tally{breaches: map[string]int{}}
	t.Logf("a start after a kill has %d calls that count; the sample is -seed=%d", len(calls), *seed)
	for i, way := range ways {
		way.Start = true
		for _, way.At = range chosen(calls, way, *sample-1, rand.New(rand.NewPCG(*seed, uint64(i)))) {
			if time.Now().After(d.until) {
				d, _, usual = cutOff(t)
			}
			t.Run(way.String(), func(t *testing.T) { d.meets(t, way, usual, &sum) })
		}
	}
	t.Log(&sum)
}

// cutOff is a day that was killed when a picture was about to be put away, so that its next start has something to make up for; the calls
// of that start; and the rows that such a day leaves in the end.
func cutOff(t *testing.T) (d *day, calls []string, usual map[string]int) {
	t.Helper()
	whole := morning(t)
	calls, usual = whole.recorded(t)
	first := slices.IndexFunc(calls, func(line string) bool { return strings.Contains(line, " mkdirat ") })
	d, dir := whole.begin(t)
	s := trace(t, dir, plan{Fault: "kill", At: first + 1})
	d.url = s.url
	if err := d.pass(); !errors.Is(err, errGone) {
		t.Fatal("the day was not cut off: ", err)
	}
	s.end()
	d.dir = dir
	again := trace(t, d.copied(t), plan{Start: true})
	again.end()
	return d, again.told("call "), usual
}
