package feed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// stream is what came through an open stream of pokes.
type stream struct {
	mu   sync.Mutex
	seen bytes.Buffer
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.Write(p)
}

func (s *stream) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

func (s *stream) pokes() int { return strings.Count(s.text(), "event: poke") }

// listen opens a seat's stream until the test ends.
func listen(t *testing.T, school *kithtest.School, seat circle.Seat) *stream {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, school.URL+"/kith/v1/pokes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+school.Phone(seat).Access)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the stream is %q, %q", kind, response.Header.Get("Cache-Control"))
	}
	heard, over := &stream{}, make(chan struct{})
	go func() {
		defer close(over)
		_, _ = io.Copy(heard, response.Body) // it ends when the test stops listening
	}()
	t.Cleanup(func() {
		stop()
		<-over
		response.Body.Close() //nolint:errcheck,gosec // only read
	})
	return heard
}

// online reads one page of the school's moments as a coordinator does.
func online(t *testing.T, phone *kithtest.Phone, query string) api.OnlinePage {
	t.Helper()
	response, body := phone.Do("GET", "/waiting"+query, nil, nil)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("read online: %d %s", response.StatusCode, body)
	}
	var page api.OnlinePage
	if err := json.Unmarshal(body, &page); err != nil {
		t.Fatal(err)
	}
	return page
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
