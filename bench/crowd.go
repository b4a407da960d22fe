package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// asPhones is the argument that makes this program a crowd of phones.
const asPhones = "as-phones"

// task is what a crowd is asked for, one JSON line each. It answers each with one done.
type task struct {
	Do     string   `json:"do"` // send, listen, or poked
	URL    string   `json:"url"`
	Phones []sender `json:"phones"`
	Each   int      `json:"each"` // moments, or streams, of each phone
}

// sender is one student's phone.
type sender struct {
	Token, Person, Mate, Circle, Cursor string
}

type done struct {
	Seconds float64  `json:"seconds"`
	Cursors []string `json:"cursors"` // how far each phone has read
	At      int64    `json:"at"`      // when the last stream was poked, nanoseconds
	Problem string   `json:"problem"`
}

// crowd is the other end of a helper process: it does what it is asked until its input ends.
func crowd(in io.Reader, out io.Writer) error {
	asked, answers := json.NewDecoder(in), json.NewEncoder(out)
	var ears listeners
	for {
		var t task
		if err := asked.Decode(&t); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		var answer done
		var err error
		switch t.Do {
		case "send":
			answer, err = sendAll(t)
		case "listen":
			err = ears.open(t)
		case "arm":
			ears.arm()
		case "poked":
			answer.At, err = ears.wait()
		}
		if err != nil {
			answer.Problem = err.Error()
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
}

func sendAll(t task) (done, error) {
	begun := time.Now()
	err := together(len(t.Phones), func(i int) error {
		for range t.Each {
			if err := t.Phones[i].keepMoment(t.URL); err != nil {
				return err
			}
		}
		return nil
	})
	answer := done{Seconds: time.Since(begun).Seconds()}
	for _, phone := range t.Phones {
		answer.Cursors = append(answer.Cursors, phone.Cursor)
	}
	return answer, err
}

// together runs something so many times at once, and returns the first error.
func together(times int, act func(i int) error) error {
	var wg sync.WaitGroup
	failed := make(chan error, times)
	for i := range times {
		wg.Go(func() {
			if err := act(i); err != nil {
				failed <- err
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

// listeners are open poke streams.
type listeners struct {
	streams []*atomic.Int64 // when each was poked first since it was armed, nanoseconds
}

// open opens the streams and waits for the poke that each begins with.
func (l *listeners) open(t task) error {
	began := len(l.streams)
	for range len(t.Phones) * t.Each {
		l.streams = append(l.streams, new(atomic.Int64))
	}
	return together(len(t.Phones), func(i int) error {
		for n := range t.Each {
			if err := listen(t.URL, t.Phones[i].Token, l.streams[began+i*t.Each+n]); err != nil {
				return err
			}
		}
		return nil
	})
}

func listen(url, token string, poked *atomic.Int64) error {
	request, err := http.NewRequest(http.MethodGet, url+"/kith/v1/pokes", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request) //nolint:bodyclose // the stream's own reader closes it
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return errors.Join(fmt.Errorf("a stream was answered with %d", response.StatusCode), response.Body.Close())
	}
	lines := bufio.NewScanner(response.Body)
	first := make(chan struct{})
	go func() {
		defer response.Body.Close() //nolint:errcheck // it ends with this process
		for begun := false; lines.Scan(); {
			if !strings.HasPrefix(lines.Text(), "event: poke") {
				continue
			}
			if !begun {
				begun = true
				close(first)
				continue
			}
			poked.CompareAndSwap(0, time.Now().UnixNano())
		}
	}()
	select {
	case <-first:
		return nil
	case <-time.After(time.Minute):
		return errors.New("a stream did not begin with a poke")
	}
}

// arm forgets all pokes so far.
func (l *listeners) arm() {
	for _, stream := range l.streams {
		stream.Store(0)
	}
}

// wait waits until every stream was poked, and says when the last one was.
func (l *listeners) wait() (int64, error) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		var last int64
		silent := 0
		for _, stream := range l.streams {
			at := stream.Load()
			if at == 0 {
				silent++
			}
			last = max(last, at)
		}
		if silent == 0 {
			return last, nil
		}
		if time.Now().After(end) {
			return 0, fmt.Errorf("%d of %d streams were not poked", silent, len(l.streams))
		}
	}
}

// crowding is a crowd in a process of its own.
type crowding struct {
	process *exec.Cmd
	in      io.WriteCloser
	asks    *json.Encoder
	answers *json.Decoder
}

func startCrowd() (*crowding, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	process := exec.Command(program, asPhones)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	return &crowding{process: process, in: in, asks: json.NewEncoder(in), answers: json.NewDecoder(out)}, nil
}

func (c *crowding) ask(t task) (done, error) {
	if err := c.asks.Encode(t); err != nil {
		return done{}, err
	}
	var answer done
	if err := c.answers.Decode(&answer); err != nil {
		return done{}, err
	}
	if answer.Problem != "" {
		return done{}, errors.New(answer.Problem)
	}
	return answer, nil
}

func (c *crowding) close() error { return errors.Join(c.in.Close(), c.process.Wait()) }
