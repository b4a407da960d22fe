package durability_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	wholeSweep = flag.Bool("whole", false, "meet every call with every fault, instead of a sample")
	seed       = flag.Uint64("seed", uint64(time.Now().UnixNano()), "which sample")
	only       = flag.String("only", "", "the faults to try, such as kill,torn; all if empty")
	sample     = flag.Int("sample", 3, "how many calls each fault meets in a sample")
)

// ways are the faults that are tried. A full disk is tried as one that has room again at once, and as one that stays full until a person
// makes room.
var ways = []plan{{Fault: "kill"}, {Fault: "torn"}, {Fault: "EIO"}, {Fault: "ENOSPC"}, {Fault: "ENOSPC", Stays: true}}

// tally is what a sweep comes to.
type tally struct {
	kills, faults, again int
	breaches             map[string]int
}

func (c *tally) count(way plan, d *day) {
	c.again += d.again
	if way.deadly() {
		c.kills++
	} else {
		c.faults++
	}
}

func (c *tally) String() string {
	return fmt.Sprintf("%d kills, %d faults (%d answers of \"try again\"): %d lost, %d doubled, %d half files, %d others",
		c.kills, c.faults, c.again, c.breaches[lost], c.breaches[doubled], c.breaches[half], c.breaches[other])
}

func TestWhateverFailsAtWhicheverCallNothingThatWasAcknowledgedIsLost(t *testing.T) {
	d := morning(t)
	calls, usual := d.recorded(t)
	sum := tally{breaches: map[string]int{}}
	t.Logf("a day has %d calls that count; the sample is -seed=%d", len(calls), *seed)
	for i, way := range ways {
		for _, at := range chosen(calls, way, *sample, rand.New(rand.NewPCG(*seed, uint64(i)))) {
			if time.Now().After(d.until) {
				d = morning(t)
				calls, usual = d.recorded(t)
			}
			way.At = at
			t.Run(way.String(), func(t *testing.T) { d.meets(t, way, usual, &sum) })
		}
	}
	t.Log(&sum)
	if *only == "" && (sum.kills == 0 || sum.faults == 0 || sum.again == 0) {
		t.Error("nothing went wrong, so nothing was shown")
	}
}

// recorded is a day on which nothing goes wrong: its calls, and the rows that it leaves.
func (d *day) recorded(t *testing.T) (calls []string, usual map[string]int) {
	t.Helper()
	today, dir := d.begin(t)
	s := trace(t, dir, plan{})
	today.url = s.url
	if err := today.pass(); err != nil {
		t.Fatal(err)
	}
	s.end()
	for _, breach := range today.holds(t, dir, nil) {
		t.Error("with nothing wrong: ", breach)
	}
	calls = s.told("call ")
	if !slices.ContainsFunc(calls, func(line string) bool { return strings.HasSuffix(line, " data.db") }) {
		t.Error("the log is not moved into the database on such a day, so nothing is shown of that")
	}
	return calls, count(t, dir)
}

// meets lets a day meet a fault, and holds the school to its word afterwards.
func (d *day) meets(t *testing.T, way plan, usual map[string]int, sum *tally) {
	today, dir := d.begin(t)
	s := trace(t, dir, way)
	today.url = s.url
	err := today.endure(3)
	if !errors.Is(err, errGone) {
		if way.Stays {
			s.lift()
		}
		err = today.endure(3)
	}
	s.end()
	met := s.told("met ")
	if len(met) == 0 {
		return // this day had fewer calls than the one that was recorded
	}
	t.Log(met[0])
	sum.count(way, today)
	var found []breach
	switch {
	case errors.Is(err, errGone) && (way.deadly() || way.Start): // a start that fails may end the school, with a word to the operator
	case err != nil:
		found = append(found, breach{other, fmt.Sprint("after the fault: ", err)})
	case !way.deadly():
		for _, gone := range s.told("lost ") {
			found = append(found, breach{lost, "a flush failed, and nobody wrote again: " + gone})
		}
	}
	for _, breach := range append(found, today.holds(t, dir, usual)...) {
		sum.breaches[breach.kind]++
		t.Errorf("%s: %s", breach.kind, breach.what)
	}
}

// chosen are the calls that a fault meets: all, or some of which each kind of call gets its chance.
func chosen(calls []string, way plan, most int, dice *rand.Rand) (at []int) {
	kinds := map[string][]int{}
	if *only != "" && !strings.Contains(*only, way.Fault) {
		return nil
	}
	for _, line := range calls {
		word := strings.SplitN(line, " ", 4) // call 12 fsync media/parts
		n, err := strconv.Atoi(word[1])
		way.At = n
		if err != nil || !way.meets(n, call{name: word[2], path: word[3]}) {
			continue
		}
		if *wholeSweep {
			at = append(at, n)
		}
		kind := word[2] + " " + path.Ext(word[3]) + strconv.Itoa(strings.Count(word[3], "/"))
		kinds[kind] = append(kinds[kind], n)
	}
	if *wholeSweep {
		return at
	}
	names := slices.Sorted(maps.Keys(kinds))
	for _, i := range dice.Perm(len(names))[:min(most, len(names))] {
		those := kinds[names[i]]
		at = append(at, those[dice.IntN(len(those))])
	}
	return at
}
