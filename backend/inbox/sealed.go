package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/moment"
	"kith/backend/programme/worry"
	"kith/backend/sealed"
)

// maxEnvelopes is how many envelopes come at once.
const maxEnvelopes = 20

// ownActs are what students say of what is theirs. Nothing else is believed to an envelope.
var ownActs = []api.OpKind{
	api.OpKindKeepRevision, api.OpKindTakeBack, api.OpKindGiveAnswer, api.OpKindTakeDown, api.OpKindTellAdult, api.OpKindStepOut,
	api.OpKindChooseWay,
}

// isApart says whether an op is told to an adult apart from the diary. It is never set aside, where adults would read it who must not know of it:
// it is filed as its author's at once, with the doubt beside it if there is one.
func isApart(kind api.OpKind) bool { return kind == api.OpKindTellAdult || kind == api.OpKindStepOut }

// isYes says whether an op is a yes. It opens something, so whoever it is about says it in a session of their own: out of an envelope nothing
// comes of it, and they are asked again.
func isYes(op api.Op) bool {
	var said struct{ Answer api.GiveAnswerAnswer }
	return op.Kind == api.OpKindGiveAnswer && json.Unmarshal(op.Body, &said) == nil && said.Answer == api.GiveAnswerAnswerYes
}

// DeliverSealed takes what a shared device has sealed, as if its author had sent it: ledger, quota and rights are the author's. Whoever
// brings it learns only whether the device may let go of it. What cannot be filed is set aside for an adult, so it is taken all the same.
func (r *Room) DeliverSealed(ctx context.Context, request api.DeliverSealedRequestObject) (api.DeliverSealedResponseObject, error) {
	if len(request.Body.Envelopes) > maxEnvelopes {
		return nil, api.Refuse(http.StatusRequestEntityTooLarge, "too_many_ops", "This is too much at once. Send it in smaller parts.")
	}
	results := []api.SealedResult{}
	busy := false
	for _, envelope := range request.Body.Envelopes {
		if busy { // what comes behind may stand on what has to come again
			results = append(results, api.SealedResult{Id: envelope.Id, Status: api.SealedResultStatusRetry})
			continue
		}
		result, err := r.deliver(ctx, envelope)
		if err != nil {
			return nil, err
		}
		results = append(results, result)
		busy = result.Status == api.SealedResultStatusRetry
	}
	return api.DeliverSealed200JSONResponse{Results: results}, nil
}

func (r *Room) deliver(ctx context.Context, envelope api.Envelope) (api.SealedResult, error) {
	result := api.SealedResult{Id: envelope.Id, Status: api.SealedResultStatusTaken}
	letter, author, err := r.Sealed.Words(envelope.Key, envelope.Box)
	if err == nil {
		err = speaks(letter.Schema)
	}
	if err == nil && (!moment.ID(letter.Op.Op) || !slices.Contains(ownActs, letter.Op.Kind)) {
		err = sealed.Unknown()
	}
	if no := new(api.Refusal); errors.As(err, &no) && no.Status < http.StatusInternalServerError {
		result.Status, result.Code = api.SealedResultStatusRefused, no.Code
		return result, nil
	}
	if err != nil || isYes(letter.Op) {
		return result, err
	}
	filed, err := r.file(ctx, letter, author)
	switch {
	case err != nil:
		return result, err
	case filed.Status == api.OpResultStatusRetry:
		result.Status = api.SealedResultStatusRetry
	case filed.Status == api.OpResultStatusRefused && letter.Op.Kind == api.OpKindStepOut:
		result.Seq, err = feed.Newest(r.App) // of a circle that was never theirs nobody steps out
	case filed.Status == api.OpResultStatusRefused && isApart(letter.Op.Kind):
		result.Status, result.Code = api.SealedResultStatusRefused, filed.Code // the device keeps it: nobody has heard it yet
	case filed.Status == api.OpResultStatusRefused:
		result.Seq, err = setAside(r.App, author.Seat, letter, filed.Code)
	default:
		result.Seq = filed.Seq
	}
	return result, err
}

// file hands the op of a letter to the writer. What an adult has to look at first is refused without being tried, unless it came before.
func (r *Room) file(ctx context.Context, letter sealed.Letter, author account.Author) (api.OpResult, error) {
	waiting := job{seat: author.Seat, schema: letter.Schema, ops: []api.Op{letter.Op}}
	switch {
	case author.Why != "" && isApart(letter.Op.Kind):
		waiting.and = func(tx core.App) error { return worry.Doubt(tx, letter.Op.Op, author.Why) }
	case author.Why != "":
		earlier, err := find(r.App, author.Seat.ID, letter.Op.Op)
		if err != nil || earlier == nil {
			return api.OpResult{Op: letter.Op.Op, Status: api.OpResultStatusRefused, Code: author.Why}, err
		}
	}
	results, err := r.apply(ctx, waiting)
	if err != nil {
		return api.OpResult{}, err
	}
	return results[0], nil
}

// OpenSeatKey gives the key of a locked phone's store back to whom the store belongs. Nothing is written, and nothing of it is logged.
func (r *Room) OpenSeatKey(ctx context.Context, request api.OpenSeatKeyRequestObject) (api.OpenSeatKeyResponseObject, error) {
	secret, err := r.Sealed.SeatKey(circle.From(ctx).ID, request.Body.Key, request.Body.Box)
	if err != nil {
		return nil, err
	}
	return api.OpenSeatKey200JSONResponse{Secret: secret}, nil
}
