package durability_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// traced is a command under the tracer.
type traced struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	url   string // of a school that is served
	said  *strings.Builder
	mu    sync.Mutex
	lines []string
	done  chan struct{}
}

// trace opens a school on a folder and waits until it answers. Its calls count from then on, or from its start; such a start may end the
// school.
func trace(t *testing.T, dir string, p plan) *traced {
	t.Helper()
	addr := free(t)
	if p.Start {
		s := begin(t, fromStart, dir, "serve", "--dir", dir, "--addr", addr)
		s.url = "http://" + addr
		s.plan(p)
		answers(s.url, s.done)
		return s
	}
	s := begin(t, fromNow, dir, "serve", "--dir", dir, "--addr", addr)
	s.url = "http://" + addr
	if !answers(s.url, s.done) {
		t.Fatal("the school did not answer: ", s.said)
	}
	s.plan(p)
	s.waitFor("ready")
	return s
}

// traceCommand runs a command that works below a folder to its end. Its calls count from its start.
func traceCommand(t *testing.T, dir string, p plan, command ...string) *traced {
	t.Helper()
	s := begin(t, fromStart, dir, command...)
	s.plan(p)
	<-s.done
	s.end()
	return s
}

func begin(t *testing.T, when, dir string, command ...string) *traced {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	s := &traced{t: t, said: &strings.Builder{}, done: make(chan struct{})}
	s.cmd = exec.Command(os.Args[0], append([]string{asTracer, when, dir, binary}, command...)...)
	s.cmd.Stderr = s.said
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	go func() {
		defer close(s.done)
		for said := bufio.NewScanner(out); said.Scan(); {
			s.mu.Lock()
			s.lines = append(s.lines, said.Text())
			s.mu.Unlock()
		}
	}()
	return s
}

// plan tells the tracer what is to go wrong.
func (s *traced) plan(p plan) {
	s.t.Helper()
	told, err := json.Marshal(p)
	if err != nil {
		s.t.Fatal(err)
	}
	s.tell(string(told))
}

func (s *traced) tell(line string) {
	s.t.Helper()
	if _, err := fmt.Fprintln(s.in, line); err != nil {
		s.t.Fatal("the tracer hears nothing: ", err, s.said)
	}
}

// lift ends the fault: the disk has room again.
func (s *traced) lift() {
	s.t.Helper()
	s.tell("lift")
	s.waitFor("lifted")
}

func (s *traced) waitFor(line string) {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); len(s.told(line)) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("the tracer never said %q: %v %s", line, s.told(""), s.said)
		}
	}
}

// told are the lines that begin so.
func (s *traced) told(prefix string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []string
	for _, line := range s.lines {
		if strings.HasPrefix(line, prefix) {
			found = append(found, line)
		}
	}
	return found
}

// end kills the school, as a power cut does, and waits until it is gone.
func (s *traced) end() {
	if s.cmd.ProcessState != nil {
		return
	}
	s.in.Close()
	<-s.done
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the tracer: %v %v %s", err, s.told("failed"), s.said)
	}
}
