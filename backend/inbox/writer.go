package inbox

import (
	"errors"
	"fmt"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/feed"
	"kith/backend/journal"
	"kith/backend/moment"
)

// atOnce is how many phones one transaction serves at most: enough to share the cost of making it durable, few enough to stay short.
const atOnce = 64

// job is what one phone sent.
type job struct {
	seat   circle.Seat
	schema int
	ops    []api.Op
	and    func(tx core.App) error // what becomes true together with the acceptance of all of them; nil: nothing
	answer chan answer
}

type answer struct {
	results []api.OpResult
	err     error
}

// write is the one writer. It takes whatever waits and commits it together.
func (r *Room) write() {
	defer close(r.done)
	for first := range r.jobs {
		batch := []job{first}
	gather:
		for len(batch) < atOnce {
			select {
			case next, open := <-r.jobs:
				if !open {
					break gather
				}
				batch = append(batch, next)
			default:
				break gather
			}
		}
		r.commit(batch)
	}
}

// commit applies a batch in one transaction and answers only after it is durable. If the transaction fails, nobody's op has happened
// and every phone is told to try again.
func (r *Room) commit(batch []job) {
	results := make([][]api.OpResult, len(batch))
	err := r.App.RunInTransaction(func(tx core.App) error {
		return Together(tx, func() (err error) {
			for i, waiting := range batch {
				if results[i], err = every(tx, waiting); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		logFault(r.App, "a batch of ops was not written", err)
		err = api.Refuse(http.StatusServiceUnavailable, "busy", "The school is busy. Everything on this phone is safe; it will try again.").Because(err)
	}
	for i, waiting := range batch {
		waiting.answer <- answer{results: results[i], err: err}
	}
	r.Feed.Streams.Wake()
}

// every applies the ops of one phone in their order.
func every(tx core.App, waiting job) ([]api.OpResult, error) {
	results := make([]api.OpResult, len(waiting.ops))
	accepted := true
	for i, op := range waiting.ops {
		result, err := one(tx, waiting, op)
		if err != nil {
			return nil, err
		}
		results[i] = result
		accepted = accepted && result.Status == api.OpResultStatusAccepted
	}
	if waiting.and != nil && accepted {
		return results, waiting.and(tx)
	}
	return results, nil
}

// Together lets the feed be brought in line once for a whole batch, and what narrowed go to the journal with one flush of the disk.
func Together(tx core.App, act func() error) error {
	return journal.Gather(tx, func() error { return feed.Gather(tx, act) })
}

// one applies an op inside its savepoint. An error is a fault of the whole transaction; what is only wrong with the op is its result.
func one(tx core.App, waiting job, op api.Op) (api.OpResult, error) {
	if !moment.ID(op.Op) {
		return refused(op, api.Invalid("op")), nil
	}
	hash := hashOf(op)
	earlier, err := find(tx, waiting.seat.ID, op.Op)
	if err != nil {
		return api.OpResult{}, err
	}
	if earlier != nil {
		return earlier.repeat(op, hash)
	}
	how, err := otherwise(tx, waiting.seat, op)
	if err != nil {
		return api.OpResult{}, err
	}
	if how != "" {
		return healed(tx, waiting.seat.ID, op, hash, how)
	}
	if op.Kind != api.OpKindKeepRevision { // every other kind may ask the feed how far a moment has come
		if err := feed.Flush(tx); err != nil {
			return api.OpResult{}, err
		}
	}
	if err := run(tx, `SAVEPOINT op`); err != nil {
		return api.OpResult{}, err
	}
	result, mark := api.OpResult{Op: op.Op, Status: api.OpResultStatusAccepted}, journal.Mark(tx)
	if fault := perform(tx, waiting, op); fault != nil {
		if err := run(tx, `ROLLBACK TO op`); err != nil {
			return api.OpResult{}, err
		}
		journal.Back(tx, mark)
		result = refused(op, fault)
	}
	if result.Status == api.OpResultStatusRetry {
		return result, run(tx, `RELEASE op`)
	}
	if result.Seq, err = feed.Newest(tx); err != nil {
		return api.OpResult{}, err
	}
	if err := note(tx, waiting.seat.ID, op, hash, result); err != nil {
		return api.OpResult{}, err
	}
	return result, run(tx, `RELEASE op`)
}

// perform hands the op to its room. A panic there is a fault of this op and of no other.
func perform(tx core.App, waiting job, op api.Op) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("op %s of kind %s panicked: %v", op.Op, op.Kind, what)
		}
	}()
	answered, known := kinds[op.Kind]
	if !known {
		return api.Invalid("kind")
	}
	return answered(tx, act{
		seat: waiting.seat, schema: waiting.schema, op: op.Op, at: held(op.At, clock.Now(tx)), body: op.Body,
	})
}

// refused tells why an op did not happen. A refusal is final for this op; a fault of ours asks the phone to try again.
func refused(op api.Op, err error) api.OpResult {
	var fields validation.Errors
	if errors.As(err, &fields) {
		err = api.Invalid("body").Because(err)
	}
	refusal := api.As(err)
	result := api.OpResult{Op: op.Op, Status: api.OpResultStatusRefused, Code: refusal.Code, Problem: &refusal.Problem}
	if refusal.Status >= http.StatusInternalServerError {
		result.Status = api.OpResultStatusRetry
	}
	return result
}

func run(tx core.App, statement string) error {
	if _, err := tx.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
		return errors.Join(fmt.Errorf("run %s", statement), err)
	}
	return nil
}
