package review

import (
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/moment"
	"kith/backend/rows"
)

// Decide writes a teacher's decision about the newest revision of a moment: approve, send back, keep private, or undo during the hold.
// It refuses with `changed_since_seen` if what was on the screen is not the newest any more, `already_decided` (with the name) if a
// co-teacher was faster, `not_ready` with the reasons if a rule blocks, `too_late` for an undo after the release.
func Decide(tx core.App, seat circle.Seat, at time.Time, op string, d api.Decide) error {
	h, err := headOf(tx, d.Moment)
	if err != nil {
		return err
	}
	if err := mayDecide(tx, seat, h.Circle); err != nil {
		return err
	}
	if d.Revision != h.Revision || d.Seen != h.Hash {
		return api.Refuse(http.StatusConflict, "changed_since_seen", "This moment was changed while you looked at it. Look at it again and decide.")
	}
	if err := stillOpen(tx, d, h); err != nil {
		return err
	}
	values := map[string]any{
		"moment": d.Moment, "revision": d.Revision, "kind": string(d.Kind), "by": seat.Person, "at": at, "seen": d.Seen,
		"note": moment.Clean(d.Note), "bulk": d.Bulk, "why": moment.Clean(d.Why), "alts": tidyAlts(d.Alts), "said": tidySaid(d.Said),
	}
	switch d.Kind {
	case api.DecideKindApprove:
		if _, known := consent.Parse(string(d.Audience)); !known || d.Audience == "none" {
			return api.Invalid("audience")
		}
		pause, err := hold(tx, h.School)
		if err != nil {
			return err
		}
		values["audience"], values["hold_until"] = string(d.Audience), clock.Now(tx).Add(pause)
		values["covers"], values["unseen"] = d.Covers, d.Unseen
	case api.DecideKindSendBack:
		if values["note"] == "" {
			return api.Refuse(http.StatusUnprocessableEntity, "note_missing", "Write a line about what to change, so that it can be done.")
		}
	}
	return rows.Save(tx, "decisions", op, values)
}

func tidyAlts(alts []api.NewPicture) []api.NewPicture {
	cleaned := make([]api.NewPicture, len(alts))
	for i, alt := range alts {
		cleaned[i] = api.NewPicture{Media: alt.Media, Alt: moment.Clean(alt.Alt)}
	}
	return cleaned
}

func tidySaid(said []api.VoiceWords) []api.VoiceWords {
	cleaned := make([]api.VoiceWords, len(said))
	for i, one := range said {
		cleaned[i] = api.VoiceWords{Media: one.Media, Words: moment.Clean(one.Words), Lang: one.Lang}
	}
	return cleaned
}

// stillOpen refuses a second decision about the same revision, and an undo of what has been released or never was approved.
func stillOpen(tx core.App, d api.Decide, h head) error {
	before, err := last(tx, d.Moment)
	if err != nil {
		return err
	}
	same := before.Revision == h.Revision
	if d.Kind == api.DecideKindUndo {
		switch {
		case same && before.Kind == "release":
			return api.Refuse(http.StatusConflict, "too_late", "It has been shared already. You can still take it down.")
		case !same || before.Kind != "approve" && before.Kind != "send_back" && before.Kind != "keep_private":
			return api.Refuse(http.StatusConflict, "nothing_to_undo", "There is no decision to undo. Look at the moment again.")
		}
		return nil
	}
	if !same || before.Kind == "undo" || before.Kind == "lapse" || before.Kind == "restore" {
		return nil
	}
	refused, err := saidNoSince(tx, h, before.Seq)
	if err != nil {
		return err
	}
	shared, err := reaches(tx, h)
	if err != nil {
		return err
	}
	if before.Kind == "approve" && refused || before.Kind == "release" && (!shared || d.Kind == api.DecideKindKeepPrivate) {
		return nil
	}
	who, err := firstName(tx, before.By)
	if err != nil {
		return err
	}
	refusal := api.Refuse(http.StatusConflict, "already_decided", "This one has been decided already.")
	refusal.Who = who
	return refusal
}

func firstName(tx core.App, person string) (string, error) {
	if person == "" {
		return "", nil
	}
	record, err := tx.FindRecordById("people", person)
	if err != nil {
		return "", fmt.Errorf("find who decided: %w", err)
	}
	return record.GetString("name"), nil
}
