package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// asksEach is how often each question is asked in a round, in turn about what is there and about what is not.
const asksEach = 200

// strangers measures whether the time of a "not found" tells that something is there. A student of the last circle asks about a picture, a
// moment and a person of the first, and about ids that nobody has; the bytes of both answers are the same, which the tests hold.
func strangers(size sizes) ([]measurement, error) {
	s, err := openShared(size.of(10_000))
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	const moment, picture = "m00000000000000", "n00000000000000"
	if err := s.house.App.RunInTransaction(func(tx core.App) error { return hang(tx, picture) }); err != nil {
		return nil, err
	}
	phone := sender{Token: s.tokens[phones-1]}
	for before := "none"; before != phone.Cursor; { // it has read what there is for it, so that no answer brings news
		before = phone.Cursor
		if err := phone.sync(s.url); err != nil {
			return nil, err
		}
	}
	asking := stranger{s.url + "/kith/v1", phone}
	var rows []measurement
	for _, q := range []struct {
		what, there string
		ask         func(about string) (*http.Request, error)
	}{
		{"a picture", picture, func(about string) (*http.Request, error) { return asking.get("/media/" + about + "/800") }},
		{"a moment, by an op", moment, asking.takeDown},
		{"a person's devices", s.people[0], func(about string) (*http.Request, error) { return asking.get("/people/" + about + "/sessions") }},
	} {
		row := measurement{
			What: "told \"not found\": the medians for what is there and for what is not lie apart, " + q.what, Unit: "ms", Must: must{Cap: 10},
		}
		for range size.rounds {
			gap, err := gapOf(q.there, q.ask)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", q.what, err)
			}
			row.Kith = append(row.Kith, gap)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// hang puts a picture into the first moment, as one that its circle sees.
func hang(tx core.App, picture string) error {
	for _, statement := range []string{
		`INSERT INTO media (id, moment) VALUES ('p00000000000000', 'm00000000000000')`,
		`INSERT INTO revision_media (id, revision, media) VALUES ('x00000000000000', 'r00000000000000', 'p00000000000000')`,
		`INSERT INTO renditions (id, media, audience, decision, folder) VALUES ('` + picture + `', 'p00000000000000', 'families', 'e00000000000000', 'f00000000000000')`,
	} {
		if _, err := tx.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// stranger is a student of the last circle, who asks.
type stranger struct {
	url   string
	phone sender
}

func (s stranger) get(path string) (*http.Request, error) { return s.ask(http.MethodGet, path, "") }

func (s stranger) takeDown(moment string) (*http.Request, error) {
	return s.ask(http.MethodPost, "/sync", fmt.Sprintf(
		`{"device":"000000000000000","build":1,"schema":1,"cursor":%q,"ops":[{"op":%q,"kind":"take_down","at":%q,"body":{"moment":%q,"action":"ask"}}]}`,
		s.phone.Cursor, id(), time.Now().UTC().Format(time.RFC3339), moment))
}

func (s stranger) ask(method, path, body string) (*http.Request, error) {
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.phone.Token)
	request.Header.Set("Content-Type", "application/json")
	return request, nil
}

// gapOf is how far the medians lie apart, in milliseconds. It fails where somebody is told anything but that nothing is there.
func gapOf(there string, ask func(string) (*http.Request, error)) (float64, error) {
	var denied, unknown spread
	for range asksEach {
		for _, side := range []struct {
			about string
			into  *spread
		}{{there, &denied}, {id(), &unknown}} {
			request, err := ask(side.about)
			if err != nil {
				return 0, err
			}
			took, err := timed(func() error { return notFound(request) })
			if err != nil {
				return 0, err
			}
			*side.into = append(*side.into, took)
		}
	}
	return math.Abs(denied.median() - unknown.median()), nil
}

func notFound(request *http.Request) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if !strings.Contains(string(body), "not_found") {
		return fmt.Errorf("%s is answered %d %.200s", request.URL.Path, response.StatusCode, body)
	}
	return nil
}
