package durability_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// phone is somebody's session on a device.
type phone struct{ device, access string }

// wire is the line to a school that may fail or be gone.
type wire struct {
	client *http.Client
	url    string
	again  int // how often a phone was told to try again
}

var (
	// errAgain is a refusal that a phone answers by trying again later.
	errAgain = errors.New("the school says: try again")
	// errGone is a school that answers nothing any more.
	errGone = errors.New("the school is gone")
)

// newWire makes a line that begins anew with each request, so that a request is one thing to whoever watches.
func newWire(url string) wire {
	return wire{client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}, url: url}
}

// ask speaks HTTP. What a phone tries again is errAgain; a school that is gone is errGone; every other refusal is an error of its own.
func (w *wire) ask(by phone, method, path string, header map[string]string, body []byte) (http.Header, []byte, error) {
	request, err := http.NewRequest(method, w.url+"/kith/v1"+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+by.access)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := w.client.Do(request)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errGone, err)
	}
	defer response.Body.Close()
	told, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", errGone, err)
	case response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests:
		w.again++
		return nil, nil, fmt.Errorf("%w: %s %s %d %s", errAgain, method, path, response.StatusCode, told)
	case response.StatusCode >= 300:
		return response.Header, told, fmt.Errorf("%s %s is answered with %d %s", method, path, response.StatusCode, told)
	}
	return response.Header, told, nil
}
