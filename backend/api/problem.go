package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Refusal is a "no" with its reason: a stable code for programs and one sentence for the person that says what to do next.
// It is told as RFC 9457 problem+json by Tell and nowhere else. The cause never leaves the server.
type Refusal struct { //nolint:errname // the word of the house: a "no" with its reason, not a fault
	Problem
	After time.Duration // how long to wait before trying again, 0 if waiting does not help
	cause error
}

func (r *Refusal) Error() string {
	if r.cause != nil {
		return fmt.Sprintf("%s: %v", r.Code, r.cause)
	}
	return r.Code + ": " + r.Detail
}

func (r *Refusal) Unwrap() error { return r.cause }

// Because keeps the cause for the log.
func (r *Refusal) Because(err error) *Refusal {
	r.cause = err
	return r
}

// Wait says how long the caller should leave it.
func (r *Refusal) Wait(d time.Duration) *Refusal {
	r.After = d
	return r
}

// Refuse makes a refusal. The sentence is for the person: what happened, what is safe, what to do.
func Refuse(status int, code, sentence string) *Refusal {
	return &Refusal{Problem: Problem{
		Type: "urn:kith:problem:" + code, Title: http.StatusText(status), Status: status, Code: code, Detail: sentence,
	}}
}

// NotFound is the answer for what is not there and for what this reader may not know of: the two are the same bytes.
func NotFound() *Refusal {
	return Refuse(http.StatusNotFound, "not_found", "This is not here, or it is not yours to see.")
}

// Invalid refuses one field of what was sent.
func Invalid(field string) *Refusal {
	return Refuse(http.StatusUnprocessableEntity, "field_invalid", "Something in "+field+" cannot be used. Change it and send it again.")
}

// SignInAgain is the answer for a session that is over. Nothing on the phone is lost by it.
func SignInAgain() *Refusal {
	return Refuse(http.StatusUnauthorized, "session_over", "Please sign in again. Everything on this phone is safe.")
}

// SignedOutBySchool is the answer for a session that somebody at school ended: the phone may be lost, and lets go of what is others'.
func SignedOutBySchool() *Refusal {
	return Refuse(http.StatusUnauthorized, "signed_out_by_school", "Your school signed this phone out. What you kept here is safe and waits for you.")
}

// As finds the refusal in an error. Anything else is an inner fault, told without its cause.
func As(err error) *Refusal {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return Refuse(http.StatusRequestEntityTooLarge, "body_too_large", "This is too much at once. Send it in smaller parts.")
	}
	return Refuse(http.StatusInternalServerError, "inner_fault", "Something went wrong at the school. Nothing is lost. Try again later.").Because(err)
}

// Tell writes the refusal as problem+json.
func Tell(w http.ResponseWriter, err error) error {
	refusal := As(err)
	body, failed := json.Marshal(refusal.Problem)
	if failed != nil {
		return failed
	}
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	if refusal.After > 0 {
		header.Set("Retry-After", strconv.Itoa(int((refusal.After+time.Second-1)/time.Second)))
	}
	w.WriteHeader(refusal.Status)
	_, failed = w.Write(body)
	return failed
}
