package durability_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// watched are the calls that strace writes down: requests and answers, and whatever changes a file or a folder.
const watched = "read,write,writev,pwrite64,ftruncate,fsync,fdatasync,open,openat,mkdirat,renameat,renameat2,unlinkat"

// event is one call of one thread, with the times at which it began and ended, in seconds.
type event struct {
	began, ended float64
	name, args   string
	failed       bool
}

// on is the file or the line that a call is made on, as strace decodes it.
func (e event) on() string {
	_, after, _ := strings.Cut(e.args, "<")
	on, _, _ := strings.Cut(after, ">, ")
	return strings.TrimSuffix(on, ">")
}

// named are the names in a call's arguments.
func (e event) named() []string {
	var names []string
	for _, quoted := range regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`).FindAllStringSubmatch(e.args, -1) {
		names = append(names, quoted[1])
	}
	return names
}

// straced is a school under strace.
type straced struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	into string
}

// strace opens a school on a folder. strace itself runs beside it, so that ending the school ends both.
func strace(t *testing.T, dir string, environment ...string) *straced {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	addr, into := free(t), filepath.Join(t.TempDir(), "calls")
	s := &straced{t: t, url: "http://" + addr, into: into}
	s.cmd = exec.Command("strace", "-D", "-ff", "--seccomp-bpf", "-ttt", "-T", "-yy", "-s", "200", "-e", "trace="+watched, "-e", "signal=none",
		"-o", into, binary, "serve", "--dir", dir, "--addr", addr)
	s.cmd.Env = append(os.Environ(), environment...)
	s.cmd.Stdout, s.cmd.Stderr = os.Stderr, os.Stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal("strace is needed; type: sudo apt-get install strace: ", err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			_ = s.cmd.Process.Kill() // it may have ended
			_ = s.cmd.Wait()
		}
	})
	if !answers(s.url, nil) {
		t.Fatal("the school does not answer under strace")
	}
	return s
}

// events ends the school and reads what strace wrote, in the order of time.
func (s *straced) events() []event {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Fatal("the school did not close: ", err)
	}
	leader := s.into + "." + strconv.Itoa(s.cmd.Process.Pid)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) { // strace ends after the school
		body, err := os.ReadFile(leader)
		if err == nil && strings.Contains(string(body), "+++ exited with 0 +++") {
			break
		}
		if time.Now().After(end) {
			s.t.Fatal("strace did not end: ", err)
		}
	}
	files, err := filepath.Glob(s.into + ".*")
	if err != nil || len(files) == 0 {
		s.t.Fatal("strace wrote nothing: ", err)
	}
	var all []event
	for _, file := range files {
		all = append(all, readEvents(s.t, file)...)
	}
	slices.SortStableFunc(all, func(a, b event) int {
		if a.began < b.began {
			return -1
		}
		return 1
	})
	return all
}

// line is a whole call in strace's words: when, which, with what, what came of it, how long.
var line = regexp.MustCompile(`^(\d+\.\d+) (\w+)\((.*)\)\s+= (-?\d+).* <(\d+\.\d+)>$`)

func readEvents(t *testing.T, name string) (all []event) {
	t.Helper()
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		part := line.FindStringSubmatch(lines.Text())
		if part == nil {
			continue // the end of a thread, or a call that the end cut off
		}
		var numbers [2]float64
		for i, text := range []string{part[1], part[5]} {
			if numbers[i], err = strconv.ParseFloat(text, 64); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, event{numbers[0], numbers[0] + numbers[1], part[2], part[3], strings.HasPrefix(part[4], "-")})
	}
	return all
}

// exchange is what happened between a request and the first byte of its answer.
type exchange struct {
	request string // METHOD /path
	events  []event
	until   float64
}

// exchanges cuts a trace into requests, in their order.
func exchanges(all []event) (found []exchange) {
	for i, e := range all {
		words := strings.Fields(strings.Join(e.named(), " "))
		if e.name != "read" || e.failed || len(words) < 3 || !strings.HasPrefix(words[1], "/kith/v1/") {
			continue
		}
		x := exchange{request: words[0] + " " + strings.TrimPrefix(words[1], "/kith/v1")}
		for _, next := range all[i:] {
			if strings.HasPrefix(next.name, "write") && next.on() == e.on() && strings.Contains(next.args, `"HTTP/1.1 `) {
				x.until = next.began
				break
			}
			x.events = append(x.events, next)
		}
		found = append(found, x)
	}
	return found
}

// waiting tells what was written, or named, and not flushed when the answer went out. The log of requests is the operator's own.
func (x exchange) waiting(dir string) []string {
	open := map[string]bool{}
	for _, e := range x.events {
		if e.failed {
			continue
		}
		switch e.name {
		case "write", "writev", "pwrite64", "ftruncate":
			open["the bytes of "+e.on()] = true
		case "mkdirat", "renameat", "renameat2", "open", "openat":
			if names := e.named(); len(names) > 0 && (!strings.HasPrefix(e.name, "open") || strings.Contains(e.args, "O_CREAT")) {
				open["the names in "+filepath.Dir(names[len(names)-1])] = true
			}
		case "fsync", "fdatasync":
			if e.ended <= x.until {
				delete(open, "the bytes of "+e.on())
				delete(open, "the names in "+e.on())
			}
		}
	}
	var left []string
	for what := range open {
		// SQLite opens its files as if they might be new; their names are flushed at the start, which has a test of its own.
		if strings.Contains(what, dir) && !strings.Contains(what, "auxiliary.db") && what != "the names in "+dir {
			left = append(left, what)
		}
	}
	slices.Sort(left)
	return left
}

// flushed counts the flushes of files whose path, within the data folder, looks like a pattern.
func (x exchange) flushed(dir, pattern string) (n int) {
	for _, e := range x.events {
		if at, err := filepath.Rel(dir, e.on()); err == nil && strings.HasSuffix(e.name, "sync") && !e.failed && e.ended <= x.until {
			if is, err := filepath.Match(pattern, at); err == nil && is {
				n++
			}
		}
	}
	return n
}

func (x exchange) String() string { return fmt.Sprintf("%s (%d calls)", x.request, len(x.events)) }
