package inbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent"
	"kith/backend/moment"
	"kith/backend/programme/orientation"
	"kith/backend/programme/worry"
	"kith/backend/review"
)

// act is one op with all that the room answering it needs.
type act struct {
	seat   circle.Seat
	schema int
	op     string
	at     time.Time
	body   json.RawMessage
}

// kinds says which room answers which op. A new kind is a new row.
var kinds = map[api.OpKind]func(tx core.App, a act) error{
	api.OpKindKeepRevision: with(func(tx core.App, a act, body api.KeepRevision) error {
		return moment.Keep(tx, a.seat, a.at, a.schema, body)
	}),
	api.OpKindTakeBack: with(func(tx core.App, a act, body api.TakeBack) error {
		return review.TakeBack(tx, a.seat, a.at, a.op, body)
	}),
	api.OpKindDecide: with(func(tx core.App, a act, body api.Decide) error {
		return review.Decide(tx, a.seat, a.at, a.op, body)
	}),
	api.OpKindGiveAnswer: with(func(tx core.App, a act, body api.GiveAnswer) error {
		return review.Answer(tx, a.seat, a.op, body)
	}),
	api.OpKindTakeDown: with(func(tx core.App, a act, body api.TakeDown) error {
		return review.TakeDown(tx, a.seat, a.at, a.op, body)
	}),
	api.OpKindRecordConsent: with(func(tx core.App, a act, body api.RecordConsent) error {
		return consent.Record(tx, a.seat, a.op, body)
	}),
	api.OpKindRecordOrientation: with(func(tx core.App, a act, body api.RecordOrientation) error {
		return orientation.Record(tx, a.seat, a.op, body)
	}),
	api.OpKindTellAdult: with(func(tx core.App, a act, body api.TellAdult) error {
		return worry.Tell(tx, a.seat, a.op, a.at, body)
	}),
	api.OpKindStepOut: with(func(tx core.App, a act, body api.StepOut) error {
		return worry.StepOut(tx, a.seat, a.op, a.at, body)
	}),
	api.OpKindChooseWay: with(func(tx core.App, a act, body api.ChooseWay) error {
		return circle.ChooseWay(tx, a.seat, body)
	}),
}

// with reads the body of an op and refuses fields that its kind does not have.
func with[T any](answer func(tx core.App, a act, body T) error) func(tx core.App, a act) error {
	return func(tx core.App, a act) error {
		var body T
		decoder := json.NewDecoder(bytes.NewReader(a.body))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&body); err != nil {
			return api.Invalid("body").Because(err)
		}
		if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			return api.Invalid("body").Because(err)
		}
		return answer(tx, a, body)
	}
}
